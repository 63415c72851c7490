package io.quarterdeck.batch.features;

import java.util.Arrays;

/**
 * The triple-barrier method: from each bar on, which of two prices, one above and one below, is touched first within a
 * horizon (Lopez de Prado, "Advances in Financial Machine Learning", 2018, chapter 3).
 *
 * @param label 1 for the upper, -1 for the lower, 0 for none; NaN where the horizon or the volatility is missing
 * @param bar index of the bar that touches first, or of the last of the horizon; -1 where the label is NaN
 */
record Barriers(double[] label, int[] bar) {

    /**
     * The barriers stand at close * exp(+-volatility * sqrt(horizon)). A bar that touches both counts as touching the lower
     * one first: nobody can know, and a model had better be too careful.
     *
     * @param volatility of one bar's log return
     */
    static Barriers of(double[] high, double[] low, double[] close, double[] volatility, int horizon) {
        double[] label = Indicators.nothing(close.length);
        int[] bar = new int[close.length];
        Arrays.fill(bar, -1);
        for (int i = 0; i + horizon < close.length; i++) {
            if (!(volatility[i] > 0)) {
                continue;
            }
            double distance = volatility[i] * Math.sqrt(horizon);
            double upper = close[i] * StrictMath.exp(distance);
            double lower = close[i] * StrictMath.exp(-distance);
            label[i] = 0;
            bar[i] = i + horizon;
            for (int j = i + 1; j <= i + horizon; j++) {
                if (low[j] <= lower || high[j] >= upper) {
                    label[i] = low[j] <= lower ? -1 : 1;
                    bar[i] = j;
                    break;
                }
            }
        }
        return new Barriers(label, bar);
    }

    /** When the label is known: the end of the bar, epoch microseconds. */
    double[] touched(BarSeries bars) {
        return Arrays.stream(bar)
                .mapToDouble(i -> i < 0 ? Double.NaN : bars.openTimeMicros()[i] + bars.lengthMicros())
                .toArray();
    }
}
