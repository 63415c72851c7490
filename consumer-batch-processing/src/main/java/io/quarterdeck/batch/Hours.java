package io.quarterdeck.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The step from raw minute bars to clean hours, one row per (symbol, hour) with what {@link HourBar} holds and the counts
 * of rows seen and dropped. An hour of which no plausible row is left has {@code minutes} 0, null prices and its counts.
 */
final class Hours {

    static final String SYMBOL = "symbol";
    static final String OPEN_TIME_MICROS = "open_time_micros";
    static final String MINUTES = "minutes";
    static final String ROWS = "rows";

    /** The columns of {@code lake.raw.bars} that the step reads. */
    static final StructType RAW = new StructType()
            .add("symbol", DataTypes.StringType)
            .add("open_time", DataTypes.TimestampType)
            .add("open", DataTypes.DoubleType)
            .add("high", DataTypes.DoubleType)
            .add("low", DataTypes.DoubleType)
            .add("close", DataTypes.DoubleType)
            .add("volume", DataTypes.DoubleType)
            .add("kafka_offset", DataTypes.LongType);

    private static final StructType SCHEMA = schema();
    private static final long HOUR_MICROS = 3_600_000_000L;

    private Hours() {}

    /**
     * Cleans and joins. The result does not depend on how the rows lie in files or partitions.
     *
     * @param rawBars at least the columns of {@link #RAW}
     * @param partitions how many tasks share the work; each holds its share of the minutes in memory, 60 to 300 bytes each
     * @throws IllegalStateException when a column has another type
     */
    static Dataset<Row> of(Dataset<Row> rawBars, int partitions) {
        Dataset<Row> minutes = rawBars.selectExpr(RAW.fieldNames())
                .repartition(partitions, col("symbol"), expr("unix_micros(open_time) div " + HOUR_MICROS));
        checkTypes(minutes.schema());
        // InternalRow spares a Row object with boxed values per minute: half of the time of the whole step.
        JavaRDD<Row> hours = minutes.queryExecution().toRdd().toJavaRDD().mapPartitions(Hours::join);
        return rawBars.sparkSession().createDataFrame(hours, SCHEMA);
    }

    /** The hours of [start, end). */
    static Dataset<Row> within(Dataset<Row> hours, Instant start, Instant end) {
        return hours.filter(col(OPEN_TIME_MICROS)
                .geq(micros(start))
                .and(col(OPEN_TIME_MICROS).lt(micros(end))));
    }

    static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
    }

    /** Reads back what {@link #of} wrote. */
    static HourBar bar(Row hour) {
        return new HourBar(
                hour.getLong(1),
                hour.getDouble(2),
                hour.getDouble(3),
                hour.getDouble(4),
                hour.getDouble(5),
                hour.getDouble(6),
                hour.getDouble(7),
                hour.getInt(8),
                hour.getDouble(9),
                hour.getDouble(10));
    }

    private static Iterator<Row> join(Iterator<InternalRow> minutes) {
        var symbols = new HashMap<UTF8String, HoursOfSymbol>();
        HoursOfSymbol symbol = new HoursOfSymbol(UTF8String.EMPTY_UTF8);
        while (minutes.hasNext()) {
            InternalRow minute = minutes.next();
            UTF8String name = minute.getUTF8String(0);
            if (!name.equals(symbol.name)) {
                symbol = symbols.get(name);
                if (symbol == null) {
                    symbol = new HoursOfSymbol(name.clone()); // the row is overwritten by the next one
                    symbols.put(symbol.name, symbol);
                }
            }
            long openTime = minute.getLong(1);
            symbol.hour(Math.floorDiv(openTime, HOUR_MICROS) * HOUR_MICROS)
                    .add(
                            openTime,
                            minute.getDouble(2),
                            minute.getDouble(3),
                            minute.getDouble(4),
                            minute.getDouble(5),
                            minute.getDouble(6),
                            minute.getLong(7));
        }
        return symbols.values().stream()
                .flatMap(one -> one.hours.values().stream().map(hour -> row(one.name.toString(), hour)))
                .iterator();
    }

    private static Row row(String symbol, CleanHour hour) {
        var values = new ArrayList<Object>(SCHEMA.length());
        HourBar bar = hour.bar();
        values.add(symbol);
        values.add(hour.openTimeMicros());
        if (bar == null) {
            values.addAll(Arrays.asList(null, null, null, null, null, null, 0, null, null));
        } else {
            values.addAll(List.of(
                    bar.open(),
                    bar.high(),
                    bar.low(),
                    bar.close(),
                    bar.volume(),
                    bar.turnover(),
                    bar.minutes(),
                    bar.firstMinuteClose(),
                    bar.varianceAfterFirstMinute()));
        }
        values.add(hour.rows());
        for (long count : hour.dropped()) {
            values.add(count);
        }
        return RowFactory.create(values.toArray());
    }

    private static StructType schema() {
        var schema = new StructType()
                .add(SYMBOL, DataTypes.StringType, false)
                .add(OPEN_TIME_MICROS, DataTypes.LongType, false)
                .add("open", DataTypes.DoubleType)
                .add("high", DataTypes.DoubleType)
                .add("low", DataTypes.DoubleType)
                .add("close", DataTypes.DoubleType)
                .add("volume", DataTypes.DoubleType)
                .add("turnover", DataTypes.DoubleType)
                .add(MINUTES, DataTypes.IntegerType, false)
                .add("first_minute_close", DataTypes.DoubleType)
                .add("variance_after_first_minute", DataTypes.DoubleType)
                .add(ROWS, DataTypes.LongType, false);
        for (Rule rule : Rule.values()) {
            schema = schema.add(rule.text(), DataTypes.LongType, false);
        }
        return schema;
    }

    /** InternalRow reads whatever bits are there, so a decimal in place of a double would pass unseen. */
    private static void checkTypes(StructType found) {
        for (StructField expected : RAW.fields()) {
            DataType type = found.apply(expected.name()).dataType();
            if (!type.equals(expected.dataType())) {
                throw new IllegalStateException("lake.raw.bars." + expected.name() + " is " + type.simpleString()
                        + ", expected " + expected.dataType().simpleString());
            }
        }
    }

    /** Finds the hour of a row; the rows of a symbol mostly come hour by hour. */
    private static final class HoursOfSymbol {
        final UTF8String name;
        final Map<Long, CleanHour> hours = new HashMap<>();
        private CleanHour latest = new CleanHour(Long.MIN_VALUE);

        HoursOfSymbol(UTF8String name) {
            this.name = name;
        }

        CleanHour hour(long openTimeMicros) {
            if (latest.openTimeMicros() != openTimeMicros) {
                latest = hours.computeIfAbsent(openTimeMicros, CleanHour::new);
            }
            return latest;
        }
    }
}
