package io.quarterdeck.batch.features;

import static org.apache.spark.sql.functions.col;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The step from clean slots to the rows of a feature table, for one quarter. */
public final class Features {

    private Features() {}

    /**
     * The quarter's rows of one feature table, with the columns of {@link FeatureTable}, in no order that means anything.
     * The slots of the warm-up feed the windows and are not part of the result; slots from the quarter's end on are not
     * looked at, so no label can be computed from them.
     *
     * @param slots as {@link Slots#of} makes them, at least from the start of the warm-up to the quarter's end
     */
    public static Dataset<Row> of(Dataset<Row> slots, Interval interval, Quarter quarter) {
        long start = Slots.micros(quarter.start());
        Dataset<Row> bySymbol = Slots.within(slots, quarter.start().minus(interval.warmUp()), quarter.end())
                .filter(col(Slots.SLOT_MINUTES)
                        .equalTo(interval.slotMinutes())
                        .and(col(Slots.MINUTES).gt(0)))
                .repartition(col(Slots.SYMBOL))
                .sortWithinPartitions(Slots.SYMBOL, Slots.OPEN_TIME_MICROS);
        MarketReturns market = MarketReturns.of(bySymbol, interval);
        MapPartitionsFunction<Row, Row> featuresOfSymbols = rows ->
                new SymbolBySymbol<>(rows, (symbol, ofSymbol) -> rows(symbol, ofSymbol, interval, market, start));
        MapPartitionsFunction<Row, Row> ranksOfTimes = rows -> new Ranks(rows, interval);
        return bySymbol.mapPartitions(featuresOfSymbols, Encoders.row(schema(interval)))
                .repartition(col("open_time"))
                .sortWithinPartitions("open_time", "symbol")
                .mapPartitions(ranksOfTimes, Encoders.row(schema(interval)));
    }

    public static StructType schema(Interval interval) {
        var schema = new StructType();
        for (Column column : FeatureTable.columns(interval)) {
            schema = schema.add(column.name(), sparkType(column), !column.isNeverNull(), column.meaning());
        }
        return schema;
    }

    private static DataType sparkType(Column column) {
        return switch (column.type()) {
            case TEXT -> DataTypes.StringType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case DOUBLE -> DataTypes.DoubleType;
        };
    }

    /** All rows of one symbol from {@code start} (epoch microseconds) on; ranked columns hold what is to be ranked. */
    private static Iterator<Row> rows(
            String symbol, List<SlotBar> slots, Interval interval, MarketReturns market, long start) {
        var bars = BarSeries.of(interval, slots, market);
        List<Column> columns = FeatureTable.columns(interval);
        var values = new ArrayList<double[]>();
        for (Column column : columns) {
            values.add(column.values() == null ? null : column.values().over(bars));
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < bars.size(); i++) {
            if (bars.openTimeMicros()[i] < start) {
                continue; // warm-up
            }
            Instant openTime = instant(bars.openTimeMicros()[i]);
            var row = new Object[columns.size()];
            row[0] = symbol;
            row[1] = openTime;
            row[2] = openTime.plus(interval.length());
            for (int c = FeatureTable.FIRST_NUMBER; c < row.length; c++) {
                row[c] = value(columns.get(c).type(), values.get(c)[i]);
            }
            rows.add(RowFactory.create(row));
        }
        return rows.iterator();
    }

    private static Object value(Column.Type type, double value) {
        if (!Double.isFinite(value)) { // not defined, or beyond what a double holds
            return null;
        }
        return type == Column.Type.TIMESTAMP ? (Object) instant((long) value) : (Object) value;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusMillis(micros / 1000);
    }
}
