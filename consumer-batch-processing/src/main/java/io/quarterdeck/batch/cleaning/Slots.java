package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.marketdata.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The step from minutes, recorded and made from trades, to clean slots: one row per (symbol, slot) with what {@link SlotBar}
 * holds. Hours also have the counts of raw rows seen and of what the rules did to them, and the rows that were dropped; those
 * of shorter slots are 0 and null. An hour of which nothing is left has {@code minutes} 0, null prices and its counts; a
 * shorter slot has no row then.
 */
public final class Slots {

    public static final String SYMBOL = "symbol";
    public static final String OPEN_TIME_MICROS = "open_time_micros";
    /** How long the slot is; how many of its minutes have a bar stands in {@link #MINUTES}. */
    public static final String SLOT_MINUTES = "slot_minutes";

    public static final String MINUTES = "minutes";
    public static final String ROWS = "rows";
    public static final String TRADES = "trades";

    /** Arrays of {@link Quarantine#BAR} and {@link Quarantine#TRADE}, in a fixed order; null if nothing was dropped. */
    static final String DROPPED_BARS = "dropped_bars";

    static final String DROPPED_TRADES = "dropped_trades";

    /** The columns of {@code lake.raw.bars} that the step reads. */
    public static final StructType RAW = new StructType()
            .add("symbol", DataTypes.StringType)
            .add("open_time", DataTypes.TimestampType)
            .add("open", DataTypes.DoubleType)
            .add("high", DataTypes.DoubleType)
            .add("low", DataTypes.DoubleType)
            .add("close", DataTypes.DoubleType)
            .add("volume", DataTypes.DoubleType)
            .add("source_id", DataTypes.LongType)
            .add("source_line", DataTypes.LongType)
            .add("kafka_partition", DataTypes.IntegerType)
            .add("kafka_offset", DataTypes.LongType)
            .add("ingested_at", DataTypes.TimestampType);

    private static final StructType SCHEMA = schema();
    private static final int BAR = 3;
    private static final String BLOCK = "block";
    static final long HOUR_MICROS = CleanBlock.HOUR_MICROS;

    private Slots() {}

    /**
     * Cleans and joins. The result does not depend on how the rows lie in files or partitions. What is dropped of a minute
     * depends on the rows of {@link CleanBlock#LOOK_BACK} before it.
     *
     * @param rawBars at least the columns of {@link #RAW}
     * @param tradeMinutes as {@link TradeMinutes#of} makes them
     * @param slotMinutes lengths of the slots that are wanted beside hours, each a divisor of an hour
     * @param partitions how many tasks share the work; each holds its share of the minutes in memory, some 100 to 400 bytes
     *     each
     * @throws IllegalStateException when a column has another type
     */
    public static Dataset<Row> of(
            Dataset<Row> rawBars, Dataset<Row> tradeMinutes, Set<Integer> slotMinutes, int partitions) {
        RawTable.requireTypes(Tables.RAW_BARS, rawBars.schema(), RAW);
        JavaRDD<InternalRow> bars = byBlock(rawBars.selectExpr(RAW.fieldNames()), "unix_micros(open_time)", partitions);
        JavaRDD<InternalRow> minutes = byBlock(tradeMinutes, OPEN_TIME_MICROS, partitions);
        int[] slots = Stream.concat(Stream.of(CleanHour.MINUTES), slotMinutes.stream())
                .distinct()
                .mapToInt(Integer::intValue)
                .toArray();
        // Both are divided among the tasks in the same way, so each task has all minutes of its blocks.
        JavaRDD<Row> rows = bars.zipPartitions(
                minutes,
                (barsOfTask, minutesOfTask) -> new BlocksOfTask()
                        .addBars(barsOfTask)
                        .addTradeMinutes(minutesOfTask)
                        .slots(slots));
        return rawBars.sparkSession().createDataFrame(rows, SCHEMA);
    }

    /**
     * Gives each minute to the task of its block, and those of the look-back to that of the block behind, too. InternalRow
     * spares a Row object with boxed values per minute: half of the time of the whole step.
     */
    private static JavaRDD<InternalRow> byBlock(Dataset<Row> minutes, String time, int partitions) {
        String block = "(%s - pmod(%1$s, %2$dL)) div %2$dL".formatted(time, CleanBlock.MICROS);
        String inLookBack = "pmod(%s, %dL) >= %dL"
                .formatted(time, CleanBlock.MICROS, CleanBlock.MICROS - CleanBlock.LOOK_BACK_MICROS);
        return minutes.withColumn(
                        BLOCK, expr("explode(if(%s, array(%s, %2$s + 1), array(%2$s)))".formatted(inLookBack, block)))
                .repartition(partitions, col(SYMBOL), col(BLOCK))
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }

    /** The slots of that length that have a bar, with the columns that {@link #bar} and {@link #SYMBOL} stand for. */
    public static Dataset<Row> withBar(Dataset<Row> slots, int slotMinutes) {
        Column[] columns = Arrays.stream(SCHEMA.fieldNames(), 0, SCHEMA.fieldIndex(ROWS))
                .map(functions::col)
                .toArray(Column[]::new);
        return slots.filter(
                        col(SLOT_MINUTES).equalTo(slotMinutes).and(col(MINUTES).gt(0)))
                .select(columns);
    }

