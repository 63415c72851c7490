package io.quarterdeck.marketdata;

/** Takes the values of one event, in the order of {@link EventKind#columns()}; each store and format has its own. */
public interface RowWriter {

    void text(String value);

    /** @param micros epoch microseconds UTC, or {@link Event#NO_TIME}, which is null in every store */
    void time(long micros);

    void number(double value);

    void integer(long value);

    /** @param side of which {@link Trade.Side#UNKNOWN} is null in every store */
    void side(Trade.Side side);
}
