package io.quarterdeck.batch.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Replaces, time by time, the values of the ranked columns by their ranks among the symbols: (rank - 1) / (symbols - 1),
 * from 0 for the lowest to 1 for the highest, equal values sharing the mean of their ranks. Symbols without a value do not
 * take part; of fewer than two there is no rank.
 */
final class Ranks implements Iterator<Row> {

    private static final int OPEN_TIME = 1;

    private final Iterator<Row> rows;
    private final int[] ranked;
    private Row next;
    private Iterator<Row> ofOneTime = Collections.emptyIterator();

    /** @param rows in order of time */
    Ranks(Iterator<Row> rows, Interval interval) {
        this.rows = rows;
        List<Column> columns = FeatureTable.columns(interval);
        ranked = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).isRank())
                .toArray();
        next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        return ofOneTime.hasNext() || next != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (!ofOneTime.hasNext()) {
            Object time = next.get(OPEN_TIME);
            var values = new ArrayList<Object[]>();
            while (next != null && next.get(OPEN_TIME).equals(time)) {
                values.add(IntStream.range(0, next.size()).mapToObj(next::get).toArray());
                next = rows.hasNext() ? rows.next() : null;
            }
            for (int column : ranked) {
                rank(values, column);
            }
            ofOneTime = values.stream().map(RowFactory::create).iterator();
        }
        return ofOneTime.next();
    }

    private static void rank(List<Object[]> rows, int column) {
        double[] present = rows.stream()
                .filter(row -> row[column] != null)
                .mapToDouble(row -> value(row, column))
                .sorted()
                .toArray();
        for (Object[] row : rows) {
            if (row[column] != null) {
                row[column] = present.length < 2 ? null : rank(present, value(row, column));
            }
        }
    }

    /** + 0.0 makes one zero of both. */
    private static double value(Object[] row, int column) {
        return (Double) row[column] + 0.0;
    }

    private static double rank(double[] sorted, double value) {
        int found = Arrays.binarySearch(sorted, value);
        int first = found;
        while (first > 0 && sorted[first - 1] == value) {
            first--;
        }
        int last = found;
        while (last < sorted.length - 1 && sorted[last + 1] == value) {
            last++;
        }
        return (first + last) / 2.0 / (sorted.length - 1);
    }
}
