package io.quarterdeck.streamstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {

    private static final Bar FIRST = TestLake.bar("BTCUSD", "2016-12-31T23:59:00Z", 0.30000000000000004, 2);
    private static final Trade TRADE = TestLake.trade("BTC_JPY", "2018-01-31T23:59:59.999999Z", 1e6, 4);
    private static final Trade BARE_TRADE = TestLake.trade("BTC_JPY", "", -0.0, 5);
    private static final Bar SECOND = TestLake.bar("ETHUSD", "2017-01-01T00:00:00.000001Z", 1e-9, 3);

    @TempDir
    Path folder;

    private Lake lake;

    @BeforeEach
    void openLake() throws Exception {
        lake = TestLake.in(folder);
        lake.create(EventKind.BARS);
        lake.create(EventKind.TRADES);
    }

    @Test
    void rowsHoldTheBarAndItsPlaceInTheTopic() {
        List<Row> rows = rows(EventKind.BARS, List.of(json(FIRST), json(SECOND)), counter());

        assertThat(rows)
                .extracting(row -> TestLake.eventOf(EventKind.BARS, row))
                .containsExactly(FIRST, SECOND);
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
        var values =
                java.util.Arrays.asList("{\"symbol\":".getBytes(UTF_8), json(FIRST), deleted, "[]".getBytes(UTF_8));

        List<Row> rows = rows(EventKind.BARS, values, undecodable);

        assertThat(rows)
                .extracting(row -> TestLake.eventOf(EventKind.BARS, row))
                .containsExactly(FIRST);
        assertThat(rows.get(0).<Long>getAs("kafka_offset")).isEqualTo(101);
        assertThat(undecodable.sum()).isEqualTo(3);
    }

    @Test
    void anyBytesAreARowOrCounted() {
        var random = new Random(1);
        var values = new ArrayList<byte[]>();
        var valid = new ArrayList<Bar>();
        var reader = new WireFormat.Reader<>(EventKind.BARS);
        for (int i = 0; i < 300; i++) {
            byte[] value = json(FIRST);
            for (int harm = random.nextInt(3); harm > 0; harm--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt();
            }
            values.add(value);
            if (reader.read(value) instanceof Decoded.Valid<Bar> bar) {
                valid.add(bar.event());
            }
        }
        LongAccumulator undecodable = counter();

        List<Row> rows = rows(EventKind.BARS, values, undecodable);

        assertThat(rows)
                .extracting(row -> TestLake.eventOf(EventKind.BARS, row))
                .isEqualTo(valid);
        assertThat(undecodable.sum()).isEqualTo(300 - valid.size()).isPositive();
        assertThat(valid).hasSizeGreaterThan(100);
    }

    @Test
    void whatATradeDoesNotSayIsNull() {
        List<Row> rows = rows(
                EventKind.TRADES,
                List.of(TestLake.json(EventKind.TRADES, TRADE), TestLake.json(EventKind.TRADES, BARE_TRADE)),
                counter());

        assertThat(rows)
                .extracting(row -> TestLake.eventOf(EventKind.TRADES, row))
                .containsExactly(TRADE, BARE_TRADE);
        assertThat(rows).extracting(row -> row.<String>getAs("side")).containsExactly("SELL", null);
        assertThat(rows)
                .extracting(row -> row.<Instant>getAs("trade_time"))
                .containsExactly(Instant.parse("2018-01-31T23:59:59.999999Z"), null);
    }

    @Test
    void rowsWithoutATimeHaveAPartitionOfTheirOwn() throws Exception {
        TestLake.append(lake, EventKind.TRADES, List.of(TRADE, BARE_TRADE));

        assertThat(lake.spark()
                        .table(Lake.name(EventKind.TRADES) + ".partitions")
                        .select("partition.trade_time_month", "record_count")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder("[576,1]", "[null,1]"); // months since 1970
        assertThat(TestLake.contentHash(lake, EventKind.TRADES))
                .isEqualTo(TestLake.contentHash(EventKind.TRADES, List.of(TRADE, BARE_TRADE)));
    }

    @Test
    void tableIsPartitionedByMonthAndReadsBackWhatWasWritten() throws Exception {
        TestLake.append(lake, EventKind.BARS, List.of(FIRST, SECOND));

        var table = lake.table(EventKind.BARS);
        assertThat(table.spec().fields()).singleElement().satisfies(field -> {
            assertThat(field.transform()).hasToString("month");
            assertThat(table.schema().findColumnName(field.sourceId())).isEqualTo("open_time");
        });
        assertThat(TestLake.contentHash(lake, EventKind.BARS))
                .isEqualTo(TestLake.contentHash(EventKind.BARS, List.of(FIRST, SECOND)));
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
    void aTableHasTheColumnsOfItsKind() {
        assertThat(lake.table(EventKind.TRADES).schema().columns())
                .extracting(column -> column.name() + ": " + column.type())
                .containsExactly(
                        "symbol: string",
                        "trade_time: timestamptz",
                        "trade_id: long",
                        "price: double",
                        "quantity: double",
                        "side: string",
                        "source_id: long",
                        "source_line: long",
                        "kafka_partition: int",
                        "kafka_offset: long",
                        "ingested_at: timestamptz");
    }

    @Test
    void oldMetadataFilesDoNotPileUp() {
        assertThat(lake.table(EventKind.BARS).properties())
                .containsEntry("write.metadata.delete-after-commit.enabled", "true")
                .containsKey("write.metadata.previous-versions-max");
    }

    private static byte[] json(Bar bar) {
        return TestLake.json(EventKind.BARS, bar);
    }

    private List<Row> rows(EventKind<?> kind, List<byte[]> values, LongAccumulator undecodable) {
        return Landing.rows(TestLake.records(lake, values), kind, undecodable).collectAsList();
    }

    private LongAccumulator counter() {
        return lake.spark().sparkContext().longAccumulator();
    }
}
