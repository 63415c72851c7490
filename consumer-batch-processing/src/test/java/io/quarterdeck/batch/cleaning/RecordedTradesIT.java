package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarterdeck.batch.TestSpark;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Eight days of real trades, bitFlyer's of January 2018, where the recorded data are at hand. */
public class RecordedTradesIT {

    private static final Path FILE = Path.of("../../shared/data/trades-bitflyer-20180121-20180128.csv.gz");
    private static final int TASKS = 4;

    private static SparkSession spark;
    private static Dataset<Row> raw;

    @BeforeAll
    static void read() {
        assumeTrue(Files.exists(FILE), () -> "the recorded data are not here: " + FILE);
        spark = TestSpark.session();
        raw = spark.read()
                .option("header", true)
                .schema(
                        "symbol string, trade_time timestamp, trade_id bigint, price double, quantity double, side string")
                .csv(FILE.toString())
                .withColumn("source_id", lit(0L))
                .withColumn("source_line", lit(0L))
                .withColumn("kafka_partition", lit(0))
                .withColumn("ingested_at", lit(TestSpark.INGESTED_AT))
                .withColumn(
                        "kafka_offset", monotonically_increasing_id()); // one file, one task: the order of the lines
    }

    @Test
    void everyMinuteIsAsDuckDbHasIt() throws Exception {
        TradeMinutesTest.assertAgree(TradeMinutes.of(raw, TASKS), MinutesByDuckDb.of(FILE));
    }

    @Test
    void uniqueTradesAddUpToTheExactTotals() {
        Map<String, BigDecimal> quantities = UniqueTrades.of(TradePlacement.of(raw), TASKS)
                .filter(not(col("fate").equalTo(Rule.TRADE_EXACT_DUPLICATE.ordinal())))
                .groupBy("symbol")
                .agg(sum(col("quantity").cast("decimal(28, 12)")))
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(
                        row -> row.getString(0), row -> row.getDecimal(1).stripTrailingZeros()));

        assertThat(quantities)
                .containsOnly(
                        Map.entry("BTC_JPY", new BigDecimal("142069.95768722")),
                        Map.entry("ETH_BTC", new BigDecimal("4607.250725")));
    }

    @Test
    void everyRowWithoutATimeIsAccountedFor() {
        Row counts = TradeMinutes.of(raw, TASKS)
                .selectExpr(
                        "sum(raw_trades)",
                        "sum(trades)",
                        "sum(trade_exact_duplicate)",
                        "sum(trade_conflicting_duplicate)",
                        "sum(trade_time_placed)",
                        "sum(trade_time_unknown)")
                .first();

        assertThat(counts.getLong(0)).as("rows").isEqualTo(1_054_452);
        assertThat(counts.getLong(2)).as("exact duplicates").isEqualTo(1_412);
        assertThat(counts.getLong(3)).as("conflicting duplicates").isZero();
        // 3,488 rows have no time; two of them are repeats
        assertThat(counts.getLong(4)).as("placed").isEqualTo(3_337);
        assertThat(counts.getLong(5)).as("not placed").isEqualTo(149);
        assertThat(counts.getLong(1)).as("used").isEqualTo(1_054_452 - 1_412 - 149);
    }
}
