package io.quarterdeck.tradingbot.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.indicators.EMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DoubleNum;

/** Against ta4j and TA-Lib, on closes that wander. */
class IndicatorsTest {

    private static final double[] CLOSES = closes();

    private static double[] closes() {
        var random = new Random(1);
        var closes = new double[300];
        double price = 100;
        for (int i = 0; i < closes.length; i++) {
            closes[i] = price *= 1 + 0.01 * random.nextGaussian();
        }
        return closes;
    }

    private static double[] values(Supplier<Indicator> recipe, double... closes) {
        Indicator indicator = recipe.get();
        return IntStream.range(0, closes.length)
                .mapToDouble(i -> {
                    indicator.add(closes[i], closes[i], closes[i]);
                    return indicator.value();
                })
                .toArray();
    }

    @Test
    void theExponentialAverageIsThatOfTa4j() {
        BarSeries series =
                new BaseBarSeriesBuilder().withNumTypeOf(DoubleNum.class).build();
        for (int i = 0; i < CLOSES.length; i++) {
            series.addBar(
                    Duration.ofHours(1),
                    Instant.ofEpochSecond(3_600L * (i + 1)).atZone(ZoneOffset.UTC),
                    CLOSES[i],
                    CLOSES[i],
                    CLOSES[i],
                    CLOSES[i],
                    1);
        }
        var theirs = new EMAIndicator(new ClosePriceIndicator(series), 12);

        double[] ours = values(Indicators.ema(12), CLOSES);

        assertThat(ours[10]).isNaN();
        for (int i = 11; i < CLOSES.length; i++) {
            assertThat(ours[i]).isCloseTo(theirs.getValue(i).doubleValue(), within(1e-9));
        }
    }

    @Test
    void theStrengthIndexIsThatOfTaLib() {
        var begin = new MInteger();
        var theirs = new double[CLOSES.length];
        new Core().rsi(0, CLOSES.length - 1, CLOSES, 14, begin, new MInteger(), theirs);

        double[] ours = values(Indicators.rsi(14), CLOSES);

        assertThat(begin.value).isEqualTo(14);
        assertThat(ours[13]).isNaN();
        for (int i = 14; i < CLOSES.length; i++) {
            assertThat(ours[i]).isCloseTo(theirs[i - 14], within(1e-9));
        }
    }

    @Test
    void theScoreIsThePlaceWithinTheBollingerBandsOfTaLib() {
        var begin = new MInteger();
        var upper = new double[CLOSES.length];
        var middle = new double[CLOSES.length];
        var lower = new double[CLOSES.length];
        new Core()
                .bbands(
                        0,
                        CLOSES.length - 1,
                        CLOSES,
                        20,
                        1,
                        1,
                        MAType.Sma,
                        begin,
                        new MInteger(),
                        upper,
                        middle,
                        lower);

        double[] ours = values(Indicators.zScore(20), CLOSES);

        assertThat(ours[18]).isNaN();
        for (int i = 19; i < CLOSES.length; i++) {
            double theirs = (CLOSES[i] - middle[i - 19]) / (upper[i - 19] - middle[i - 19]);
            assertThat(ours[i]).isCloseTo(theirs, within(1e-6));
        }
    }

    /** Returns ln 2, -ln 2, ln 2 have the mean ln 2 / 3 and squares of 4/9, 16/9, 4/9 around it; 24/9 over 2 is 4/3. */
    @Test
    void volatilityIsTheSampleDeviationOfTheLastReturns() {
        double[] values = values(Indicators.volatility(3), 5, 1, 2, 1, 2);

        assertThat(values[2]).isNaN();
        assertThat(values[4]).isCloseTo(Math.log(2) * 2 / Math.sqrt(3), within(1e-12));
    }

    @Test
    void pricesThatNeverMoveAreInTheMiddle() {
        assertThat(values(Indicators.zScore(2), 3, 3, 3)[2]).isZero();
        assertThat(values(Indicators.rsi(2), 3, 3, 3)[2]).isEqualTo(50);
    }
}
