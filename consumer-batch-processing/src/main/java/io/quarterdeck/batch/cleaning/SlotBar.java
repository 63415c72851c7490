package io.quarterdeck.batch.cleaning;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the clean minutes of one symbol and slot come to: all that longer bars need of them. A slot is a fixed piece of
 * time, such as an hour, from which longer intervals are joined.
 *
 * @param openTimeMicros start of the slot, epoch microseconds UTC
 * @param open of the first minute
 * @param high of all minutes
 * @param low of all minutes
 * @param close of the last minute
 * @param volume sum over the minutes
 * @param turnover sum over the minutes: of a recorded bar volume times the typical price (high + low + close) / 3, of trades
 *     price times quantity
 * @param minutes how many of its minutes have a bar, at least one
 * @param firstMinuteClose close of the first minute, so that a longer bar can measure the return into this slot
 * @param returns of the log returns from each minute's close to the next one's. What belongs to a longer bar is the sum of
 *     these and of the returns between the slots and of the first minute
 * @param flow what the slot's trades tell beyond that; {@link OrderFlow#NONE} if there are none
 */
public record SlotBar(
        long openTimeMicros,
        double open,
        double high,
        double low,
        double close,
        double volume,
        double turnover,
        int minutes,
        double firstMinuteClose,
        MinuteReturns returns,
        OrderFlow flow) {

    /** The columns that hold it in a data set of slots; all null but minutes and flow if the slot has no minute. */
    static StructType addColumns(StructType schema) {
        return schema.add("open", DataTypes.DoubleType)
                .add("high", DataTypes.DoubleType)
                .add("low", DataTypes.DoubleType)
                .add("close", DataTypes.DoubleType)
                .add("volume", DataTypes.DoubleType)
                .add("turnover", DataTypes.DoubleType)
                .add(Slots.MINUTES, DataTypes.IntegerType, false)
                .add("first_minute_close", DataTypes.DoubleType)
                .add("returns_squared", DataTypes.DoubleType)
                .add("returns_cubed", DataTypes.DoubleType)
                .add("returns_fourth", DataTypes.DoubleType)
                .add("returns_neighbours", DataTypes.DoubleType)
                .add("returns_first", DataTypes.DoubleType)
                .add("returns_last", DataTypes.DoubleType)
                .add("flow_trades", DataTypes.LongType, false)
                .add("flow_minutes", DataTypes.LongType, false)
                .add("flow_volume", DataTypes.DoubleType, false)
                .add("flow_buy_volume", DataTypes.DoubleType, false)
                .add("flow_sell_volume", DataTypes.DoubleType, false)
                .add("flow_bucket_imbalance", DataTypes.DoubleType, false)
                .add("flow_tick_variance", DataTypes.DoubleType, false)
                .add("flow_returns", DataTypes.DoubleType, false)
                .add("flow_return_times_flow", DataTypes.DoubleType, false)
                .add("flow_squared", DataTypes.DoubleType, false)
                .add("flow_illiquidity", DataTypes.DoubleType, false);
    }

    /** Values of {@link #addColumns}. */
    List<Object> values() {
        return List.of(
                open,
                high,
                low,
                close,
                volume,
                turnover,
                minutes,
                firstMinuteClose,
                returns.squared(),
                returns.cubed(),
                returns.fourth(),
                returns.neighbours(),
                returns.first(),
                returns.last(),
                flow.trades(),
                flow.minutes(),
                flow.volume(),
                flow.buyVolume(),
                flow.sellVolume(),
                flow.bucketImbalance(),
                flow.tickVariance(),
                flow.returns(),
                flow.returnTimesFlow(),
                flow.flowSquared(),
                flow.illiquidity());
    }

    /** Values of {@link #addColumns} for a slot without a minute. */
    static List<Object> noValues() {
        StructType columns = addColumns(new StructType());
        var values = new ArrayList<Object>();
        for (StructField column : columns.fields()) {
            if (column.nullable()) {
                values.add(null);
            } else if (column.dataType().equals(DataTypes.IntegerType)) {
                values.add(0);
            } else if (column.dataType().equals(DataTypes.LongType)) {
                values.add(0L);
            } else {
                values.add(0.0);
            }
        }
        return values;
    }

    /**
     * Reads back what {@link #values} wrote.
     *
     * @param at index of the first column
     */
    static SlotBar of(long openTimeMicros, Row row, int at) {
        int flow = at + 14;
        return new SlotBar(
                openTimeMicros,
                row.getDouble(at),
                row.getDouble(at + 1),
                row.getDouble(at + 2),
                row.getDouble(at + 3),
                row.getDouble(at + 4),
                row.getDouble(at + 5),
                row.getInt(at + 6),
                row.getDouble(at + 7),
                new MinuteReturns(
                        row.getDouble(at + 8),
                        row.getDouble(at + 9),
                        row.getDouble(at + 10),
                        row.getDouble(at + 11),
                        row.getDouble(at + 12),
                        row.getDouble(at + 13)),
                row.getLong(flow) == 0
                        ? OrderFlow.NONE
                        : new OrderFlow(
                                row.getLong(flow),
                                row.getLong(flow + 1),
                                row.getDouble(flow + 2),
                                row.getDouble(flow + 3),
                                row.getDouble(flow + 4),
                                row.getDouble(flow + 5),
                                row.getDouble(flow + 6),
                                row.getDouble(flow + 7),
                                row.getDouble(flow + 8),
                                row.getDouble(flow + 9),
                                row.getDouble(flow + 10)));
    }

    public static double squaredLogReturn(double from, double to) {
        double logReturn = StrictMath.log(to / from);
        return logReturn * logReturn;
    }
}
