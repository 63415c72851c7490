package io.quarterdeck.tradingbot.report;

import io.quarterdeck.tradingbot.report.Bootstrap.Interval;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run, held against buy and hold and against chance.
 *
 * @param sharpe where the Sharpe ratio of a year would lie in 95 of 100 other courses of the same days
 * @param growth likewise the growth of a year
 * @param deflated whether the Sharpe ratio is more than the luck of the trials
 */
public record Report(Performance performance, Against against, Range sharpe, Range growth, DeflatedSharpe deflated) {

    /**
     * Buy and hold over the same bars at the same costs.
     *
     * @param excessGrowth of the whole run, over that of buy and hold
     * @param beta of the daily returns
     * @param excess where the yearly mean of the daily differences would lie in 95 of 100 other courses
     */
    public record Against(
            Performance.Totals totals, double excessGrowth, double beta, Range excess, List<Double> equities) {}

    /** @param atOrBelow0 share of those courses in which it is not above 0 */
    public record Range(double low, double high, double atOrBelow0) {}

    /** How many runs this one was chosen from, and how widely their daily Sharpe ratios spread. */
    public record Trials(int count, double variance) {

        public static final Trials ONE = new Trials(1, 0);

        /** @param dailySharpes of all trials; those that are NaN count, but do not spread */
        public static Trials of(double[] dailySharpes) {
            double[] defined = Arrays.stream(dailySharpes)
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            double deviation = defined.length < 2 ? 0 : Statistics.deviation(defined);
            return new Trials(dailySharpes.length, deviation * deviation);
        }
    }

    private static final long SEED = 20_140_731;

    /** @param buyAndHold over the same bars */
    public static Report of(Performance performance, Performance buyAndHold, Trials trials) {
        double[] returns = performance.returns();
        return new Report(
                performance,
                against(performance, buyAndHold),
                range(Bootstrap.interval(returns, Statistics::sharpe, SEED)),
                range(Bootstrap.interval(returns, Report::yearlyGrowth, SEED)),
                DeflatedSharpe.of(returns, trials.count(), trials.variance()));
    }

    private static Against against(Performance performance, Performance other) {
        Map<LocalDate, Performance.Day> others = new HashMap<>();
        other.days().forEach(day -> others.put(day.date(), day));
        List<Double> equities = new ArrayList<>();
        double equity = other.totals().startEquity();
        int days = performance.days().size();
        var theirs = new double[days];
        var differences = new double[days];
        for (int i = 0; i < days; i++) {
            Performance.Day day = performance.days().get(i);
            Performance.Day same = others.get(day.date());
            theirs[i] = same == null ? 0 : same.growth();
            differences[i] = day.growth() - theirs[i];
            equity = same == null ? equity : same.equity();
            equities.add(equity);
        }
        return new Against(
                other.totals(),
                performance.totals().growth() - other.totals().growth(),
                Statistics.beta(performance.returns(), theirs),
                range(Bootstrap.interval(
                        differences, sample -> Statistics.mean(sample) * Statistics.DAYS_PER_YEAR, SEED)),
                equities);
    }

    private static double yearlyGrowth(double[] returns) {
        double growth = 1;
        for (double value : returns) {
            growth *= 1 + value;
        }
        return Statistics.yearly(growth, returns.length);
    }

    private static Range range(Interval interval) {
        return new Range(interval.low(), interval.high(), interval.atOrBelow0());
    }

    /** The Sharpe ratio of a day, for {@link Trials}. */
    public static double dailySharpe(Performance performance) {
        return Statistics.dailySharpe(performance.returns());
    }
}
