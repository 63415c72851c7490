package io.quarterdeck.benchmarks.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.LakeOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** A lake with raw bars to measure on, laid out as consumer-stream-storage lays it out. */
final class BenchmarkLake {

    private static final String BARS = LakeOptions.CATALOG + "." + EventKind.BARS.table();

    /** Symbols of the made-up market; each trades in every minute, so 2.7 million bars are nearly a quarter. */
    private static final int SYMBOLS = 21;

    private final SparkSession spark;

    BenchmarkLake(SparkSession spark) {
        this.spark = spark;
    }

    /** Recorded bars, {@code symbol,open_time,open,high,low,close,volume} with a header. */
    void load(List<String> csv) throws NoSuchTableException {
        Dataset<Row> bars = spark.read()
                .option("header", true)
                .schema(
                        "symbol string, open_time timestamp, open double, high double, low double, close double, volume double")
                .csv(csv.toArray(String[]::new));
        land(bars.withColumn("id", monotonically_increasing_id()));
    }

    /**
     * About so many made-up bars from 2016 on, the same at every call: waves with noise, now and then a spike, and of one
     * bar in a thousand a second, newer version.
     */
    void generate(long rows) throws NoSuchTableException {
        Dataset<Row> bars = spark.range(rows)
                .withColumn("symbol", expr("format_string('SYM%02d', id % " + SYMBOLS + ")"))
                .withColumn("minute", expr("id div " + SYMBOLS))
                .withColumn("open_time", expr("timestamp_seconds(1451606400 + 60 * minute)"))
                .withColumn(
                        "level",
                        expr("100 * exp(0.2 * sin(minute / 20000D + id % " + SYMBOLS + "))"
                                + " * IF(id % 20011 = 20010, 10, 1)")) // spikes
                .withColumn("open", expr("level * (1 + 0.001 * (pmod(xxhash64(id, 1), 1000) / 1000D - 0.5))"))
                .withColumn("close", expr("level * (1 + 0.001 * (pmod(xxhash64(id, 2), 1000) / 1000D - 0.5))"))
                .withColumn("high", expr("greatest(open, close) * (1 + 0.0005 * pmod(xxhash64(id, 3), 1000) / 1000D)"))
                .withColumn("low", expr("least(open, close) * (1 - 0.0005 * pmod(xxhash64(id, 4), 1000) / 1000D)"))
                .withColumn("volume", expr("pmod(xxhash64(id, 5), 1000) / 100D + 0.01"));
        Dataset<Row> corrected = bars.filter("id % 1000 = 0")
                .withColumn("volume", expr("volume + 1"))
                .withColumn("id", expr("id + " + rows));
        land(bars.union(corrected));
    }

    private void land(Dataset<Row> bars) throws NoSuchTableException {
        Dataset<Row> raw = bars.select(
                col("symbol"),
                col("open_time"),
                col("open"),
                col("high"),
                col("low"),
                col("close"),
                col("volume"),
                lit(1L).as("source_id"),
                expr("id + 2").as("source_line"),
                lit(0).as("kafka_partition"),
                col("id").as("kafka_offset"),
                current_timestamp().as("ingested_at"));
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + LakeOptions.CATALOG + ".raw");
        spark.sql("CREATE TABLE " + BARS + " (" + raw.schema().toDDL()
                + ") USING iceberg PARTITIONED BY (months(open_time))"
                + " TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd', 'write.distribution-mode' = 'none',"
                + " 'write.spark.fanout.enabled' = 'true')");
        raw.writeTo(BARS).append();
    }

    /** The Parquet files of the table, so that the peer reads the very same bytes. */
    List<String> files() throws IOException {
        var files = new ArrayList<String>();
        try {
            Table table = Spark3Util.loadIcebergTable(spark, BARS);
            try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
                tasks.forEach(task -> files.add(task.file().location().replaceFirst("^file:/*", "/")));
            }
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException(BARS, e);
        }
        return files;
    }
}
