package io.quarterdeck.batch.features;

/**
 * Wilder's directional movement system ("New Concepts in Technical Trading Systems", 1978).
 *
 * @param plus +DI, 0..100; NaN while the price has not moved at all
 * @param minus -DI, likewise
 * @param index ADX, 0..100
 */
record Directional(double[] plus, double[] minus, double[] index) {

    static Directional of(double[] high, double[] low, double[] close, int n) {
        double[] up = Indicators.nothing(close.length);
        double[] down = Indicators.nothing(close.length);
        for (int i = 1; i < close.length; i++) {
            double rise = high[i] - high[i - 1];
            double fall = low[i - 1] - low[i];
            up[i] = rise > fall && rise > 0 ? rise : 0;
            down[i] = fall > rise && fall > 0 ? fall : 0;
        }
        double[] range = Indicators.atr(high, low, close, n);
        double[] meanUp = Indicators.recursiveMean(up, 1, n, 1.0 / n);
        double[] meanDown = Indicators.recursiveMean(down, 1, n, 1.0 / n);
        double[] plus = Indicators.nothing(close.length);
        double[] minus = Indicators.nothing(close.length);
        double[] difference = Indicators.nothing(close.length);
        for (int i = n; i < close.length; i++) {
            if (range[i] > 0) {
                plus[i] = 100 * meanUp[i] / range[i];
                minus[i] = 100 * meanDown[i] / range[i];
            }
            double both = meanUp[i] + meanDown[i];
            difference[i] = both > 0 ? 100 * Math.abs(meanUp[i] - meanDown[i]) / both : 0;
        }
        return new Directional(plus, minus, Indicators.recursiveMean(difference, n, n, 1.0 / n));
    }
}
