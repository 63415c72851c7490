package io.quarterdeck.tradingbot.report;

import java.util.Arrays;

/** Figures of a series of returns, one for each day, 0.01 for one percent. NaN where one is not defined. */
final class Statistics {

    /** Markets here never close. */
    static final double DAYS_PER_YEAR = 365;

    private Statistics() {}

    static double mean(double[] returns) {
        return Arrays.stream(returns).sum() / returns.length;
    }

    /** Standard deviation of the sample. */
    static double deviation(double[] returns) {
        double mean = mean(returns);
        double squares = 0;
        for (double value : returns) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (returns.length - 1));
    }

    /** Mean over deviation, of a day, with no riskless interest (Sharpe, The Sharpe ratio, 1994). */
    static double dailySharpe(double[] returns) {
        double deviation = deviation(returns);
        return deviation > 0 ? mean(returns) / deviation : Double.NaN;
    }

    static double sharpe(double[] returns) {
        return dailySharpe(returns) * Math.sqrt(DAYS_PER_YEAR);
    }

    /**
     * As the Sharpe ratio, with the root mean square of the losses in place of the deviation (Sortino and Price, Performance
     * measurement in a downside risk framework, 1994; target 0).
     */
    static double sortino(double[] returns) {
        double squares = 0;
        for (double value : returns) {
            squares += Math.min(value, 0) * Math.min(value, 0);
        }
        double downside = Math.sqrt(squares / returns.length);
        return downside > 0 ? mean(returns) / downside * Math.sqrt(DAYS_PER_YEAR) : Double.NaN;
    }

    /**
     * The mean loss on the worst days, so many that they are this share of all; the last of them counts in part (Rockafellar and
     * Uryasev, Conditional value-at-risk for general loss distributions, 2002). Above 0 for a loss.
     */
    static double tailLoss(double[] returns, double share) {
        double[] sorted = returns.clone();
        Arrays.sort(sorted);
        double days = share * sorted.length;
        double sum = 0;
        for (int i = 0; i < sorted.length && i < days; i++) {
            sum += sorted[i] * Math.min(1, days - i);
        }
        return -sum / days;
    }

    /** Third standardised moment of the population; 0 for a normal distribution. */
    static double skewness(double[] returns) {
        return moment(returns, 3) / Math.pow(moment(returns, 2), 1.5);
    }

    /** Fourth standardised moment of the population; 3 for a normal distribution. */
    static double kurtosis(double[] returns) {
        return moment(returns, 4) / Math.pow(moment(returns, 2), 2);
    }

    private static double moment(double[] returns, int power) {
        double mean = mean(returns);
        return Arrays.stream(returns)
                        .map(value -> Math.pow(value - mean, power))
                        .sum()
                / returns.length;
    }

    /** Growth in a year, if it went on as in these days. */
    static double yearly(double growth, double days) {
        return growth > 0 ? Math.pow(growth, DAYS_PER_YEAR / days) - 1 : -1;
    }

    /** How much of it {@code y} moves when {@code x} moves by one: covariance over variance of x. */
    static double beta(double[] y, double[] x) {
        double covariance = 0;
        double variance = 0;
        double meanX = mean(x);
        double meanY = mean(y);
        for (int i = 0; i < x.length; i++) {
            covariance += (x[i] - meanX) * (y[i] - meanY);
            variance += (x[i] - meanX) * (x[i] - meanX);
        }
        return variance > 0 ? covariance / variance : Double.NaN;
    }
}
