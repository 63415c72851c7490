package io.quarterdeck.tradingbot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class UniquenessTest {

    private static TrainingRow row(String symbol, int hour, int labelBars) {
        long known = (hour + 1) * Rows.HOUR;
        return new TrainingRow(symbol, hour * Rows.HOUR, known, known + labelBars * Rows.HOUR, true, new double[0]);
    }

    @Test
    void aLabelThatOthersRepeatWeighsLess() {
        // Bars of the labels: a 1 2; b 2 3; c 3, of which 2 and 3 are looked at twice; d none that is there.
        List<TrainingRow> rows = List.of(row("A", 0, 2), row("A", 1, 2), row("A", 2, 1), row("A", 3, 1));

        double[] weights = Uniqueness.weights(rows);

        double[] expected = {(1 + 0.5) / 2, (0.5 + 0.5) / 2, 0.5, 1};
        double mean = (0.75 + 0.5 + 0.5 + 1) / 4;
        for (int i = 0; i < expected.length; i++) {
            assertThat(weights[i]).isCloseTo(expected[i] / mean, within(1e-12));
        }
    }

    @Test
    void otherSymbolsRepeatNothing() {
        double[] weights = Uniqueness.weights(List.of(row("A", 0, 1), row("B", 0, 1), row("A", 1, 1), row("B", 1, 1)));

        assertThat(weights).containsExactly(1, 1, 1, 1);
    }
}
