package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

public class RanksTest {

    private static final List<Column> COLUMNS = FeatureTable.columns(Interval.HOUR);
    private static final int RANKED =
            COLUMNS.stream().map(Column::name).toList().indexOf("rank_log_return_1");
    private static final Instant ONE = Instant.parse("2017-01-01T00:00:00Z");
    private static final Instant TWO = Instant.parse("2017-01-01T01:00:00Z");

    @Test
    void fromTheLowestToTheHighest() {
        assertThat(ranks(row(ONE, 0.3), row(ONE, -0.1), row(ONE, 0.1))).containsExactly(1.0, 0.0, 0.5);
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertThat(ranks(row(ONE, 0.1), row(ONE, 0.0), row(ONE, -0.0), row(ONE, 0.2), row(ONE, 0.0)))
                .containsExactly(0.75, 0.25, 0.25, 1.0, 0.25);
    }

    @Test
    void whoHasNoValueTakesNoPart() {
        assertThat(ranks(row(ONE, 0.1), row(ONE, null), row(ONE, 0.2))).containsExactly(0.0, null, 1.0);
    }

    @Test
    void oneAloneHasNoRank() {
        assertThat(ranks(row(ONE, 0.1), row(TWO, 0.1), row(TWO, null))).containsExactly(null, null, null);
    }

    @Test
    void everyTimeIsRankedByItself() {
        assertThat(ranks(row(ONE, 5.0), row(ONE, 6.0), row(TWO, 1.0), row(TWO, 0.0)))
                .containsExactly(0.0, 1.0, 1.0, 0.0);
    }

    private static Row row(Instant time, Double value) {
        var values = new Object[COLUMNS.size()];
        values[1] = time;
        values[RANKED] = value;
        return RowFactory.create(values);
    }

    private static List<Double> ranks(Row... rows) {
        var ranks = new ArrayList<Double>();
        new Ranks(List.of(rows).iterator(), Interval.HOUR)
                .forEachRemaining(row -> ranks.add(row.isNullAt(RANKED) ? null : row.getDouble(RANKED)));
        return ranks;
    }
}
