package io.quarterdeck.streamstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {

    private static final Bar FIRST = TestLake.bar("BTCUSD", "2016-12-31T23:59:00Z", 0.30000000000000004, 2);
    private static final Bar SECOND = TestLake.bar("ETHUSD", "2017-01-01T00:00:00.000001Z", 1e-9, 3);

    @TempDir
    Path folder;

    private Lake lake;

    @BeforeEach
    void openLake() throws Exception {
        lake = TestLake.in(folder);
        lake.create(EventKind.BARS);
    }

    @Test
    void rowsHoldTheBarAndItsPlaceInTheTopic() {
        List<Row> rows = rows(List.of(TestLake.json(FIRST), TestLake.json(SECOND)), counter());

        assertThat(rows).extracting(TestLake::barOf).containsExactly(FIRST, SECOND);
        assertThat(rows)
                .extracting(row -> row.<Integer>getAs("kafka_partition"))
                .containsExactly(3, 3);
        assertThat(rows).extracting(row -> row.<Long>getAs("kafka_offset")).containsExactly(100L, 101L);
        assertThat(rows).noneMatch(row -> row.isNullAt(row.fieldIndex("ingested_at")));
    }

    @Test
    void undecodableRecordsAreLeftOutAndCounted() {
        LongAccumulator undecodable = counter();
        byte[] deleted = null;
        var values = java.util.Arrays.asList(
                "{\"symbol\":".getBytes(UTF_8), TestLake.json(FIRST), deleted, "[]".getBytes(UTF_8));

        List<Row> rows = rows(values, undecodable);

        assertThat(rows).extracting(TestLake::barOf).containsExactly(FIRST);
        assertThat(rows.get(0).<Long>getAs("kafka_offset")).isEqualTo(101);
        assertThat(undecodable.sum()).isEqualTo(3);
    }

    @Test
    void tableIsPartitionedByMonthAndReadsBackWhatWasWritten() throws Exception {
        TestLake.append(lake, List.of(FIRST, SECOND));

        var table = lake.table(EventKind.BARS);
        assertThat(table.spec().fields()).singleElement().satisfies(field -> {
            assertThat(field.transform()).hasToString("month");
            assertThat(table.schema().findColumnName(field.sourceId())).isEqualTo("open_time");
        });
        assertThat(TestLake.contentHash(lake)).isEqualTo(TestLake.contentHash(List.of(FIRST, SECOND)));
        assertThat(Lake.rows(table)).isEqualTo(2);
    }

    @Test
    void everyColumnIsDescribed() {
        assertThat(lake.table(EventKind.BARS).schema().columns())
                .extracting(column -> column.name() + ": " + column.type())
                .containsExactly(
                        "symbol: string",
                        "open_time: timestamptz",
                        "open: double",
                        "high: double",
                        "low: double",
                        "close: double",
                        "volume: double",
                        "source_id: long",
                        "source_line: long",
                        "kafka_partition: int",
                        "kafka_offset: long",
                        "ingested_at: timestamptz");
        assertThat(lake.table(EventKind.BARS).schema().columns()).noneMatch(column -> column.doc() == null);
    }

    @Test
    void oldMetadataFilesDoNotPileUp() {
        assertThat(lake.table(EventKind.BARS).properties())
                .containsEntry("write.metadata.delete-after-commit.enabled", "true")
                .containsKey("write.metadata.previous-versions-max");
    }

    private List<Row> rows(List<byte[]> values, LongAccumulator undecodable) {
        return Landing.rows(TestLake.records(lake, values), EventKind.BARS, undecodable)
                .collectAsList();
    }

    private LongAccumulator counter() {
        return lake.spark().sparkContext().longAccumulator();
    }
}
