package io.quarterdeck.dashboard.api;

/**
 * One bar, and what overlays are made from.
 *
 * @param time start, epoch seconds
 * @param vwap null where unknown, as all that follows
 */
record Candle(
        long time,
        double open,
        double high,
        double low,
        double close,
        double volume,
        Double vwap,
        Double emaRatio12,
        Double emaRatio26,
        Double percentB,
        Double bandwidth) {

    boolean finite() {
        return Double.isFinite(open)
                && Double.isFinite(high)
                && Double.isFinite(low)
                && Double.isFinite(close)
                && Double.isFinite(volume);
    }

    Object[] row() {
        return new Object[] {time, open, high, low, close, volume};
    }
}
