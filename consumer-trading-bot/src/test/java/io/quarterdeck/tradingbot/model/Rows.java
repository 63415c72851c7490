package io.quarterdeck.tradingbot.model;

import io.quarterdeck.marketdata.Quarter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows to learn from, for tests. */
final class Rows {

    static final long HOUR = 3_600_000_000L;

    private Rows() {}

    /**
     * Hourly rows of two symbols from the quarter's start, with three features: the first says how likely the price rises, the
     * second is noise and often null, the third never varies.
     */
    static TrainingQuarter quarter(String name, int hours, long seed) {
        Quarter quarter = Quarter.parse(name);
        long start = quarter.start().getEpochSecond() * 1_000_000;
        var random = new Random(seed);
        var rows = new ArrayList<TrainingRow>();
        for (int hour = 0; hour < hours; hour++) {
            for (String symbol : List.of("A", "B")) {
                double signal = random.nextGaussian();
                boolean up = random.nextDouble() < 1 / (1 + Math.exp(-2 * signal));
                double noise = random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian();
                long open = start + hour * HOUR;
                rows.add(new TrainingRow(
                        symbol, open, open + HOUR, open + 5 * HOUR, up, new double[] {100 + signal, noise, 7}));
            }
        }
        return new TrainingQuarter(name, name + "-v1", start, quarter.end().getEpochSecond() * 1_000_000, rows);
    }
}
