package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Bar;

/** What one line of a file turned out to be. */
sealed interface ParsedLine {

    /** A bar, and its numbers as JSON with the file's digits. */
    record Row(Bar bar, String open, String high, String low, String close, String volume) implements ParsedLine {}

    /** Not a bar; {@code reason} names the column and the value found, {@code text} is the line as it stands there. */
    record Rejected(String text, String reason) implements ParsedLine {}
}
