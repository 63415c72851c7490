package io.quarterdeck.marketdata;

/** What the records of events demand of their values. Each names the field and its value when it is outside. */
final class EventChecks {

    private EventChecks() {}

    static void symbol(String symbol) {
        if (symbol.isEmpty() || symbol.length() > Event.MAX_SYMBOL_LENGTH) {
            throw new IllegalArgumentException(
                    "symbol has " + symbol.length() + " characters, not 1.." + Event.MAX_SYMBOL_LENGTH);
        }
        for (int i = 0; i < symbol.length(); i++) {
            char c = symbol.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                throw new IllegalArgumentException("symbol holds the character U+%04X".formatted((int) c));
            }
        }
    }

    static void time(String field, long micros) {
        if (!isTime(micros)) {
            throw new IllegalArgumentException(field + " " + micros + " is outside 1970..2199");
        }
    }

    static boolean isTime(long micros) {
        return micros >= Event.MIN_TIME_MICROS && micros < Event.END_TIME_MICROS;
    }

    static void finite(String field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(field + " " + value + " is not a finite number");
        }
    }

    static void sourceLine(long sourceLine) {
        if (sourceLine < 1) {
            throw new IllegalArgumentException("source_line " + sourceLine + " is below 1");
        }
    }
}
