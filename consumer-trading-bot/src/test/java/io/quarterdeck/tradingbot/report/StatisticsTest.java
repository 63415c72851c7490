package io.quarterdeck.tradingbot.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.BaseTradingRecord;
import org.ta4j.core.criteria.ExpectedShortfallCriterion;
import org.ta4j.core.num.DoubleNum;

/** By hand, against the published example, and against ta4j. */
class StatisticsTest {

    private static final double EXACT = 1e-12;

    /** Mean 0.01; deviations 0, 0.03, -0.03 and 0: variance 0.0018 / 3. */
    @Test
    void sharpeIsMeanOverSampleDeviationOfAYear() {
        double[] returns = {0.01, 0.04, -0.02, 0.01};

        assertThat(Statistics.dailySharpe(returns)).isCloseTo(0.01 / Math.sqrt(0.0006), within(EXACT));
        assertThat(Statistics.sharpe(returns)).isCloseTo(0.01 / Math.sqrt(0.0006) * Math.sqrt(365), within(EXACT));
        assertThat(Statistics.sharpe(new double[] {0.01, 0.01})).isNaN();
    }

    /** Losses 0.02 and 0.01 over four days: root of 0.0005 / 4. */
    @Test
    void sortinoTakesTheLossesAlone() {
        double[] returns = {0.03, -0.02, -0.01, 0.04};

        assertThat(Statistics.sortino(returns)).isCloseTo(0.01 / Math.sqrt(0.000125) * Math.sqrt(365), within(EXACT));
        assertThat(Statistics.sortino(new double[] {0.01, 0.02})).isNaN();
    }

    /** A quarter of six days is one and a half: the worst and half of the next. */
    @Test
    void tailLossIsTheMeanOfTheWorstDaysTheLastInPart() {
        double[] returns = {0.01, -0.04, 0.02, -0.02, 0.03, 0};

        assertThat(Statistics.tailLoss(returns, 0.25)).isCloseTo((0.04 + 0.5 * 0.02) / 1.5, within(EXACT));
    }

    @Test
    void tailLossIsTheExpectedShortfallOfTa4j() {
        var random = new Random(3);
        BarSeries series =
                new BaseBarSeriesBuilder().withNumTypeOf(DoubleNum.class).build();
        double price = 100;
        var returns = new double[40];
        for (int i = 0; i <= 40; i++) {
            if (i > 0) {
                returns[i - 1] = 0.02 * random.nextGaussian();
                price *= 1 + returns[i - 1];
            }
            series.addBar(
                    Duration.ofDays(1),
                    Instant.ofEpochSecond(86_400L * (i + 1)).atZone(ZoneOffset.UTC),
                    price,
                    price,
                    price,
                    price,
                    1);
        }
        var record = new BaseTradingRecord();
        record.enter(0, series.getBar(0).getClosePrice(), series.numOf(1));
        record.exit(40, series.getBar(40).getClosePrice(), series.numOf(1));

        double theirs =
                new ExpectedShortfallCriterion(0.95).calculate(series, record).doubleValue();

        // Theirs is of logarithmic returns.
        var logarithmic = new double[40];
        for (int i = 0; i < 40; i++) {
            logarithmic[i] = Math.log1p(returns[i]);
        }
        assertThat(-Statistics.tailLoss(logarithmic, 0.05)).isCloseTo(theirs, within(1e-9));
    }

    /** 1 in 4, mean 0: moments 2 = 3/16 ... by hand for 0, 0, 0, 1. */
    @Test
    void skewnessAndKurtosisAreThoseOfThePopulation() {
        double[] values = {0, 0, 0, 1};

        assertThat(Statistics.skewness(values)).isCloseTo(2 / Math.sqrt(3), within(EXACT));
        assertThat(Statistics.kurtosis(values)).isCloseTo(7 / 3.0, within(EXACT));
    }

    @Test
    void growthOfHalfAYearIsSquared() {
        assertThat(Statistics.yearly(1.1, 182.5)).isCloseTo(0.21, within(EXACT));
        assertThat(Statistics.yearly(0, 100)).isEqualTo(-1);
    }

    @Test
    void betaIsTheSlope() {
        double[] x = {0.01, -0.02, 0.03};

        assertThat(Statistics.beta(new double[] {0.03, -0.03, 0.07}, x)).isCloseTo(2, within(EXACT));
    }

    /**
     * The example of the paper: an annual ratio of 2.5 over 1 250 days, the best of 100 trials whose annual ratios have a
     * variance of 1/2, skewness -3 and kurtosis 10, is worth 0.9004; a year has 250 days there.
     */
    @Test
    void theDeflatedSharpeRatioIsThatOfThePaper() {
        double luck = DeflatedSharpe.luck(100, 0.5 / 250);

        assertThat(luck).isCloseTo(0.1132, within(0.00005));
        assertThat(DeflatedSharpe.probability(2.5 / Math.sqrt(250), luck, 1_250, -3, 10))
                .isCloseTo(0.9004, within(0.00005));
        assertThat(DeflatedSharpe.luck(1, 0)).isZero();
    }

    @Test
    void resamplingDrawsBlocksOfDaysAndTheSameForTheSameSeed() {
        var returns = new double[1_000];
        for (int i = 0; i < returns.length; i++) {
            returns[i] = i;
        }
        var sample = new double[returns.length];

        Bootstrap.draw(returns, sample, 0.1, new SplittableRandom(1));

        int breaks = 0;
        for (int i = 1; i < sample.length; i++) {
            breaks += sample[i] == (sample[i - 1] + 1) % returns.length ? 0 : 1;
        }
        assertThat(breaks).isBetween(70, 130);
        assertThat(Bootstrap.interval(returns, Statistics::mean, 7))
                .isEqualTo(Bootstrap.interval(returns, Statistics::mean, 7));
    }

    /** Of independent days the bootstrap must find about the textbook's error of the mean. */
    @Test
    void theIntervalOfAMeanIsTwoStandardErrorsWideEachWay() {
        var random = new Random(5);
        double[] returns = random.doubles(2_000).map(value -> value - 0.5).toArray();
        double error = Statistics.deviation(returns) / Math.sqrt(returns.length);

        var interval = Bootstrap.interval(returns, Statistics::mean, 1);

        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * error, within(0.5 * error));
    }
}
