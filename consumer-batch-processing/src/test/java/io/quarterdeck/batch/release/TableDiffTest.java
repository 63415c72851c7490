package io.quarterdeck.batch.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.features.Interval;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TableDiffTest {

    private static final Instant START = Instant.parse("2017-01-01T00:00:00Z");

    @Test
    void rowsAddedChangedAndRemovedAreCounted() {
        var before = List.of(day("AAA", 0), day("AAA", 1), day("AAA", 2), day("BBB", 0));
        var after = List.of(day("AAA", 0), day("AAA", 1, Map.of("volume", 3.0)), day("AAA", 3), day("AAA", 4));

        TableDiff diff = diff(before, after);

        assertThat(diff.added()).isEqualTo(2);
        assertThat(diff.changed()).isEqualTo(1);
        assertThat(diff.removed()).isEqualTo(2);
    }

    @Test
    void theMostChangedColumnComesFirstWithItsLargestChanges() {
        var before = List.of(
                day("AAA", 0, Map.of("volume", 4.0, "close", 8.0)),
                day("AAA", 1, Map.of("volume", -100.0)),
                day("AAA", 2, Map.of("volume", 0.0)));
        var after = List.of(
                day("AAA", 0, Map.of("volume", 1.0, "close", 8.5)), // by 3, three quarters
                day("AAA", 1, Map.of("volume", -95.0)), // by 5, a twentieth
                day("AAA", 2, Map.of("volume", 2.0))); // by 2; from 0 no ratio

        assertThat(diff(before, after).columns())
                .containsExactly(
                        new TableDiff.OfColumn("volume", 3, 5.0, 0.75),
                        new TableDiff.OfColumn("close", 1, 0.5, 0.0625));
    }

    @Test
    void aValueThatComesOrGoesIsAChangeWithoutASize() {
        var before = List.of(day("AAA", 0, Collections.singletonMap("vwap", null)), day("AAA", 1));
        var after = List.of(day("AAA", 0), day("AAA", 1, Collections.singletonMap("vwap", null)));

        TableDiff diff = diff(before, after);

        assertThat(diff.changed()).isEqualTo(2);
        assertThat(diff.columns()).containsExactly(new TableDiff.OfColumn("vwap", 2, null, null));
    }

    @Test
    void equalRowsAreNoChange() {
        var rows = List.of(day("AAA", 0, Collections.singletonMap("vwap", null)), day("AAA", 1));

        assertThat(diff(rows, rows)).isEqualTo(new TableDiff(0, 0, 0, List.of(), List.of()));
    }

    @Test
    void aColumnThatDidNotExistIsNamedAndChangesNothing() {
        var rows = FeatureRows.dataset(Interval.DAY, List.of(day("AAA", 0)));

        assertThat(TableDiff.between(rows.drop("vpin"), rows, Interval.DAY))
                .isEqualTo(new TableDiff(0, 0, 0, List.of(), List.of("vpin")));
    }

    private static TableDiff diff(List<Row> before, List<Row> after) {
        return TableDiff.between(
                FeatureRows.dataset(Interval.DAY, before), FeatureRows.dataset(Interval.DAY, after), Interval.DAY);
    }

    private static Row day(String symbol, int day) {
        return day(symbol, day, Map.of());
    }

    private static Row day(String symbol, int day, Map<String, Double> values) {
        return FeatureRows.row(Interval.DAY, symbol, START, day, values);
    }
}
