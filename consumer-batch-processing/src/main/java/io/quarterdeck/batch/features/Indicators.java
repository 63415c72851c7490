package io.quarterdeck.batch.features;

import java.util.Arrays;

/**
 * The formulas behind the feature columns, as functions of whole columns: element i of a result rests on elements 0 to
 * i alone and is NaN until there are enough. A NaN in the input makes NaN the results whose window it is in; recursions
 * ({@link #ema}, {@link #rsi}, {@link #atr}) want input without.
 *
 * <p>Logarithms are {@link StrictMath}'s, so that every machine computes the same bits and content hashes can be
 * compared. Windows are summed anew for each value, oldest first, so that no rounding is carried along.
 */
public final class Indicators {

    private Indicators() {}

    /** ln(value / value n bars before). */
    static double[] logReturn(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = n; i < values.length; i++) {
            result[i] = StrictMath.log(values[i] / values[i - n]);
        }
        return result;
    }

    /** ln(value n bars later / value): the only look ahead, for labels; NaN for the last n. */
    static double[] forwardLogReturn(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = 0; i + n < values.length; i++) {
            result[i] = StrictMath.log(values[i + n] / values[i]);
        }
        return result;
    }

    /** Arithmetic mean of the last n values. */
    static double[] mean(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            result[i] = mean(values, i - n + 1, i + 1);
        }
        return result;
    }

    /** Sample standard deviation (divisor n - 1) of the last n values; exactly 0 if they are equal. */
    static double[] standardDeviation(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            result[i] = standardDeviation(values, i - n + 1, i + 1);
        }
        return result;
    }

    /** (value - mean) / standard deviation of the last n values; NaN where they are all equal. */
    static double[] zScore(double[] values, int n) {
        double[] mean = mean(values, n);
        double[] deviation = standardDeviation(values, n);
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            if (deviation[i] > 0) {
                result[i] = (values[i] - mean[i]) / deviation[i];
            }
        }
        return result;
    }

    /** Exponential mean with weight 2 / (n + 1), begun with the arithmetic mean of the first n values (as TA-Lib). */
    static double[] ema(double[] values, int n) {
        return recursiveMean(values, 0, n, 2.0 / (n + 1));
    }

    /** Wilder's relative strength index over n changes, 0..100; NaN while the price has not moved at all. */
    static double[] rsi(double[] close, int n) {
        double[] gain = nothing(close.length);
        double[] loss = nothing(close.length);
        for (int i = 1; i < close.length; i++) {
            double change = close[i] - close[i - 1];
            gain[i] = Math.max(change, 0);
            loss[i] = Math.max(-change, 0);
        }
        double[] meanGain = recursiveMean(gain, 1, n, 1.0 / n);
        double[] meanLoss = recursiveMean(loss, 1, n, 1.0 / n);
        double[] result = nothing(close.length);
        for (int i = n; i < close.length; i++) {
            double both = meanGain[i] + meanLoss[i];
            if (both > 0) {
                result[i] = 100 * (meanGain[i] / both);
            }
        }
        return result;
    }

    /** Wilder's average true range over n bars, in units of the price. */
    static double[] atr(double[] high, double[] low, double[] close, int n) {
        double[] trueRange = nothing(close.length);
        for (int i = 1; i < close.length; i++) {
            trueRange[i] = Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1]);
        }
        return recursiveMean(trueRange, 1, n, 1.0 / n);
    }

    /** value / reference - 1. */
    static double[] distance(double[] values, double[] reference) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] / reference[i] - 1;
        }
        return result;
    }

    /** value / divisor. */
    static double[] ratio(double[] values, double[] divisor) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] / divisor[i];
        }
        return result;
    }

    static double[] squareRoot(double[] values) {
        return Arrays.stream(values).map(Math::sqrt).toArray();
    }

    /** -1, 0 or 1. */
    static double[] sign(double[] values) {
        return Arrays.stream(values)
                .map(value -> value == 0 ? 0 : Math.signum(value))
                .toArray();
    }

    /** m[i] = m[i-1] + weight (value[i] - m[i-1]), begun with the mean of the n values from {@code first} on. */
    private static double[] recursiveMean(double[] values, int first, int n, double weight) {
        double[] result = nothing(values.length);
        if (values.length < first + n) {
            return result;
        }
        int seed = first + n - 1;
        result[seed] = mean(values, first, first + n);
        for (int i = seed + 1; i < values.length; i++) {
            result[i] = result[i - 1] + weight * (values[i] - result[i - 1]);
        }
        return result;
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    private static double standardDeviation(double[] values, int from, int to) {
        double mean = mean(values, from, to);
        double squares = 0;
        boolean equal = true;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
            equal &= values[i] == values[from];
        }
        return equal ? 0 : Math.sqrt(squares / (to - from - 1)); // the mean of equal values may be off by a bit
    }

    private static double[] nothing(int length) {
        double[] result = new double[length];
        Arrays.fill(result, Double.NaN);
        return result;
    }
}
