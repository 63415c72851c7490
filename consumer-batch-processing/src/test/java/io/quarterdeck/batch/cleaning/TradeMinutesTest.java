package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps from raw trades to one-minute bars, in Spark. */
public class TradeMinutesTest {

    private static final List<String> MARKET =
            DirtyTrades.lines("2018-01-20T15:00:00Z", Duration.ofHours(4), Duration.ofSeconds(1));

    private final SparkSession spark = TestSpark.session();

    @Test
    void everyMinuteIsAsDuckDbHasIt(@TempDir Path folder) throws Exception {
        Path csv = folder.resolve("trades.csv");
        var lines = new ArrayList<>(List.of("symbol,trade_time,trade_id,price,quantity,side"));
        lines.addAll(MARKET);
        Files.write(csv, lines);

        assertAgree(minutes(MARKET), MinutesByDuckDb.of(csv));
    }

    /** Every minute: prices and counts are equal, sums of quantities to the rounding of a double. */
    static void assertAgree(Dataset<Row> minutes, Map<String, MinutesByDuckDb.Minute> expected) {
        var found = new TreeMap<String, MinutesByDuckDb.Minute>();
        for (Row row : minutes.filter("trades > 0").collectAsList()) {
            found.put(
                    row.getString(0) + " " + row.getLong(1),
                    new MinutesByDuckDb.Minute(
                            row.getDouble(2),
                            row.getDouble(3),
                            row.getDouble(4),
                            row.getDouble(5),
                            row.getDouble(6),
                            row.getLong(8)));
        }
        assertThat(found).hasSizeGreaterThan(100);
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        found.forEach((minute, bar) -> {
            var oracle = expected.get(minute);
            assertThat(bar)
                    .as(minute)
                    .usingRecursiveComparison()
                    .ignoringFields("volume")
                    .isEqualTo(oracle);
            assertThat(bar.volume()).as(minute).isCloseTo(oracle.volume(), within(1e-12 * oracle.volume()));
        });
    }

