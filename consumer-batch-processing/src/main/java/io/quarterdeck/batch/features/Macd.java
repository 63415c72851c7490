package io.quarterdeck.batch.features;

import java.util.Arrays;

/**
 * Moving average convergence/divergence of 12, 26 and 9 bars, in units of the price (Appel, "Technical Analysis", 2005).
 *
 * @param line EMA of 12 less EMA of 26 bars
 * @param signal EMA of 9 bars of the line
 */
record Macd(double[] line, double[] signal) {

    private static final int FAST = 12;
    private static final int SLOW = 26;
    private static final int SIGNAL = 9;

    static Macd of(double[] close) {
        double[] line = Indicators.difference(Indicators.ema(close, FAST), Indicators.ema(close, SLOW));
        double[] known = Arrays.copyOfRange(line, Math.min(SLOW - 1, line.length), line.length);
        double[] signal = Indicators.nothing(close.length);
        System.arraycopy(Indicators.ema(known, SIGNAL), 0, signal, close.length - known.length, known.length);
        return new Macd(line, signal);
    }

    double[] histogram() {
        return Indicators.difference(line, signal);
    }
}
