package io.quarterdeck.batch.features;

import static org.apache.spark.sql.functions.col;

import io.quarterdeck.batch.cleaning.ExactSum;
import io.quarterdeck.batch.cleaning.SlotBar;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
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
            .add("open_time_micros", DataTypes.LongType, false)
            .add("symbol", DataTypes.StringType, false)
            .add("log_return", DataTypes.DoubleType, false);

    static final MarketReturns NONE = new MarketReturns(new long[0], new double[0]);

    /**
     * The returns of the market over all bars of the slots. Symbols are added up in the order of their names, so the last bit
     * does not depend on how they are divided among tasks.
     *
     * @param bySymbol slots, each symbol's in one partition and in order of time
     */
    static MarketReturns of(Dataset<Row> bySymbol, Interval interval) {
        MapPartitionsFunction<Row, Row> returnsOfSymbols =
                rows -> new SymbolBySymbol<>(rows, (symbol, slots) -> returns(symbol, slots, interval));
        MapPartitionsFunction<Row, Row> meansOfTimes = rows -> means(rows).iterator();
        List<Row> means = bySymbol.mapPartitions(returnsOfSymbols, Encoders.row(RETURN))
                .repartition(col("open_time_micros"))
                .sortWithinPartitions("open_time_micros", "symbol")
                .mapPartitions(meansOfTimes, Encoders.row(RETURN))
                .collectAsList();
        List<Row> inOrder = means.stream()
                .sorted(Comparator.comparingLong(row -> row.getLong(0)))
                .toList();
        return new MarketReturns(
                inOrder.stream().mapToLong(row -> row.getLong(0)).toArray(),
                inOrder.stream().mapToDouble(row -> row.getDouble(2)).toArray());
    }

    private static Iterator<Row> returns(String symbol, List<SlotBar> slots, Interval interval) {
        var bars = BarSeries.of(interval, slots, NONE);
        double[] returns = Indicators.logReturn(bars.close(), 1);
        return IntStream.range(1, bars.size())
                .mapToObj(i -> RowFactory.create(bars.openTimeMicros()[i], symbol, returns[i]))
                .iterator();
    }

    private static List<Row> means(Iterator<Row> sorted) {
        var means = new ArrayList<Row>();
        Row row = sorted.hasNext() ? sorted.next() : null;
        while (row != null) {
            long time = row.getLong(0);
            var sum = new ExactSum();
            int symbols = 0;
            while (row != null && row.getLong(0) == time) {
                sum.add(row.getDouble(2));
                symbols++;
                row = sorted.hasNext() ? sorted.next() : null;
            }
            means.add(RowFactory.create(time, "", sum.sum() / symbols));
        }
        return means;
    }

    /** NaN if no symbol has a return then. */
    double at(long openTime) {
        int found = Arrays.binarySearch(openTimeMicros, openTime);
        return found < 0 ? Double.NaN : logReturn[found];
    }
}
