package io.quarterdeck.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.batch.cleaning.TradeMinutes;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One Spark session for all tests of a JVM, with a lake in a temporary folder. */
public final class TestSpark {

    /** {@code lake.raw.bars}, as consumer-stream-storage makes it. */
    static final StructType RAW_BARS = raw(EventKind.BARS);

    /** {@code lake.raw.trades}, likewise. */
    public static final StructType RAW_TRADES = raw(EventKind.TRADES);

    /** When all rows came in. */
    public static final Instant INGESTED_AT = Instant.parse("2020-01-01T00:00:00Z");

    private static SparkSession session;

    private TestSpark() {}

    public static synchronized SparkSession session() {
        if (session == null) {
            try {
                var lake = new LakeOptions();
                lake.catalog = LakeOptions.Catalog.FOLDER;
                lake.warehouse = Files.createTempDirectory("lake").toUri().toString();
                var builder = SparkSession.builder()
                        .master("local[2]")
                        .config("spark.sql.shuffle.partitions", 2)
                        .config("spark.sql.datetime.java8API.enabled", true)
                        .config("spark.sql.adaptive.enabled", false)
                        .config("spark.sql.debug.maxToStringFields", 100);
                lake.sparkSettings(new PostgresOptions()).forEach(builder::config);
                session = builder.getOrCreate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return session;
    }

    /**
     * Raw bars from lines {@code symbol,open_time,open,high,low,close,volume}; their Kafka offset is their place in the
     * list.
     */
    public static Dataset<Row> rawBars(SparkSession spark, List<String> lines) {
        var rows = new ArrayList<Row>();
        for (String line : lines) {
            String[] field = line.split(",");
            rows.add(RowFactory.create(
                    field[0],
                    Timestamp.from(Instant.parse(field[1])),
                    Double.parseDouble(field[2]),
                    Double.parseDouble(field[3]),
                    Double.parseDouble(field[4]),
                    Double.parseDouble(field[5]),
                    Double.parseDouble(field[6]),
                    7L,
                    rows.size() + 2L,
                    0,
                    (long) rows.size(),
                    Timestamp.from(INGESTED_AT)));
        }
        return spark.createDataFrame(rows, RAW_BARS);
    }

    /**
     * Raw trades from lines {@code symbol,trade_time,trade_id,price,quantity,side}, time and side perhaps blank; their
     * Kafka offset is their place in the list.
     */
    public static Dataset<Row> rawTrades(SparkSession spark, List<String> lines) {
        var rows = new ArrayList<Row>();
        for (String line : lines) {
            String[] field = line.split(",", -1);
            rows.add(RowFactory.create(
                    field[0],
                    field[1].isEmpty() ? null : Instant.parse(field[1]),
                    Long.parseLong(field[2]),
                    Double.parseDouble(field[3]),
                    Double.parseDouble(field[4]),
                    field[5].isEmpty() ? null : field[5],
                    7L,
                    rows.size() + 2L,
                    0,
                    (long) rows.size(),
                    INGESTED_AT));
        }
        return spark.createDataFrame(rows, RAW_TRADES);
    }

    /** Clean hours of a market without trades. */
    static Dataset<Row> hours(Dataset<Row> rawBars, int tasks) {
        return Slots.of(rawBars, RawData.nothing(rawBars.sparkSession(), TradeMinutes.SCHEMA), Set.of(5), tasks);
    }

    /** Appends to {@code lake.raw.bars}, which is made if it is not there. */
    static void land(Dataset<Row> rawBars) {
        land(rawBars, EventKind.BARS);
    }

    /** Appends to the kind's table, which is made if it is not there. */
    static void land(Dataset<Row> raw, EventKind<?> kind) {
        SparkSession spark = raw.sparkSession();
        String table = "lake." + kind.table();
        spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.raw");
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " (" + raw.schema().toDDL()
                + ") USING iceberg PARTITIONED BY (months(" + kind.timeColumn().name() + "))");
        try {
            raw.writeTo(table).option("fanout-enabled", "true").append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StructType raw(EventKind<?> kind) {
        var schema = new StructType();
        for (EventKind.Column column : kind.columns()) {
            schema = schema.add(
                    column.name(),
                    switch (column.type()) {
                        case TEXT, SIDE -> DataTypes.StringType;
                        case TIME -> DataTypes.TimestampType;
                        case NUMBER -> DataTypes.DoubleType;
                        case INTEGER -> DataTypes.LongType;
                    });
        }
        return schema.add("kafka_partition", DataTypes.IntegerType)
                .add("kafka_offset", DataTypes.LongType)
                .add("ingested_at", DataTypes.TimestampType);
    }

    static List<String> lines(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        return lines.subList(1, lines.size());
    }
}
