package io.quarterdeck.tradingbot.report;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How likely a Sharpe ratio is more than luck, given how many were tried (Bailey and Lopez de Prado, The deflated Sharpe ratio:
 * correcting for selection bias, backtest overfitting and non-normality, 2014).
 *
 * @param trials from which the run was chosen, itself included
 * @param luck the daily Sharpe ratio that the best of so many trials without any skill is expected to have
 * @param probability that the true ratio is above that
 */
public record DeflatedSharpe(int trials, double luck, double probability) {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double EULER_MASCHERONI = 0.5772156649015329;

    /** @param variance of the trials' daily Sharpe ratios */
    static DeflatedSharpe of(double[] returns, int trials, double variance) {
        double luck = luck(trials, variance);
        return new DeflatedSharpe(
                trials,
                luck,
                probability(
                        Statistics.dailySharpe(returns),
                        luck,
                        returns.length,
                        Statistics.skewness(returns),
                        Statistics.kurtosis(returns)));
    }

    static double luck(int trials, double variance) {
        if (trials < 2) {
            return 0;
        }
        return Math.sqrt(variance)
                * ((1 - EULER_MASCHERONI) * NORMAL.inverseCumulativeProbability(1 - 1.0 / trials)
                        + EULER_MASCHERONI * NORMAL.inverseCumulativeProbability(1 - 1 / (trials * Math.E)));
    }

    static double probability(double sharpe, double luck, int days, double skewness, double kurtosis) {
        double error = Math.sqrt(1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe);
        double z = (sharpe - luck) * Math.sqrt(days - 1) / error;
        return Double.isNaN(z) ? Double.NaN : NORMAL.cumulativeProbability(z);
    }
}
