package io.quarterdeck.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureRowsTest {

    @Test
    void whatDiffersByRoundingAloneIsTheSame() {
        var ours = rows(Map.of("rsi_14", new double[] {50, 0, Double.NaN}));
        var theirs = rows(Map.of("rsi_14", new double[] {50.000_01, 0.000_02, Double.NaN}));

        assertThat(ours.differencesFrom(theirs)).isEmpty(); // the column's mean size is 25, a millionth of it 0.000025
    }

    @Test
    void aColumnThatDiffersIsNamedWithTheNumberOfRows() {
        var ours = rows(Map.of("rsi_14", new double[] {50, 40, Double.NaN}));
        var theirs = rows(Map.of("rsi_14", new double[] {50.1, 40, 30}));

        assertThat(ours.differencesFrom(theirs)).containsExactly("rsi_14 differs in 2 of 3 rows");
    }

    @Test
    void columnsThatOnlyOneHasAreNotCompared() {
        var one = rows(Map.of("close", new double[] {1, 2, 3}));
        var other = rows(Map.of("close", new double[] {1, 2, 3}, "trades", new double[] {7, 8, 9}));

        assertThat(one.differencesFrom(other)).isEmpty();
        assertThat(other.differencesFrom(one)).isEmpty();
        assertThat(other.columnsInCommonWith(one)).containsExactly("close");
    }

    @Test
    void otherRowsAreADifference() {
        var ours = rows(Map.of());
        var theirs = new FeatureRows(List.of("A 1"), Map.of());

        assertThat(ours.differencesFrom(theirs)).singleElement().asString().startsWith("3 rows, the other has 1");
    }

    private static FeatureRows rows(Map<String, double[]> columns) {
        return new FeatureRows(List.of("A 1", "A 2", "B 1"), columns);
    }
}
