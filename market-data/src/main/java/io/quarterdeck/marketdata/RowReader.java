package io.quarterdeck.marketdata;

/** The values of one event, by the position of their column in {@link EventKind#columns()}. */
public interface RowReader {

    String text(int column);

    /** Epoch microseconds UTC, or {@link Event#NO_TIME}. */
    long time(int column);

    double number(int column);

    long integer(int column);

    Trade.Side side(int column);
}
