package io.quarterdeck.benchmarks.backtest;

import java.time.Instant;

/**
 * The fast average came above or fell below the slow one, and the run acted on it.
 *
 * @param hour start of the hour at whose close it was seen, epoch microseconds UTC
 * @param price open of the bar that filled it, or began to; NaN if none did
 */
record Crossing(String symbol, long hour, Side side, double price) {

    static final long HOUR_MICROS = 3_600_000_000L;

    enum Side {
        BUY,
        SELL
    }

    /** Symbol, hour and side: what two runs must agree on. */
    String key() {
        return symbol + " " + Instant.ofEpochSecond(hour / 1_000_000) + " " + side;
    }
}
