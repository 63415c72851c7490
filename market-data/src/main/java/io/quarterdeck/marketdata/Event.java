package io.quarterdeck.marketdata;

/**
 * Something that happened on a market, as one line of a source stated it: the raw tier's unit, faithful before it is
 * plausible. Judging values is the quarterly job's work. {@link EventKind} lists the kinds.
 */
public interface Event {

    /** In place of a time that the source does not state. */
    long NO_TIME = Long.MIN_VALUE;

    /** 1970-01-01T00:00:00Z. */
    long MIN_TIME_MICROS = 0;

    /** 2200-01-01T00:00:00Z, exclusive: later than any market, well inside every store's range. */
    long END_TIME_MICROS = 7_258_118_400_000_000L;

    int MAX_SYMBOL_LENGTH = 64;

    /** What was traded; 1 to {@value #MAX_SYMBOL_LENGTH} characters, no control characters, no surrogates. */
    String symbol();

    /** When it happened, epoch microseconds UTC, from 1970 until before 2200; {@link #NO_TIME} if the source is silent. */
    long timeMicros();

    /** First 8 bytes of the SHA-256 of the input file, big-endian. */
    long sourceId();

    /** 1-based line number in the unpacked input file. */
    long sourceLine();
}
