package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import io.quarterdeck.batch.cleaning.MinuteReturns;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against TA-Lib where it has the indicator, by hand where it has not. */
public class IndicatorsTest {

    private static final double NONE = Double.NaN;
    private static final BarSeries BARS = RandomMarket.bars(Interval.HOUR, 40);

    private final Core taLib = new Core();
    private final MInteger first = new MInteger();
    private final MInteger count = new MInteger();

    @Test
    void emaIsTaLibs() {
        double[] expected = new double[BARS.size()];
        ok(taLib.ema(0, BARS.size() - 1, BARS.close(), 26, first, count, expected));

        assertAgrees(Indicators.ema(BARS.close(), 26), expected);
        assertThat(first.value).isEqualTo(25);
    }

    @Test
    void smaIsTaLibs() {
        double[] expected = new double[BARS.size()];
        ok(taLib.sma(0, BARS.size() - 1, BARS.close(), 24, first, count, expected));

        assertAgrees(Indicators.mean(BARS.close(), 24), expected);
    }

    @Test
    void rsiIsTaLibs() {
        double[] expected = new double[BARS.size()];
        ok(taLib.rsi(0, BARS.size() - 1, BARS.close(), 14, first, count, expected));

        assertAgrees(Indicators.rsi(BARS.close(), 14), expected);
        assertThat(first.value).isEqualTo(14);
    }

    @Test
    void atrIsTaLibs() {
        double[] expected = new double[BARS.size()];
        ok(taLib.atr(0, BARS.size() - 1, BARS.high(), BARS.low(), BARS.close(), 14, first, count, expected));

        assertAgrees(Indicators.atr(BARS.high(), BARS.low(), BARS.close(), 14), expected);
        assertThat(first.value).isEqualTo(14);
    }

    @Test
    void standardDeviationIsTaLibsWithTheDivisorOfASample() {
        double[] expected = new double[BARS.size()];
        ok(taLib.stdDev(0, BARS.size() - 1, BARS.close(), 20, 1, first, count, expected));
        double sample = Math.sqrt(20.0 / 19.0); // TA-Lib divides by n

        assertAgrees(
                Indicators.standardDeviation(BARS.close(), 20),
                Arrays.stream(expected).map(value -> value * sample).toArray());
    }

    @Test
    void rsiByHand() {
        // gains 1, 0, 1; losses 0, 2, 0: means over 3 are 2/3 and 2/3, so 50; then a gain of 2: (4/3 + 2)/3 and (4/3)/3
        double[] rsi = Indicators.rsi(new double[] {10, 11, 9, 10, 12}, 3);

        assertThat(rsi[2]).isNaN();
        assertThat(rsi[3]).isCloseTo(50, within(1e-12));
        assertThat(rsi[4]).isCloseTo(100 * (10.0 / 9) / (10.0 / 9 + 4.0 / 9), within(1e-12));
    }

    @Test
    void rsiIsNothingWhileThePriceStands() {
        assertThat(Indicators.rsi(new double[] {5, 5, 5, 5, 6}, 3)).containsExactly(NONE, NONE, NONE, NONE, 100);
    }

    @Test
    void trueRangeReachesToTheCloseBefore() {
        // bar 1: high 12 and low 11 after a close of 9: 12 - 9; bar 2: high 10, low 8 after 11.5: 11.5 - 8
        double[] atr = Indicators.atr(new double[] {9, 12, 10}, new double[] {9, 11, 8}, new double[] {9, 11.5, 9}, 2);

        assertThat(atr).containsExactly(NONE, NONE, (3 + 3.5) / 2);
    }

    @Test
    void logReturnsLookBackAndForward() {
        double[] values = {1, Math.E, Math.E * Math.E};

        assertThat(Indicators.logReturn(values, 2)).containsExactly(NONE, NONE, 2);
        assertThat(Indicators.forwardLogReturn(values, 1)[0]).isCloseTo(1, within(1e-15));
        assertThat(Indicators.forwardLogReturn(values, 1)[2]).isNaN();
    }

    @Test
    void zScoreByHand() {
        // mean 4, squares 4 + 0 + 4, sample deviation 2
        assertThat(Indicators.zScore(new double[] {2, 4, 6}, 3)).containsExactly(NONE, NONE, 1);
    }

    @Test
    void zScoreOfEqualValuesIsNothing() {
        // 0.1 + 0.1 + 0.1 is not 0.3 in doubles: the deviation must still be exactly 0
        assertThat(Indicators.zScore(new double[] {0.1, 0.1, 0.1}, 3)).containsOnly(NONE);
    }

    @Test
    void windowsDoNotRememberWhatHasLeftThem() {
        double[] calm = {1, 2, 3, 4};
        double[] afterAShock = {1e15, 1, 2, 3, 4};

        assertThat(Indicators.mean(afterAShock, 3)[4]).isEqualTo(Indicators.mean(calm, 3)[3]);
        assertThat(Indicators.standardDeviation(afterAShock, 3)[4]).isEqualTo(Indicators.standardDeviation(calm, 3)[3]);
    }