    /** The quarter of each slot, such as 2016Q4. */
    static Column quarter() {
        String openTime = "timestamp_micros(" + OPEN_TIME_MICROS + ")";
        return expr("concat(year(%s), 'Q', quarter(%1$s))".formatted(openTime));
    }

    public static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
    }

    /** Reads back what {@link #of} wrote. */
    public static SlotBar bar(Row slot) {
        return SlotBar.of(slot.getLong(1), slot, BAR);
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
        return schema.add(DROPPED_BARS, DataTypes.createArrayType(Quarantine.BAR))
                .add(DROPPED_TRADES, DataTypes.createArrayType(Quarantine.TRADE));
    }

    /** The blocks whose minutes come to one task. */
    private static final class BlocksOfTask {

        private static final int BLOCK_OF_BAR = RAW.length();
        private static final int BLOCK_OF_MINUTE = TradeMinutes.SCHEMA.length();

        private final Map<UTF8String, BlocksOfSymbol> symbols = new HashMap<>();
        private BlocksOfSymbol symbol = new BlocksOfSymbol(UTF8String.EMPTY_UTF8);

        BlocksOfTask addBars(Iterator<InternalRow> bars) {
            while (bars.hasNext()) {
                InternalRow bar = bars.next();
                long openTime = bar.getLong(1);
                hour(bar.getUTF8String(0), bar.getLong(BLOCK_OF_BAR), openTime)
                        .add(new RawBar(
                                openTime,
                                bar.getDouble(2),
                                bar.getDouble(3),
                                bar.getDouble(4),
                                bar.getDouble(5),
                                bar.getDouble(6),
                                bar.getLong(7),
                                bar.getLong(8),
                                bar.getInt(9),
                                bar.getLong(10),
                                bar.getLong(11)));
            }
            return this;
        }

        BlocksOfTask addTradeMinutes(Iterator<InternalRow> minutes) {
            while (minutes.hasNext()) {
                InternalRow row = minutes.next();
                CleanHour hour = hour(row.getUTF8String(0), row.getLong(BLOCK_OF_MINUTE), row.getLong(1));
                hour.count(TradeMinutes.rawTrades(row), TradeMinutes.counts(row), TradeMinutes.dropped(row));
                TradeMinute minute = TradeMinutes.minute(row);
                if (minute != null) {
                    hour.add(minute);
                }
            }
            return this;
        }

        Iterator<Row> slots(int[] slotMinutes) {
            var blocks = new ArrayList<BlockOfSymbol>();
            for (BlocksOfSymbol one : symbols.values()) {
                one.blocks.values().forEach(block -> blocks.add(new BlockOfSymbol(one.name.toString(), block)));
            }
            return blocks.stream() // an iterator over a stream holds what comes of one element: the slots of a block
                    .flatMap(one ->
                            one.block.clean().stream().flatMap(hour -> slots(one.symbol, hour, slotMinutes).stream()))
                    .iterator();
        }

        private CleanHour hour(UTF8String name, long block, long time) {
            if (!name.equals(symbol.name)) {
                symbol = symbols.get(name);
                if (symbol == null) {
                    symbol = new BlocksOfSymbol(name.clone()); // the row is overwritten by the next one
                    symbols.put(symbol.name, symbol);
                }
            }
            return symbol.block(block).hour(time);
        }

        private static List<Row> slots(String symbol, CleanHour hour, int[] slotMinutes) {
            var rows = new ArrayList<Row>();
            for (int minutes : slotMinutes) {
                for (int first = 0; first < CleanHour.MINUTES; first += minutes) {
                    SlotBar bar = hour.bar(first, minutes);
                    if (bar != null || minutes == CleanHour.MINUTES) {
                        rows.add(slot(symbol, hour, first, minutes, bar));
                    }
                }
            }
            return rows;
        }

        private static Row slot(String symbol, CleanHour hour, int first, int minutes, SlotBar bar) {
            boolean counts = minutes == CleanHour.MINUTES;
            var values = new ArrayList<Object>(SCHEMA.length());
            values.add(symbol);
            values.add(hour.openTimeMicros() + first * TradeMinute.MICROS);
            values.add(minutes);
            values.addAll(bar == null ? SlotBar.noValues() : bar.values());
            values.add(counts ? hour.rows() : 0);
            values.add(counts ? hour.trades() : 0);
            for (long count : hour.counts()) {
                values.add(counts ? count : 0);
            }
            values.add(counts ? nullIfEmpty(hour.droppedBars()) : null);
            values.add(counts ? nullIfEmpty(hour.droppedTrades()) : null);
            return RowFactory.create(values.toArray());
        }

        private static Object[] nullIfEmpty(List<Row> rows) {
            return rows.isEmpty() ? null : rows.toArray();
        }
    }

    private record BlockOfSymbol(String symbol, CleanBlock block) {}

    /** Finds the block of a row; the rows of a symbol mostly come block by block. */
    private static final class BlocksOfSymbol {
        final UTF8String name;
        final Map<Long, CleanBlock> blocks = new HashMap<>();
        private long latestNumber;
        private CleanBlock latest;

        BlocksOfSymbol(UTF8String name) {
            this.name = name;
        }

        CleanBlock block(long number) {
            if (latest == null || number != latestNumber) {
                latest = blocks.computeIfAbsent(number, CleanBlock::new);
                latestNumber = number;
            }
            return latest;
        }
    }
}
