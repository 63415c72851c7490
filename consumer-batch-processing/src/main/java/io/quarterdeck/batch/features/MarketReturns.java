package io.quarterdeck.batch.features;

import static java.util.stream.Collectors.groupingBy;
import static org.apache.spark.sql.functions.col;

import io.quarterdeck.batch.cleaning.ExactSum;
import io.quarterdeck.batch.cleaning.SlotBar;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The return of the market by time: the mean of log_return_1 over the symbols that have a bar at the time and one before it.
 *
 * @param openTimeMicros of the bars, ascending
 * @param logReturn one for each
 */
record MarketReturns(long[] openTimeMicros, double[] logReturn) implements Serializable {

    private static final StructType RETURN = new StructType()
            .add(Features.QUARTER, DataTypes.StringType, false)
            .add("open_time_micros", DataTypes.LongType, false)
            .add("symbol", DataTypes.StringType, false)
            .add("log_return", DataTypes.DoubleType, false);

    static final MarketReturns NONE = new MarketReturns(new long[0], new double[0]);

    /**
     * The returns of the market over all bars of the slots, by quarter; a quarter without any is missing. Symbols are added
     * up in the order of their names, so the last bit does not depend on how they are divided among tasks.
     *
     * @param series slots with their quarter, those of each quarter and symbol in one partition and in order of time
     */
    static Map<String, MarketReturns> of(Dataset<Row> series, Interval interval) {
        MapPartitionsFunction<Row, Row> returnsOfSeries = rows ->
                new SeriesBySeries<>(rows, (quarter, symbol, slots) -> returns(quarter, symbol, slots, interval));
        MapPartitionsFunction<Row, Row> meansOfTimes = rows -> means(rows).iterator();
        Map<String, List<Row>> means = series
                .mapPartitions(returnsOfSeries, Encoders.row(RETURN))
                .repartition(col(Features.QUARTER), col("open_time_micros"))
                .sortWithinPartitions(Features.QUARTER, "open_time_micros", "symbol")
                .mapPartitions(meansOfTimes, Encoders.row(RETURN))
                .collectAsList()
                .stream()
                .sorted(Comparator.comparingLong(row -> row.getLong(1)))
                .collect(groupingBy(row -> row.getString(0)));
        var markets = new HashMap<String, MarketReturns>();
        means.forEach((quarter, inOrder) -> markets.put(
                quarter,
                new MarketReturns(
                        inOrder.stream().mapToLong(row -> row.getLong(1)).toArray(),
                        inOrder.stream().mapToDouble(row -> row.getDouble(3)).toArray())));
        return markets;
    }

    private static Iterator<Row> returns(String quarter, String symbol, List<SlotBar> slots, Interval interval) {
        var bars = BarSeries.of(interval, slots, NONE);
        double[] returns = Indicators.logReturn(bars.close(), 1);
        return IntStream.range(1, bars.size())
                .mapToObj(i -> RowFactory.create(quarter, bars.openTimeMicros()[i], symbol, returns[i]))
                .iterator();
    }

    private static List<Row> means(Iterator<Row> sorted) {
        var means = new ArrayList<Row>();
        Row row = sorted.hasNext() ? sorted.next() : null;
        while (row != null) {
            String quarter = row.getString(0);
            long time = row.getLong(1);
            var sum = new ExactSum();
            int symbols = 0;
            while (row != null && row.getLong(1) == time && row.getString(0).equals(quarter)) {
                sum.add(row.getDouble(3));
                symbols++;
                row = sorted.hasNext() ? sorted.next() : null;
            }
            means.add(RowFactory.create(quarter, time, "", sum.sum() / symbols));
        }
        return means;
    }

    /** NaN if no symbol has a return then. */
    double at(long openTime) {
        int found = Arrays.binarySearch(openTimeMicros, openTime);
        return found < 0 ? Double.NaN : logReturn[found];
    }
}
