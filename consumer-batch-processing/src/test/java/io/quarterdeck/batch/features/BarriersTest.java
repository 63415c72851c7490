package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

public class BarriersTest {

    private static final double NONE = Double.NaN;

    /** With a volatility of ln(2) / sqrt(2) per bar the barriers of a horizon of 2 stand at half and double the close. */
    private static final double VOLATILITY = Math.log(2) / Math.sqrt(2) * (1 - 1e-12);

    @Test
    void theUpperBarrier() {
        var barriers = of(new double[] {8, 15, 16}, new double[] {8, 8, 8}, new double[] {8, 10, 9});

        assertThat(barriers.label()).containsExactly(1, NONE, NONE);
        assertThat(barriers.bar()).containsExactly(2, -1, -1);
    }

    @Test
    void theLowerBarrierFirst() {
        var barriers = of(new double[] {8, 9, 16}, new double[] {8, 4, 8}, new double[] {8, 8, 8});

        assertThat(barriers.label()[0]).isEqualTo(-1);
        assertThat(barriers.bar()[0]).isEqualTo(1);
    }

    @Test
    void aBarThatTouchesBothCountsAsTheLower() {
        var barriers = of(new double[] {8, 17, 8}, new double[] {8, 3, 8}, new double[] {8, 8, 8});

        assertThat(barriers.label()[0]).isEqualTo(-1);
    }

    @Test
    void noneWithinTheHorizon() {
        var barriers = of(new double[] {8, 15, 15, 99}, new double[] {8, 5, 5, 1}, new double[] {8, 8, 8, 8});

        assertThat(barriers.label()[0]).isZero();
        assertThat(barriers.bar()[0]).isEqualTo(2);
    }

    @Test
    void withoutVolatilityThereIsNoLabel() {
        double[] flat = {8, 8, 8};

        assertThat(Barriers.of(flat, flat, flat, new double[] {0, 0, 0}, 1).label())
                .containsOnly(NONE);
        assertThat(Barriers.of(flat, flat, flat, new double[] {NONE, NONE, NONE}, 1)
                        .label())
                .containsOnly(NONE);
    }

    /** In logarithms and backwards: of the bars that touch, the earliest is the last one met. */
    @Test
    void asFoundAnotherWay() {
        var bars = RandomMarket.bars(Interval.DAY, 400);
        double[] volatility = VolatilityFeatures.rolling(bars, 20);
        var barriers = Barriers.of(bars.high(), bars.low(), bars.close(), volatility, 20);

        int[] seen = new int[3];
        for (int i = 20; i + 20 < bars.size(); i++) {
            int label = 0;
            int bar = i + 20;
            for (int j = i + 20; j > i; j--) {
                double up = Math.log(bars.high()[j]) - Math.log(bars.close()[i]);
                double down = Math.log(bars.low()[j]) - Math.log(bars.close()[i]);
                double distance = volatility[i] * Math.sqrt(20);
                if (up >= distance || -down >= distance) {
                    label = -down >= distance ? -1 : 1;
                    bar = j;
                }
            }
            assertThat(barriers.label()[i]).isEqualTo(label);
            assertThat(barriers.bar()[i]).isEqualTo(bar);
            seen[label + 1]++;
        }
        assertThat(seen).doesNotContain(0);
    }

    @Test
    void theTimeIsTheEndOfTheBarThatTouches() {
        var bars = RandomMarket.bars(Interval.DAY, 3);
        var barriers = new Barriers(new double[] {1, NONE, NONE}, new int[] {2, -1, -1});

        assertThat(barriers.touched(bars)).containsExactly(bars.openTimeMicros()[2] + 86_400_000_000.0, NONE, NONE);
    }

    private static Barriers of(double[] high, double[] low, double[] close) {
        double[] volatility = new double[close.length];
        Arrays.fill(volatility, VOLATILITY);
        return Barriers.of(high, low, close, volatility, 2);
    }
}
