package io.quarterdeck.dashboard.api;

import java.util.ArrayList;
import java.util.List;

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

    static Candle bare(long time, double open, double high, double low, double close, double volume) {
        return new Candle(time, open, high, low, close, volume, null, null, null, null, null);
    }

    /** Longer bars of shorter ones; both newest first. */
    static List<Candle> merged(List<Candle> shorter, Interval interval) {
        var longer = new ArrayList<Candle>();
        for (Candle bar : shorter) {
            long start = interval.floor(bar.time());
            Candle newer = longer.isEmpty() ? null : longer.get(longer.size() - 1);
            if (newer == null || newer.time() != start) {
                longer.add(bare(start, bar.open(), bar.high(), bar.low(), bar.close(), bar.volume()));
            } else {
                longer.set(
                        longer.size() - 1,
                        bare(
                                start,
                                bar.open(),
                                Math.max(newer.high(), bar.high()),
                                Math.min(newer.low(), bar.low()),
                                newer.close(),
                                newer.volume() + bar.volume()));
            }
        }
        return longer;
    }

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
