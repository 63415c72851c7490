package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** By hand: prices are powers of e, so that every logarithm is a small number. */
public class RangeVolatilityTest {

    @Test
    void parkinson() {
        double[] volatility = RangeVolatility.parkinson(exp(0.1, 0.2), exp(0, 0), 2);

        assertThat(volatility[0]).isNaN();
        assertThat(volatility[1]).isCloseTo(Math.sqrt((0.01 + 0.04) / 2 / (4 * Math.log(2))), within(1e-15));
    }

    @Test
    void garmanKlass() {
        double[] volatility = RangeVolatility.garmanKlass(exp(0.02), exp(0.1), exp(0), exp(0.07), 1);

        assertThat(volatility[0]).isCloseTo(Math.sqrt(0.5 * 0.01 - (2 * Math.log(2) - 1) * 0.0025), within(1e-14));
    }

    @Test
    void yangZhang() {
        // closes 0, 0.03, 0.10; jumps 0.02, 0.04 and moves 0.01, 0.03: both of variance 0.0002; high and low 0.05 off
        // the
        // open: 0.05 (0.05 - move) + 0.05 (0.05 + move) = 0.005
        double[] volatility = RangeVolatility.yangZhang(
                exp(0, 0.02, 0.07), exp(0.05, 0.07, 0.12), exp(-0.05, -0.03, 0.02), exp(0, 0.03, 0.10), 2);

        double k = 0.34 / (1.34 + 3);
        assertThat(volatility[1]).isNaN();
        assertThat(volatility[2]).isCloseTo(Math.sqrt(0.0002 + k * 0.0002 + (1 - k) * 0.005), within(1e-14));
    }

    @Test
    void aMarketThatStandsStillHasNone() {
        double[] flat = {7, 7, 7, 7};

        assertThat(RangeVolatility.parkinson(flat, flat, 2)[3]).isZero();
        assertThat(RangeVolatility.garmanKlass(flat, flat, flat, flat, 2)[3]).isZero();
        assertThat(RangeVolatility.yangZhang(flat, flat, flat, flat, 2)[3]).isZero();
    }

    private static double[] exp(double... logarithms) {
        return Arrays.stream(logarithms).map(Math::exp).toArray();
    }
}
