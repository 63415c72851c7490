package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.marketdata.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The step from minutes, recorded and made from trades, to clean hours: one row per (symbol, hour) with what {@link
 * SlotBar} holds and the counts of raw rows seen and of what the rules did to them. An hour of which no plausible row is
 * left has {@code minutes} 0, null prices and its counts.
 */
public final class Slots {

    public static final String SYMBOL = "symbol";
    public static final String OPEN_TIME_MICROS = "open_time_micros";
    /** How long the slot is; how many of its minutes have a bar stands in {@link #MINUTES}. */
    public static final String SLOT_MINUTES = "slot_minutes";

    public static final String MINUTES = "minutes";
    public static final String ROWS = "rows";
    public static final String TRADES = "trades";

    /** The columns of {@code lake.raw.bars} that the step reads. */
    public static final StructType RAW = new StructType()
            .add("symbol", DataTypes.StringType)
            .add("open_time", DataTypes.TimestampType)
            .add("open", DataTypes.DoubleType)
            .add("high", DataTypes.DoubleType)
            .add("low", DataTypes.DoubleType)
            .add("close", DataTypes.DoubleType)
            .add("volume", DataTypes.DoubleType)
            .add("kafka_offset", DataTypes.LongType);

    private static final StructType SCHEMA = schema();
    private static final int BAR = 3;
    private static final int MINUTES_OF_AN_HOUR = 60;
    static final long HOUR_MICROS = 3_600_000_000L;

    private Slots() {}

    /**
     * Cleans and joins. The result does not depend on how the rows lie in files or partitions.
     *
     * @param rawBars at least the columns of {@link #RAW}
     * @param tradeMinutes as {@link TradeMinutes#of} makes them
     * @param partitions how many tasks share the work; each holds its share of the minutes in memory, 60 to 300 bytes each
     * @throws IllegalStateException when a column has another type
     */
    public static Dataset<Row> of(Dataset<Row> rawBars, Dataset<Row> tradeMinutes, int partitions) {
        RawTable.requireTypes(Tables.RAW_BARS, rawBars.schema(), RAW);
        JavaRDD<InternalRow> bars =
                byHour(rawBars.selectExpr(RAW.fieldNames()), "unix_micros(open_time) div " + HOUR_MICROS, partitions);
        JavaRDD<InternalRow> minutes = byHour(tradeMinutes, OPEN_TIME_MICROS + " div " + HOUR_MICROS, partitions);
        // Both are divided among the tasks in the same way, so each task has all minutes of its hours.
        JavaRDD<Row> hours = bars.zipPartitions(
                minutes,
                (barsOfTask, minutesOfTask) -> new HoursOfTask()
                        .addBars(barsOfTask)
                        .addTradeMinutes(minutesOfTask)
                        .rows());
        return rawBars.sparkSession().createDataFrame(hours, SCHEMA);
    }

    /** InternalRow spares a Row object with boxed values per minute: half of the time of the whole step. */
    private static JavaRDD<InternalRow> byHour(Dataset<Row> minutes, String hour, int partitions) {
        return minutes.repartition(partitions, col(SYMBOL), expr(hour))
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }

    /** The hours of [start, end). */
    public static Dataset<Row> within(Dataset<Row> hours, Instant start, Instant end) {
        return hours.filter(col(OPEN_TIME_MICROS)
                .geq(micros(start))
                .and(col(OPEN_TIME_MICROS).lt(micros(end))));
    }

    public static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
    }

    /** Reads back what {@link #of} wrote. */
    public static SlotBar bar(Row slot) {
        return SlotBar.of(slot.getLong(1), slot, BAR);
    }

    private static Row row(String symbol, CleanHour hour) {
        var values = new ArrayList<Object>(SCHEMA.length());
        SlotBar bar = hour.bar();
        values.add(symbol);
        values.add(hour.openTimeMicros());
        values.add(MINUTES_OF_AN_HOUR);
        values.addAll(bar == null ? SlotBar.noValues() : bar.values());
        values.add(hour.rows());
        values.add(hour.trades());
        for (long count : hour.counts()) {
            values.add(count);
        }
        return RowFactory.create(values.toArray());
    }

    private static StructType schema() {
        var slot = new StructType()
                .add(SYMBOL, DataTypes.StringType, false)
                .add(OPEN_TIME_MICROS, DataTypes.LongType, false)
                .add(SLOT_MINUTES, DataTypes.IntegerType, false);
        var schema =
                SlotBar.addColumns(slot).add(ROWS, DataTypes.LongType, false).add(TRADES, DataTypes.LongType, false);
        for (Rule rule : Rule.values()) {
            schema = schema.add(rule.text(), DataTypes.LongType, false);
        }
        return schema;
    }

    /** The hours whose minutes come to one task. */
    private static final class HoursOfTask {

        private final Map<UTF8String, HoursOfSymbol> symbols = new HashMap<>();
        private HoursOfSymbol symbol = new HoursOfSymbol(UTF8String.EMPTY_UTF8);

        HoursOfTask addBars(Iterator<InternalRow> bars) {
            while (bars.hasNext()) {
                InternalRow bar = bars.next();
                long openTime = bar.getLong(1);
                hour(bar.getUTF8String(0), openTime)
                        .add(
                                openTime,
                                bar.getDouble(2),
                                bar.getDouble(3),
                                bar.getDouble(4),
                                bar.getDouble(5),
                                bar.getDouble(6),
                                bar.getLong(7));
            }
            return this;
        }

        HoursOfTask addTradeMinutes(Iterator<InternalRow> minutes) {
            while (minutes.hasNext()) {
                InternalRow row = minutes.next();
                CleanHour hour = hour(row.getUTF8String(0), row.getLong(1));
                hour.count(TradeMinutes.rawTrades(row), TradeMinutes.counts(row));
                TradeMinute minute = TradeMinutes.minute(row);
                if (minute != null) {
                    hour.add(minute);
                }
            }
            return this;
        }

        Iterator<Row> rows() {
            return symbols.values().stream()
                    .flatMap(one -> one.hours.values().stream().map(hour -> row(one.name.toString(), hour)))
                    .iterator();
        }

        private CleanHour hour(UTF8String name, long time) {
            if (!name.equals(symbol.name)) {
                symbol = symbols.get(name);
                if (symbol == null) {
                    symbol = new HoursOfSymbol(name.clone()); // the row is overwritten by the next one
                    symbols.put(symbol.name, symbol);
                }
            }
            return symbol.hour(Math.floorDiv(time, HOUR_MICROS) * HOUR_MICROS);
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
