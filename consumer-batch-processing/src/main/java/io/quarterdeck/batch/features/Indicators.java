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

    /** value - subtrahend. */
    static double[] difference(double[] values, double[] subtrahend) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] - subtrahend[i];
        }
        return result;
    }

    /** The value n bars before. */
    static double[] lag(double[] values, int n) {
        double[] result = nothing(values.length);
        if (n < values.length) {
            System.arraycopy(values, 0, result, n, values.length - n);
        }
        return result;
    }

    /** Highest of the last n values. */
    static double[] highest(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            result[i] = values[i];
            for (int j = i - n + 1; j < i; j++) {
                result[i] = Math.max(result[i], values[j]);
            }
        }
        return result;
    }

    /** (close - lowest low) / (highest high - lowest low) of the last n bars, 0..1; NaN where these are equal. */
    static double[] positionInRange(double[] high, double[] low, double[] close, int n) {
        double[] result = nothing(close.length);
        for (int i = n - 1; i < close.length; i++) {
            double highest = high[i];
            double lowest = low[i];
            for (int j = i - n + 1; j < i; j++) {
                highest = Math.max(highest, high[j]);
                lowest = Math.min(lowest, low[j]);
            }
            if (highest > lowest) {
                result[i] = (close[i] - lowest) / (highest - lowest);
            }
        }
        return result;
    }

    /** Lambert's commodity channel index over n bars; NaN where the typical price is the same in all. */
    static double[] cci(double[] high, double[] low, double[] close, int n) {
        double[] typical = new double[close.length];
        for (int i = 0; i < close.length; i++) {
            typical[i] = (high[i] + low[i] + close[i]) / 3;
        }
        double[] result = nothing(close.length);
        for (int i = n - 1; i < close.length; i++) {
            if (standardDeviation(typical, i - n + 1, i + 1) > 0) {
                double mean = mean(typical, i - n + 1, i + 1);
                double deviation = 0;
                for (int j = i - n + 1; j <= i; j++) {
                    deviation += Math.abs(typical[j] - mean);
                }
                result[i] = (typical[i] - mean) / (0.015 * (deviation / n));
            }
        }
        return result;
    }

    /** Where the close lies between bands two population standard deviations off its mean; NaN where these are equal. */
    static double[] bollingerPercentB(double[] close, int n) {
        double[] mean = mean(close, n);
        double[] deviation = populationDeviation(close, n);
        double[] result = nothing(close.length);
        for (int i = n - 1; i < close.length; i++) {
            if (deviation[i] > 0) {
                result[i] = (close[i] - (mean[i] - 2 * deviation[i])) / (4 * deviation[i]);
            }
        }
        return result;
    }

    /** Distance between these bands as a share of the mean. */
    static double[] bollingerBandwidth(double[] close, int n) {
        double[] mean = mean(close, n);
        double[] deviation = populationDeviation(close, n);
        double[] result = nothing(close.length);
        for (int i = n - 1; i < close.length; i++) {
            result[i] = 4 * deviation[i] / mean[i];
        }
        return result;
    }

    private static double[] populationDeviation(double[] values, int n) {
        double[] result = standardDeviation(values, n);
        double population = Math.sqrt((n - 1.0) / n);
        for (int i = 0; i < result.length; i++) {
            result[i] *= population;
        }
        return result;
    }

    /**
     * Least-squares slope per bar of Granville's on-balance volume over n bars, divided by their mean volume; NaN if that
     * is 0. The sum begins with the window, as a slope does not depend on where it began.
     */
    static double[] onBalanceVolumeSlope(double[] close, double[] volume, int n) {
        double middle = (n - 1) / 2.0;
        double squares = n * ((double) n * n - 1) / 12;
        double[] result = nothing(close.length);
        for (int i = n - 1; i < close.length; i++) {
            int from = i - n + 1;
            double mean = mean(volume, from, i + 1);
            if (mean > 0) {
                double balance = 0;
                double products = 0;
                for (int j = 1; j < n; j++) {
                    balance += volume[from + j] * Math.signum(close[from + j] - close[from + j - 1]);
                    products += (j - middle) * balance;
                }
                result[i] = products / squares / mean;
            }
        }
        return result;
    }

    /** |return| / turnover; NaN without turnover. */
    static double[] illiquidity(double[] logReturn, double[] turnover) {
        double[] result = nothing(turnover.length);
        for (int i = 0; i < result.length; i++) {
            if (turnover[i] > 0) {
                result[i] = Math.abs(logReturn[i]) / turnover[i];
            }
        }
        return result;
    }

    /** Mean of those of the last n values that are not NaN, from the n-th after the first on; NaN if there is none. */
    static double[] meanOfKnown(double[] values, int n) {
        double[] result = nothing(values.length);
        for (int i = n; i < values.length; i++) {
            double sum = 0;
            int known = 0;
            for (int j = i - n + 1; j <= i; j++) {
                if (!Double.isNaN(values[j])) {
                    sum += values[j];
                    known++;
                }
            }
            if (known > 0) {
                result[i] = sum / known;
            }
        }
        return result;
    }

    /** Slope of the values on the market's over the last n, least squares; NaN where the market's are all equal. */
    static double[] beta(double[] values, double[] market, int n) {
        double[] deviation = standardDeviation(market, n);
        double[] covariance = covariance(values, market, n);
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            if (deviation[i] > 0) {
                result[i] = covariance[i] / (deviation[i] * deviation[i]);
            }
        }
        return result;
    }

    /** Pearson's correlation over the last n, -1..1; NaN where one of both does not change. */
    static double[] correlation(double[] values, double[] others, int n) {
        double[] deviation = standardDeviation(values, n);
        double[] ofOthers = standardDeviation(others, n);
        double[] covariance = covariance(values, others, n);
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            if (deviation[i] > 0 && ofOthers[i] > 0) {
                double exact = covariance[i] / (deviation[i] * ofOthers[i]);
                result[i] = Math.max(-1, Math.min(1, exact)); // rounding may lead out of the range
            }
        }
        return result;
    }

    private static double[] covariance(double[] values, double[] others, int n) {
        double[] result = nothing(values.length);
        for (int i = n - 1; i < values.length; i++) {
            double mean = mean(values, i - n + 1, i + 1);
            double ofOthers = mean(others, i - n + 1, i + 1);
            double sum = 0;
            for (int j = i - n + 1; j <= i; j++) {
                sum += (values[j] - mean) * (others[j] - ofOthers);
            }
            result[i] = sum / (n - 1);
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
    static double[] recursiveMean(double[] values, int first, int n, double weight) {
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

    static double[] nothing(int length) {
        double[] result = new double[length];
        Arrays.fill(result, Double.NaN);
        return result;
    }
}
