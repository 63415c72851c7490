package io.quarterdeck.batch.features;

/** Volatility of one bar's log return, estimated from opens, highs, lows and closes of the last n bars. */
final class RangeVolatility {

    private static final double LN_2 = StrictMath.log(2);

    private RangeVolatility() {}

    /** Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return", 1980. */
    static double[] parkinson(double[] high, double[] low, int n) {
        double[] squares = new double[high.length];
        for (int i = 0; i < squares.length; i++) {
            double range = StrictMath.log(high[i] / low[i]);
            squares[i] = range * range / (4 * LN_2);
        }
        return Indicators.squareRoot(Indicators.mean(squares, n));
    }

    /** Garman and Klass, "On the Estimation of Security Price Volatilities from Historical Data", 1980. */
    static double[] garmanKlass(double[] open, double[] high, double[] low, double[] close, int n) {
        double[] variances = new double[open.length];
        for (int i = 0; i < variances.length; i++) {
            double range = StrictMath.log(high[i] / low[i]);
            double move = StrictMath.log(close[i] / open[i]);
            variances[i] = 0.5 * range * range - (2 * LN_2 - 1) * move * move; // not negative, as |move| <= range
        }
        return Indicators.squareRoot(Indicators.mean(variances, n));
    }

    /** Yang and Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", 2000. */
    static double[] yangZhang(double[] open, double[] high, double[] low, double[] close, int n) {
        double[] before = Indicators.nothing(open.length);
        double[] within = new double[open.length];
        double[] rogersSatchell = new double[open.length];
        for (int i = 0; i < open.length; i++) {
            if (i > 0) {
                before[i] = StrictMath.log(open[i] / close[i - 1]);
            }
            within[i] = StrictMath.log(close[i] / open[i]);
            double up = StrictMath.log(high[i] / open[i]);
            double down = StrictMath.log(low[i] / open[i]);
            rogersSatchell[i] = up * (up - within[i]) + down * (down - within[i]);
        }
        double[] ofJumps = Indicators.standardDeviation(before, n);
        double[] ofMoves = Indicators.standardDeviation(within, n);
        double[] ofRanges = Indicators.mean(rogersSatchell, n);
        double k = 0.34 / (1.34 + (n + 1.0) / (n - 1));
        double[] result = Indicators.nothing(open.length);
        for (int i = 0; i < result.length; i++) {
            double variance = ofJumps[i] * ofJumps[i] + k * ofMoves[i] * ofMoves[i] + (1 - k) * ofRanges[i];
            result[i] = Math.sqrt(Math.max(variance, 0)); // rounding; NaN stays NaN
        }
        return result;
    }
}
