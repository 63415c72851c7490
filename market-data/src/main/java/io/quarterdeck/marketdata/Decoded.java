package io.quarterdeck.marketdata;

/** What the bytes of one Kafka record turned out to be. */
public sealed interface Decoded<E> {

    /** The record holds the event. */
    record Valid<E>(E event) implements Decoded<E> {}

    /**
     * The record can never be read as that event; {@code reason} names the field and what was found, and holds no control
     * characters and no halves of characters, whatever the record holds.
     */
    record Undecodable<E>(String reason) implements Decoded<E> {}
}
