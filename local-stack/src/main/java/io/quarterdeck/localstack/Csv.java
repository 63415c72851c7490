package io.quarterdeck.localstack;

/** CSV as PostgreSQL writes it: a null is empty, an empty text is {@code ""}, quotes only where they are needed. */
final class Csv {

    private Csv() {}

    static String field(String value) {
        if (value == null) {
            return "";
        }
        boolean needsQuotes = value.isEmpty()
                || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                || value.startsWith(" ")
                || value.endsWith(" ");
        return needsQuotes ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
