package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The step from raw trades to one-minute bars: one row per (symbol, minute) with what {@link TradeMinute} holds, the
 * number of raw trades, what the rules did to them, and those that were dropped. A minute of which no usable trade is left
 * has {@code trades} 0 and null prices.
 */
public final class TradeMinutes {

    private static final Rule[] COUNTED = {
        Rule.TRADE_FROM_THE_FUTURE,
        Rule.TRADE_PRICE_NOT_POSITIVE,
        Rule.TRADE_QUANTITY_NOT_POSITIVE,
        Rule.TRADE_EXACT_DUPLICATE,
        Rule.TRADE_CONFLICTING_DUPLICATE,
        Rule.TRADE_TIME_UNKNOWN,
        Rule.TRADE_TIME_PLACED
    };

    /** What {@link #of} gives. */
    public static final StructType SCHEMA = schema();

    private static final int RAW_TRADES = SCHEMA.fieldIndex("raw_trades");
    private static final int DROPPED = SCHEMA.fieldIndex("dropped");

    private TradeMinutes() {}

    /**
     * Cleans, places, orders by (trade_time, trade_id) and joins. The result does not depend on how the rows lie in files
     * or partitions.
     *
     * @param rawTrades see {@link TradePlacement#of}
     * @param partitions how many tasks share the work; each holds the trades of one minute in memory
     * @throws IllegalStateException when a column has another type
     */
    public static Dataset<Row> of(Dataset<Row> rawTrades, int partitions) {
        Dataset<Row> trades = UniqueTrades.of(TradePlacement.of(rawTrades), partitions)
                .repartition(partitions, col("symbol"), expr("minute div " + Slots.HOUR_MICROS))
                .sortWithinPartitions("minute", "symbol", "trade_id"); // a number first: sorts faster
        JavaRDD<Row> minutes = trades.queryExecution().toRdd().toJavaRDD().mapPartitions(MinuteByMinute::new);
        return rawTrades.sparkSession().createDataFrame(minutes, SCHEMA);
    }

    /** Reads back what {@link #of} wrote; null if no usable trade was left. */
    static TradeMinute minute(InternalRow row) {
        if (row.getLong(8) == 0) {
            return null;
        }
        return new TradeMinute(
                row.getLong(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6),
                row.getDouble(7),
                row.getLong(8),
                row.getDouble(9),
                row.getDouble(10),
                row.getDouble(11));
    }

    static long rawTrades(InternalRow row) {
        return row.getLong(RAW_TRADES);
    }

    /** What the rules did to the raw trades, by the rule's ordinal. */
    static long[] counts(InternalRow row) {
        long[] counts = new long[Rule.values().length];
        for (int i = 0; i < COUNTED.length; i++) {
            counts[COUNTED[i].ordinal()] = row.getLong(RAW_TRADES + 1 + i);
        }
        return counts;
    }

    /** The raw trades that were dropped, see {@link Quarantine#TRADE}. */
    static List<Row> dropped(InternalRow row) {
        return row.isNullAt(DROPPED) ? List.of() : Quarantine.trades(row.getArray(DROPPED));
    }

    private static StructType schema() {
        var schema = new StructType()
                .add(Slots.SYMBOL, DataTypes.StringType, false)
                .add(Slots.OPEN_TIME_MICROS, DataTypes.LongType, false)
                .add("open", DataTypes.DoubleType)
                .add("high", DataTypes.DoubleType)
                .add("low", DataTypes.DoubleType)
                .add("close", DataTypes.DoubleType)
                .add("volume", DataTypes.DoubleType)
                .add("turnover", DataTypes.DoubleType)
                .add("trades", DataTypes.LongType, false)
                .add("buy_volume", DataTypes.DoubleType)
                .add("sell_volume", DataTypes.DoubleType)
                .add("tick_variance", DataTypes.DoubleType)
                .add("raw_trades", DataTypes.LongType, false);
        for (Rule rule : COUNTED) {
            schema = schema.add(rule.text(), DataTypes.LongType, false);
        }
        return schema.add("dropped", DataTypes.createArrayType(Quarantine.TRADE));
    }

    /** Takes trades sorted by minute, symbol and id and gives one row for each minute of a symbol. */
    private static final class MinuteByMinute implements Iterator<Row> {

        private final Iterator<InternalRow> trades;
        private InternalRow next;

        MinuteByMinute(Iterator<InternalRow> trades) {
            this.trades = trades;
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            UTF8String symbol = next.getUTF8String(0).clone(); // the row is overwritten by the next one
            long minute = next.getLong(1);
            var usable = new TradeMinute.Builder(minute);
            long rawTrades = 0;
            long[] counts = new long[Rule.values().length];
            var dropped = new ArrayList<Row>(0);
            while (next != null
                    && next.getLong(1) == minute
                    && next.getUTF8String(0).equals(symbol)) {
                rawTrades++;
                take(next, usable, counts, dropped);
                advance();
            }
            dropped.sort(Quarantine.TRADE_ORDER);
            return row(symbol, minute, usable.isEmpty() ? null : usable.build(), rawTrades, counts, dropped);
        }

        private void advance() {
            next = trades.hasNext() ? trades.next() : null;
        }

        private static void take(InternalRow trade, TradeMinute.Builder minute, long[] counts, List<Row> dropped) {
            int fate = trade.getInt(7);
            if (fate == UniqueTrades.USED) {
                minute.add(trade.getLong(3), trade.getDouble(4), trade.getDouble(5), trade.getInt(6));
                return;
            }
            counts[fate]++;
            if (fate == Rule.TRADE_TIME_PLACED.ordinal()) {
                minute.addPlaced(trade.getDouble(4), trade.getDouble(5), trade.getInt(6));
            } else {
                dropped.add(Quarantine.row(Rule.values()[fate], trade));
            }
        }

        private static Row row(
                UTF8String symbol, long minute, TradeMinute traded, long rawTrades, long[] counts, List<Row> dropped) {
            Object[] values = new Object[SCHEMA.length()];
            values[0] = symbol.toString();
            values[1] = minute;
            values[8] = 0L;
            if (traded != null) {
                values[2] = traded.open();
                values[3] = traded.high();
                values[4] = traded.low();
                values[5] = traded.close();
                values[6] = traded.volume();
                values[7] = traded.turnover();
                values[8] = traded.trades();
                values[9] = traded.buyVolume();
                values[10] = traded.sellVolume();
                values[11] = traded.tickVariance();
            }
            values[RAW_TRADES] = rawTrades;
            for (int i = 0; i < COUNTED.length; i++) {
                values[RAW_TRADES + 1 + i] = counts[COUNTED[i].ordinal()];
            }
            values[DROPPED] = dropped.isEmpty() ? null : dropped.toArray();
            return RowFactory.create(values);
        }
    }
}