    @Test
    void everyRawTradeIsUsedOrCountedByARule() {
        Map<String, Long> counts = counts(MARKET);

        assertThat(counts.remove("trade_from_the_future")).isZero();
        assertThat(counts.get("raw_trades")).isEqualTo(MARKET.size());
        assertThat(counts.get("trades")
                        + counts.get("trade_price_not_positive")
                        + counts.get("trade_quantity_not_positive")
                        + counts.get("trade_exact_duplicate")
                        + counts.get("trade_conflicting_duplicate")
                        + counts.get("trade_time_unknown"))
                .isEqualTo(MARKET.size());
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isPositive());
    }

    @Test
    void aTradeMadeAfterItCameInIsDroppedAndPlacesNoOther() {
        List<String> lines = List.of(
                "AAA,2018-01-20T15:00:01Z,1,100,1,BUY",
                "AAA,2020-01-01T00:05:00.001Z,4,102,1,BUY",
                "AAA,,5,101,1,BUY", // between two from the future
                "AAA,2020-01-01T00:05:00.002Z,7,102,1,BUY",
                "AAA,2018-01-20T15:01:09Z,9,103,1,SELL");

        Row dropped = minutes(lines)
                .selectExpr("inline(dropped)")
                .filter("trade_id = 4")
                .first();

        assertThat(tradesByMinute(lines)).containsExactlyInAnyOrderEntriesOf(Map.of("15:00", 1L, "15:01", 1L));
        assertThat(counts(lines)).containsEntry("trade_from_the_future", 2L).containsEntry("trade_time_unknown", 1L);
        assertThat(dropped)
                .isEqualTo(RowFactory.create(
                        "trade_from_the_future", 1_577_837_100_001_000L, 4L, 102.0, 1.0, "BUY", 7L, 3L, 0, 1L));
    }

    @Test
    void ofTheRowsOfATradeAPlausibleOneWithATimeAndTheNewestStands() {
        List<String> lines = List.of(
                "AAA,2018-01-20T15:00:01Z,7,100,1,BUY",
                "AAA,2018-01-20T15:00:01Z,7,101,1,BUY", // a correction
                "AAA,,7,102,1,BUY", // newer, but without its time
                "AAA,2018-01-20T15:00:01Z,7,-1,1,BUY", // newer, but impossible
                "AAA,2018-01-20T15:00:01Z,7,101,1,BUY",
                "BBB,2018-01-20T15:00:01Z,7,200,1,BUY"); // the ids of symbols have nothing to do with one another

        List<Row> minutes = minutes(lines).orderBy("symbol").collectAsList();

        assertThat(minutes).hasSize(2);
        assertThat(minutes.get(0).<Double>getAs("close")).isEqualTo(101);
        assertThat(minutes.get(0).<Long>getAs("trades")).isEqualTo(1);
        assertThat(counts(lines))
                .containsEntry("raw_trades", 6L)
                .containsEntry("trade_exact_duplicate", 1L)
                .containsEntry("trade_conflicting_duplicate", 2L)
                .containsEntry("trade_price_not_positive", 1L);
    }

    @Test
    void whereTheLineIsTheIdOnlyEqualRowsAreTheSameTrade() {
        // the first is line 2 of its file, and so on
        Dataset<Row> january = TestSpark.rawTrades(
                spark, List.of("AAA,2018-01-20T15:00:01Z,2,100,1,", "AAA,2018-01-20T15:00:02Z,3,101,1,"));
        Dataset<Row> grown = TestSpark.rawTrades(
                spark,
                List.of(
                        "AAA,2018-01-20T15:00:01Z,2,100,1,",
                        "AAA,2018-01-20T15:00:02Z,3,101,1,",
                        "AAA,2018-01-20T15:00:03Z,4,102,1,"));
        Dataset<Row> february = TestSpark.rawTrades(
                spark, List.of("AAA,2018-02-01T15:00:01Z,2,103,1,", "AAA,2018-02-01T15:00:02Z,3,104,1,"));

        Dataset<Row> minutes = TradeMinutes.of(january.union(grown).union(february), 2);

        assertThat(counts(minutes))
                .containsEntry("trades", 5L)
                .containsEntry("trade_exact_duplicate", 2L)
                .containsEntry("trade_conflicting_duplicate", 0L);
    }

    @Test
    void aTradeWithoutATimeBelongsToTheFirstMinuteWithIdsOnBothSides() {
        List<String> lines = List.of(
                "AAA,2018-01-20T15:00:10Z,10,100,1,BUY",
                "AAA,,15,100,1,BUY", // within minute 0
                "AAA,2018-01-20T15:00:50Z,20,100,1,BUY",
                "AAA,,25,100,1,BUY", // between two minutes
                "AAA,2018-01-20T15:01:10Z,30,100,1,BUY",
                "AAA,2018-01-20T15:02:10Z,34,100,1,BUY", // minutes 1 and 2 overlap in their ids
                "AAA,,36,100,1,BUY", // in both
                "AAA,2018-01-20T15:01:20Z,40,100,1,BUY",
                "AAA,,44,100,1,BUY", // in minute 2 alone
                "AAA,2018-01-20T15:02:20Z,50,100,1,BUY");

        assertThat(tradesByMinute(lines))
                .containsExactlyInAnyOrderEntriesOf(Map.of("15:00", 3L, "15:01", 3L, "15:02", 3L));
        assertThat(counts(lines)).containsEntry("trade_time_placed", 3L).containsEntry("trade_time_unknown", 1L);
    }

    @Test
    void aTradeThatCannotBePlacedCountsInTheQuarterOfBothItsNeighbours() {
        List<String> lines = List.of(
                "AAA,,1,100,1,BUY", // has no lower neighbour
                "AAA,2017-12-31T23:58:00Z,10,100,1,BUY",
                "AAA,,15,100,1,BUY",
                "AAA,2017-12-31T23:59:00Z,20,100,1,BUY",
                "AAA,,25,100,1,BUY", // between two quarters
                "AAA,2018-01-01T00:00:00Z,30,100,1,BUY",
                "AAA,,35,100,1,BUY"); // has no upper neighbour

        assertThat(counts(lines)).containsEntry("trade_time_unknown", 1L).containsEntry("raw_trades", 4L);
        assertThat(tradesByMinute(lines)).containsOnlyKeys("23:58", "23:59", "00:00");
    }

    @Test
    void laterTradesChangeNoMinuteBeforeThem() {
        Instant cut = Instant.parse("2018-01-20T17:23:00Z");
        List<String> known = MARKET.stream()
                .filter(line -> line.split(",")[1].isEmpty()
                        || Instant.parse(line.split(",")[1]).isBefore(cut))
                .toList();
        String before = "open_time_micros < " + cut.getEpochSecond() * 1_000_000 + " AND trades > 0";
        String[] bar = {
            "symbol",
            "open_time_micros",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "turnover",
            "trades",
            "buy_volume",
            "sell_volume",
            "tick_variance"
        };

        List<Row> then = minutes(known).filter(before).selectExpr(bar).collectAsList();
        List<Row> later = minutes(MARKET).filter(before).selectExpr(bar).collectAsList();

        assertThat(then).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(later);
    }

    @Test
    void howRowsLieInFilesAndTasksDoesNotMatter() {
        var shuffled = new ArrayList<>(TestSpark.rawTrades(spark, MARKET).collectAsList());
        Collections.shuffle(shuffled, new Random(1));
        Dataset<Row> elsewhere =
                spark.createDataFrame(shuffled, TestSpark.RAW_TRADES).repartition(5);

        assertThat(TradeMinutes.of(elsewhere, 7).collectAsList())
                .containsExactlyInAnyOrderElementsOf(minutes(MARKET).collectAsList());
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() {
        Dataset<Row> decimals =
                TestSpark.rawTrades(spark, MARKET).withColumn("quantity", expr("cast(quantity as decimal(20, 8))"));

        assertThatThrownBy(() -> TradeMinutes.of(decimals, 2))
                .hasMessage("lake.raw.trades.quantity is decimal(20,8), expected double");
    }

    private Dataset<Row> minutes(List<String> lines) {
        return TradeMinutes.of(TestSpark.rawTrades(spark, lines), 2);
    }

    /** Usable trades by hour and minute of the day. */
    private Map<String, Long> tradesByMinute(List<String> lines) {
        var trades = new TreeMap<String, Long>();
        for (Row row : minutes(lines).filter("trades > 0").collectAsList()) {
            String time = Instant.ofEpochSecond(row.getLong(1) / 1_000_000).toString();
            trades.merge(time.substring(11, 16), row.getLong(8), Long::sum);
        }
        return trades;
    }

    private Map<String, Long> counts(List<String> lines) {
        return counts(minutes(lines));
    }

    private static Map<String, Long> counts(Dataset<Row> minutes) {
        var counts = new TreeMap<String, Long>();
        for (Row row : minutes.collectAsList()) {
            for (String name : row.schema().fieldNames()) {
                if (name.equals("trades") || name.equals("raw_trades") || name.startsWith("trade_")) {
                    counts.merge(name, row.<Long>getAs(name), Long::sum);
                }
            }
        }
        return counts;
    }
}
