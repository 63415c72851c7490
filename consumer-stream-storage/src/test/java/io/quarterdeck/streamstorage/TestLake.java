package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
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
        return new Bar(symbol, micros(openTime), 1.25, 2.5, 0.1, close, 3.75, -7L, sourceLine);
    }

    /** @param time empty for none; such a trade has no side either */
    static Trade trade(String symbol, String time, double price, long sourceLine) {
        return time.isEmpty()
                ? new Trade(symbol, Event.NO_TIME, 7, price, 0.5, Trade.Side.UNKNOWN, -8, sourceLine)
                : new Trade(symbol, micros(time), 7, price, 0.5, Trade.Side.SELL, -8, sourceLine);
    }

    private static long micros(String time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }

    static <E extends Event> byte[] json(EventKind<E> kind, E event) {
        return new WireFormat.Writer<>(kind).write(event);
    }

    /** Records as Spark's Kafka source has them: partition 3, offsets from 100 on. */
    static Dataset<Row> records(Lake lake, List<byte[]> values) {
        var rows = new ArrayList<Row>();
        for (byte[] value : values) {
            rows.add(RowFactory.create(value, 3, 100L + rows.size()));
        }
        return lake.spark().createDataFrame(rows, RECORDS);
    }

    /** Appends the events as one batch of the stream would, as one file per month. */
    static <E extends Event> void append(Lake lake, EventKind<E> kind, List<E> events) throws Exception {
        var undecodable = new LongAccumulator();
        lake.spark().sparkContext().register(undecodable);
        var values = events.stream().map(event -> json(kind, event)).toList();
        Landing.rows(records(lake, values), kind, undecodable)
                .writeTo(Lake.name(kind))
                .append();
    }

    static <E extends Event> ContentHash contentHash(Lake lake, EventKind<E> kind) {
        var rows = lake.spark().table(Lake.name(kind)).collectAsList();
        return contentHash(kind, rows.stream().map(row -> eventOf(kind, row)).toList());
    }

    static <E extends Event> ContentHash contentHash(EventKind<E> kind, List<E> events) {
        var hasher = new ContentHasher();
        events.forEach(event -> hasher.add(kind, event));
        return hasher.sum();
    }

    /** @param row of the kind's table */
    static <E extends Event> E eventOf(EventKind<E> kind, Row row) {
        return kind.reader().apply(new RowReader() {
            @Override
            public String text(int column) {
                return row.getString(column);
            }

            @Override
            public long time(int column) {
                return row.isNullAt(column)
                        ? Event.NO_TIME
                        : ChronoUnit.MICROS.between(Instant.EPOCH, row.<Instant>getAs(column));
            }

            @Override
            public double number(int column) {
                return row.getDouble(column);
            }

            @Override
            public long integer(int column) {
                return row.getLong(column);
            }

            @Override
            public Trade.Side side(int column) {
                return row.isNullAt(column) ? Trade.Side.UNKNOWN : Trade.Side.valueOf(row.getString(column));
            }
        });
    }
}
