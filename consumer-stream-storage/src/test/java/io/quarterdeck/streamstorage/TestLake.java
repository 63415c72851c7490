package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/** Lakes in folders, all in the one Spark that a test JVM can have. */
final class TestLake {

    private static final StructType RECORDS = new StructType()
            .add("value", DataTypes.BinaryType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType);

    private TestLake() {}

    static Lake in(Path folder) throws IOException {
        var options = new LakeOptions();
        options.warehouse = folder.toUri().toString();
        options.catalog = LakeOptions.Catalog.FOLDER;
        SparkSession session =
                Lake.open("test", options, new PostgresOptions()).spark().newSession();
        options.sparkSettings(new PostgresOptions()).forEach((name, value) -> {
            if (!name.equals("spark.sql.extensions")) { // fixed once Spark runs
                session.conf().set(name, value);
            }
        });
        return new Lake(session);
    }

    static Bar bar(String symbol, String openTime, double close, long sourceLine) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(openTime));
        return new Bar(symbol, micros, 1.25, 2.5, 0.1, close, 3.75, -7L, sourceLine);
    }

    static byte[] json(Bar bar) {
        return new BarJson.Writer().write(bar);
    }

    /** Records as Spark's Kafka source has them: partition 3, offsets from 100 on. */
    static Dataset<Row> records(Lake lake, List<byte[]> values) {
        var rows = new ArrayList<Row>();
        for (byte[] value : values) {
            rows.add(RowFactory.create(value, 3, 100L + rows.size()));
        }
        return lake.spark().createDataFrame(rows, RECORDS);
    }

    /** Appends the bars as one batch of the stream would, as one file per month. */
    static void append(Lake lake, List<Bar> bars) throws Exception {
        var undecodable = new LongAccumulator();
        lake.spark().sparkContext().register(undecodable);
        Landing.rows(records(lake, bars.stream().map(TestLake::json).toList()), EventKind.BARS, undecodable)
                .writeTo(Lake.name(EventKind.BARS))
                .append();
    }

    static ContentHash contentHash(Lake lake) {
        var hasher = new ContentHasher();
        for (Row row : lake.spark().table(Lake.name(EventKind.BARS)).collectAsList()) {
            hasher.add(barOf(row));
        }
        return hasher.sum();
    }

    static ContentHash contentHash(List<Bar> bars) {
        var hasher = new ContentHasher();
        bars.forEach(hasher::add);
        return hasher.sum();
    }

    static Bar barOf(Row row) {
        return new Bar(
                row.getAs("symbol"),
                ChronoUnit.MICROS.between(Instant.EPOCH, row.<Instant>getAs("open_time")),
                row.<Double>getAs("open"),
                row.<Double>getAs("high"),
                row.<Double>getAs("low"),
                row.<Double>getAs("close"),
                row.<Double>getAs("volume"),
                row.<Long>getAs("source_id"),
                row.<Long>getAs("source_line"));
    }
}
