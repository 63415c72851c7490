package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that were dropped, in the lake: {@code lake.quarantine.bars} and {@code lake.quarantine.trades}, each with its
 * quarter, the rule, what the row says and where it came from. Of each quarter they hold what the run dropped that last
 * worked on it, whether it published the quarter or not.
 */
public final class Quarantine {

    /** A dropped bar. Where it came from is null if it was made from trades. */
    static final StructType BAR = new StructType()
            .add("rule", DataTypes.StringType, false)
            .add("time_micros", DataTypes.LongType, false)
            .add("open", DataTypes.DoubleType, false)
            .add("high", DataTypes.DoubleType, false)
            .add("low", DataTypes.DoubleType, false)
            .add("close", DataTypes.DoubleType, false)
            .add("volume", DataTypes.DoubleType, false)
            .add("source_id", DataTypes.LongType)
            .add("source_line", DataTypes.LongType)
            .add("kafka_partition", DataTypes.IntegerType)
            .add("kafka_offset", DataTypes.LongType);

    /** A dropped trade. */
    static final StructType TRADE = new StructType()
            .add("rule", DataTypes.StringType, false)
            .add("time_micros", DataTypes.LongType)
            .add("trade_id", DataTypes.LongType, false)
            .add("price", DataTypes.DoubleType, false)
            .add("quantity", DataTypes.DoubleType, false)
            .add("side", DataTypes.StringType)
            .add("source_id", DataTypes.LongType)
            .add("source_line", DataTypes.LongType)
            .add("kafka_partition", DataTypes.IntegerType)
            .add("kafka_offset", DataTypes.LongType);

    static final Comparator<Row> TRADE_ORDER = Comparator.comparingLong(trade -> trade.getLong(TRADE.length() - 1));

    private static final String NAMESPACE = LakeOptions.CATALOG + ".quarantine";
    private static final String QUARTER = "quarter";

    /** Property of the snapshots that this class commits. */
    private static final String QUARTERS = "quarterdeck.quarters";

    private Quarantine() {}

    /**
     * Replaces the dropped rows of the quarters, in one commit for each table. Makes the tables if they are not there.
     *
     * @param slots as {@link Slots#of} makes them
     */
    public static void replace(Dataset<Row> slots, Collection<Quarter> quarters) throws NoSuchTableException {
        SparkSession spark = slots.sparkSession();
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + NAMESPACE);
        replace(bars(slots), NAMESPACE + ".bars", quarters);
        replace(trades(slots), NAMESPACE + ".trades", quarters);
    }

    private static void replace(Dataset<Row> dropped, String table, Collection<Quarter> quarters)
            throws NoSuchTableException {
        dropped.sparkSession()
                .sql("CREATE TABLE IF NOT EXISTS " + table + " ("
                        + dropped.schema().toDDL()
                        + ") USING iceberg PARTITIONED BY (" + QUARTER + ") TBLPROPERTIES ('format-version' = '2',"
                        + " 'write.distribution-mode' = 'none', 'write.spark.fanout.enabled' = 'true',"
                        + " 'write.parquet.compression-codec' = 'zstd')");
        Object[] names = quarters.stream().map(Quarter::toString).toArray();
        dropped.filter(col(QUARTER).isin(names))
                .writeTo(table)
                .option("snapshot-property." + QUARTERS, quarters.toString())
                .overwrite(col(QUARTER).isin(names));
    }

    /** The dropped bars of all slots: quarter, symbol, rule, open_time and the rest of {@link #BAR}. */
    static Dataset<Row> bars(Dataset<Row> slots) {
        return dropped(slots, Slots.DROPPED_BARS, BAR, "open_time");
    }

    /** The dropped trades of all slots: quarter, symbol, rule, trade_time and the rest of {@link #TRADE}. */
    static Dataset<Row> trades(Dataset<Row> slots) {
        return dropped(slots, Slots.DROPPED_TRADES, TRADE, "trade_time");
    }

    private static Dataset<Row> dropped(Dataset<Row> slots, String column, StructType type, String time) {
        return slots.filter(col(column).isNotNull())
                .select(Slots.quarter().as(QUARTER), col(Slots.SYMBOL), expr("inline(" + column + ")"))
                .withColumn("time_micros", expr("timestamp_micros(time_micros)"))
                .withColumnRenamed("time_micros", time);
    }

    static Row row(Rule rule, RawBar bar) {
        return RowFactory.create(
                rule.text(),
                bar.openTime(),
                bar.open(),
                bar.high(),
                bar.low(),
                bar.close(),
                bar.volume(),
                bar.sourceId(),
                bar.sourceLine(),
                bar.kafkaPartition(),
                bar.kafkaOffset());
    }

    static Row row(Rule rule, TradeMinute minute) {
        return RowFactory.create(
                rule.text(),
                minute.openTimeMicros(),
                minute.open(),
                minute.high(),
                minute.low(),
                minute.close(),
                minute.volume(),
                null,
                null,
                null,
                null);
    }

    /** @param trade with the columns of {@link UniqueTrades#SCHEMA} */
    static Row row(Rule rule, InternalRow trade) {
        return RowFactory.create(
                rule.text(),
                trade.isNullAt(3) ? null : trade.getLong(3),
                trade.getLong(2),
                trade.getDouble(4),
                trade.getDouble(5),
                side(trade.getInt(6)),
                trade.getLong(8),
                trade.getLong(9),
                trade.getInt(10),
                trade.getLong(11));
    }

    private static String side(int sign) {
        if (sign == 0) {
            return null;
        }
        return sign > 0 ? "BUY" : "SELL";
    }

    /** Reads back an array of {@link #TRADE}. */
    static List<Row> trades(ArrayData array) {
        var trades = new ArrayList<Row>(array.numElements());
        for (int i = 0; i < array.numElements(); i++) {
            InternalRow trade = array.getStruct(i, TRADE.length());
            trades.add(RowFactory.create(
                    trade.getUTF8String(0).toString(),
                    trade.isNullAt(1) ? null : trade.getLong(1),
                    trade.getLong(2),
                    trade.getDouble(3),
                    trade.getDouble(4),
                    trade.isNullAt(5) ? null : trade.getUTF8String(5).toString(),
                    trade.getLong(6),
                    trade.getLong(7),
                    trade.getInt(8),
                    trade.getLong(9)));
        }
        return trades;
    }
}
