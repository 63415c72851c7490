package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import java.util.List;

/** What one line of a file turned out to be. */
sealed interface ParsedLine<E extends Event> {

    /** An event, and its numbers as JSON with the file's digits, in the order of the kind's columns. */
    record Row<E extends Event>(E event, List<String> numbers) implements ParsedLine<E> {}

    /** Not an event; {@code reason} names the column and the value found, {@code text} is the line as it stands there. */
    record Rejected<E extends Event>(String text, String reason) implements ParsedLine<E> {}
}