    @Test
    void illiquidityLeavesOutBarsWithoutTurnover() {
        double[] each = Indicators.illiquidity(new double[] {NONE, 0.1, -0.2, 0.3}, new double[] {5, 2, 0, 6});

        assertThat(each[0]).isNaN();
        assertThat(Indicators.meanOfKnown(each, 3)[3]).isCloseTo((0.05 + 0.05) / 2, within(1e-15));
    }

    @Test
    void drawdownIsFromTheHighestHigh() {
        assertThat(Indicators.highest(new double[] {9, 3, 5, 4}, 3)).containsExactly(NONE, NONE, 9, 5);
    }

    @Test
    void aLagIsTheValueBefore() {
        assertThat(Indicators.lag(new double[] {1, 2, 3}, 2)).containsExactly(NONE, NONE, 1);
        assertThat(Indicators.lag(new double[] {1}, 2)).containsExactly(NONE);
    }

    @Test
    void whatDoesNotMoveHasNoPositionAndNoBeta() {
        double[] flat = {5, 5, 5};
        double[] moving = {1, 2, 4};

        assertThat(Indicators.positionInRange(flat, flat, flat, 2)).containsOnly(NONE);
        assertThat(Indicators.cci(flat, flat, flat, 2)).containsOnly(NONE);
        assertThat(Indicators.bollingerPercentB(flat, 2)).containsOnly(NONE);
        assertThat(Indicators.beta(moving, flat, 2)).containsOnly(NONE);
        assertThat(Indicators.correlation(moving, flat, 2)).containsOnly(NONE);
        assertThat(Indicators.onBalanceVolumeSlope(moving, new double[] {0, 0, 0}, 2))
                .containsOnly(NONE);
        assertThat(Directional.of(flat, flat, flat, 1).plus()).containsOnly(NONE);
    }

    @Test
    void calendarAndGaps() {
        var days = RandomMarket.bars(Interval.DAY, 6); // 2020-01-01 was a Wednesday, so bar 5 is a Monday
        days.openTimeMicros()[0] -= 86_400_000_000L;

        assertThat(values(Interval.DAY, "weekday_sin", days)[5]).isZero();
        assertThat(values(Interval.DAY, "weekday_cos", days)[5]).isEqualTo(1);
        assertThat(values(Interval.DAY, "weekday_sin", days)[1]).isCloseTo(Math.sin(6 * Math.PI / 7), within(1e-15));
        assertThat(values(Interval.DAY, "gap_intervals", days)).containsExactly(NONE, 1, 0, 0, 0, 0);
        var hours = RandomMarket.bars(Interval.HOUR, 1);
        assertThat(values(Interval.HOUR, "hour_sin", hours)[6]).isCloseTo(1, within(1e-15));
    }

    @Test
    void realizedMomentsByHand() {
        var bars = RandomMarket.bars(Interval.DAY, 1);
        bars.returns()[0] = new MinuteReturns(0.04, 0.001, 0.002, 0.03, 0.1, 0.1);
        bars.minutes()[0] = 4;

        assertThat(values(Interval.DAY, "bipower_variation", bars)[0]).isCloseTo(Math.PI / 2 * 0.03, within(1e-15));
        assertThat(values(Interval.DAY, "realized_skewness", bars)[0]).isCloseTo(2 * 0.001 / 0.008, within(1e-15));
        assertThat(values(Interval.DAY, "realized_kurtosis", bars)[0]).isCloseTo(4 * 0.002 / 0.0016, within(1e-15));
    }

    private static double[] values(Interval interval, String name, BarSeries bars) {
        return FeatureTable.columns(interval).stream()
                .filter(column -> column.name().equals(name))
                .findAny()
                .orElseThrow()
                .values()
                .over(bars);
    }

    @Test
    void fewerValuesThanTheWindowGiveNothing() {
        double[] two = {1, 2};

        assertThat(Indicators.ema(two, 3)).containsOnly(NONE);
        assertThat(Indicators.rsi(two, 3)).containsOnly(NONE);
        assertThat(Indicators.mean(two, 3)).containsOnly(NONE);
        assertThat(Indicators.logReturn(two, 3)).containsOnly(NONE);
    }

    private static void ok(RetCode code) {
        assertThat(code).isEqualTo(RetCode.Success);
    }

    /** TA-Lib packs its results to the front: expected[i] belongs to bar first + i. */
    private void assertAgrees(double[] found, double[] expected) {
        assertThat(count.value).isPositive();
        for (int i = 0; i < first.value; i++) {
            assertThat(found[i]).as("bar %d", i).isNaN();
        }
        for (int i = 0; i < count.value; i++) {
            double value = expected[i];
            assertThat(found[first.value + i])
                    .as("bar %d", first.value + i)
                    .isCloseTo(value, within(1e-9 * Math.abs(value)));
        }
    }
}
