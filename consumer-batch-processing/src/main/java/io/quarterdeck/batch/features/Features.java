package io.quarterdeck.batch.features;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The step from clean slots to the rows of a feature table, of any number of quarters at once. */
public final class Features {

    /** For which quarter a slot is looked at: one that warms up a quarter is also one of a quarter before. */
    static final String QUARTER = "quarter";

    private Features() {}

    /**
     * The quarters' rows of one feature table, with the columns of {@link FeatureTable}, in no order that means anything.
     * Each quarter's rows are what they would be if it were the only one: they are computed from the slots of the quarter
     * and its warm-up alone. The slots of the warm-up feed the windows and are not part of the result; slots from the
     * quarter's end on are not looked at, so no label can be computed from them.
     *
     * @param slots as {@link Slots#of} makes them, at least from the start of each warm-up to its quarter's end
     */
    public static Dataset<Row> of(Dataset<Row> slots, Interval interval, Collection<Quarter> quarters) {
        Dataset<Row> series = Slots.withBar(slots, interval.slotMinutes())
                .withColumn(QUARTER, explode(quartersOf(interval, quarters)))
                .repartition(col(QUARTER), col(Slots.SYMBOL))
                .sortWithinPartitions(QUARTER, Slots.SYMBOL, Slots.OPEN_TIME_MICROS);
        Map<String, MarketReturns> markets = MarketReturns.of(series, interval);
        MapPartitionsFunction<Row, Row> featuresOfSeries = rows -> new SeriesBySeries<>(
                rows,
                (quarter, symbol, ofSymbol) -> rows(
                        symbol,
                        ofSymbol,
                        interval,
                        markets.getOrDefault(quarter, MarketReturns.NONE),
                        Slots.micros(Quarter.parse(quarter).start())));
        MapPartitionsFunction<Row, Row> ranksOfTimes = rows -> new Ranks(rows, interval);
        return series.mapPartitions(featuresOfSeries, Encoders.row(schema(interval)))
                .repartition(col("open_time"))
                .sortWithinPartitions("open_time", "symbol")
                .mapPartitions(ranksOfTimes, Encoders.row(schema(interval)));
    }

    /** The rows of one quarter. */
    public static org.apache.spark.sql.Column within(Quarter quarter) {
        return col("open_time").geq(lit(quarter.start())).and(col("open_time").lt(lit(quarter.end())));
    }

    /** All those, as an array, that the slot is part of or warms up. */
    private static org.apache.spark.sql.Column quartersOf(Interval interval, Collection<Quarter> quarters) {
        var time = col(Slots.OPEN_TIME_MICROS);
        return array_compact(array(quarters.stream()
                .map(quarter -> when(
                        time.geq(Slots.micros(quarter.start().minus(interval.warmUp())))
                                .and(time.lt(Slots.micros(quarter.end()))),
                        quarter.toString()))
                .toArray(org.apache.spark.sql.Column[]::new)));
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
