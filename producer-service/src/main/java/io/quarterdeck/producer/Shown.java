package io.quarterdeck.producer;

/** What stands in an input, as messages show it: no longer than they can bear, and harmless to a terminal and a log. */
final class Shown {

    private static final int CELL = 60;
    private static final int LINE = 500;

    private Shown() {}

    /** One value, in quotes. */
    static String cell(String text) {
        return "'" + of(text, CELL) + "'";
    }

    /** Several values, or a whole line. */
    static String line(String text) {
        return of(text, LINE);
    }

    private static String of(String text, int most) {
        var shown = new StringBuilder();
        int i = 0;
        while (i < text.length() && shown.length() < most) {
            int c = text.codePointAt(i);
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append("\\u%04X".formatted(c));
            }
            i += Character.charCount(c);
        }
        return i < text.length() ? shown + "..." : shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
