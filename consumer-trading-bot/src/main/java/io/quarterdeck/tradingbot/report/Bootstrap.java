package io.quarterdeck.tradingbot.report;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * What a figure could have been: the stationary bootstrap (Politis and Romano, The stationary bootstrap, 1994), which draws
 * blocks of days, of random length, so that what days have to do with one another stays. The mean length is the cube root of the
 * number of days. The same seed gives the same answer.
 */
final class Bootstrap {

    /** Bounds between which 95 of 100 samples lie, and the share of samples at or below 0. */
    record Interval(double low, double high, double atOrBelow0) {}

    static final int SAMPLES = 2_000;

    private Bootstrap() {}

    static Interval interval(double[] returns, ToDoubleFunction<double[]> figure, long seed) {
        if (returns.length < 2) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN);
        }
        var random = new SplittableRandom(seed);
        double newBlock = 1 / Math.max(1, Math.cbrt(returns.length));
        var figures = new double[SAMPLES];
        var sample = new double[returns.length];
        for (int i = 0; i < SAMPLES; i++) {
            draw(returns, sample, newBlock, random);
            figures[i] = figure.applyAsDouble(sample);
        }
        double[] defined = Arrays.stream(figures)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (defined.length == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN);
        }
        return new Interval(
                defined[(int) (0.025 * (defined.length - 1))],
                defined[(int) Math.ceil(0.975 * (defined.length - 1))],
                Arrays.stream(defined).filter(value -> value <= 0).count() / (double) defined.length);
    }

    static void draw(double[] returns, double[] sample, double newBlock, SplittableRandom random) {
        int from = random.nextInt(returns.length);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = returns[from];
            from = random.nextDouble() < newBlock ? random.nextInt(returns.length) : (from + 1) % returns.length;
        }
    }
}
