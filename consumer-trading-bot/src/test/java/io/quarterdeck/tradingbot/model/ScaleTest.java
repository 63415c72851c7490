package io.quarterdeck.tradingbot.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static TrainingRow row(double... features) {
        return new TrainingRow("A", 0, Rows.HOUR, 2 * Rows.HOUR, true, features);
    }

    private final Scale scale = Scale.of(List.of(row(1, 5, Double.NaN), row(3, 5, Double.NaN), row(2, 5, 4)), 3);

    @Test
    void aValueIsCountedInDeviationsFromTheMean() {
        assertThat(scale.means()).containsExactly(2, 5, 4);
        assertThat(scale.deviations()).containsExactly(1, 0, 0);
        assertThat(scale.apply(new double[] {3.3, 5, 4})).containsExactly(1.25, 0, 0);
        assertThat(scale.apply(new double[] {-99, 6, Double.NaN})).containsExactly(-5, 0, 0);
    }

    @Test
    void thereIsNoNegativeZero() {
        assertThat(scale.apply(new double[] {1.95, 5, 4})[0]).isEqualTo(0.0);
        assertThat(1 / scale.apply(new double[] {1.95, 5, 4})[0]).isPositive();
    }
}
