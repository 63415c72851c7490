package io.quarterdeck.batch.release;

import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * What a release changed in one table against the version before, row by row of the same (symbol, open_time).
 *
 * @param added rows that only the new version has
 * @param changed rows of both with another value in at least one column; two nulls are equal, and numbers are if their bits
 *     are
 * @param removed rows that only the version before has
 * @param columns those in which values changed, most changed first
 * @param addedColumns those that the version before did not have; their values count as no change
 */
public record TableDiff(long added, long changed, long removed, List<OfColumn> columns, List<String> addedColumns) {

    private static final List<String> KEY = List.of("symbol", "open_time");

    /**
     * What changed in one column.
     *
     * @param changed number of changed values, to and from null included
     * @param largestAbsolute max(abs(new - old)) over the changed values; null if no number became another number
     * @param largestRelative max(abs(new - old) / abs(old)), likewise, without those that were 0
     */
    public record OfColumn(String column, long changed, Double largestAbsolute, Double largestRelative) {}

    /** Compares in one pass; each task holds one pair of rows and the counts. */
    static TableDiff between(Dataset<Row> before, Dataset<Row> after, Interval interval) {
        List<String> known = List.of(before.columns());
        List<String> names = FeatureTable.columns(interval).stream()
                .map(Column::name)
                .filter(name -> !KEY.contains(name))
                .toList();
        List<String> shared = names.stream().filter(known::contains).toList();
        Dataset<Row> old = withKey(before, shared);
        Dataset<Row> now = withKey(after, shared);
        int columns = shared.size();
        List<Counts> counts = old.joinWith(
                        now,
                        KEY.stream()
                                .map(key -> old.col(key).equalTo(now.col(key)))
                                .reduce(org.apache.spark.sql.Column::and)
                                .orElseThrow(),
                        "full_outer")
                .javaRDD()
                .mapPartitions(pairs -> List.of(Counts.of(pairs, columns)).iterator())
                .collect();
        return counts.stream()
                .reduce(Counts::plus)
                .orElseGet(() -> new Counts(columns))
                .diff(
                        shared,
                        names.stream().filter(name -> !known.contains(name)).toList());
    }

    private static Dataset<Row> withKey(Dataset<Row> rows, List<String> columns) {
        return rows.select(Stream.concat(KEY.stream(), columns.stream())
                .map(functions::col)
                .toArray(org.apache.spark.sql.Column[]::new));
    }

    /** The sums of one task, or of several. */
    private static final class Counts implements Serializable {

        private long added;
        private long changed;
        private long removed;
        private final long[] values;
        private final double[] absolute; // NaN where no number became another one
        private final double[] relative;

        Counts(int columns) {
            values = new long[columns];
            absolute = new double[columns];
            relative = new double[columns];
            Arrays.fill(absolute, Double.NaN);
            Arrays.fill(relative, Double.NaN);
        }

        static Counts of(Iterator<Tuple2<Row, Row>> pairs, int columns) {
            var counts = new Counts(columns);
            while (pairs.hasNext()) {
                Tuple2<Row, Row> pair = pairs.next();
                if (pair._1() == null) {
                    counts.added++;
                } else if (pair._2() == null) {
                    counts.removed++;
                } else if (counts.compare(pair._1(), pair._2())) {
                    counts.changed++;
                }
            }
            return counts;
        }

        private boolean compare(Row old, Row now) {
            boolean differs = false;
            for (int i = 0; i < values.length; i++) {
                Object from = old.get(KEY.size() + i);
                Object to = now.get(KEY.size() + i);
                if (Objects.equals(from, to)) {
                    continue;
                }
                differs = true;
                values[i]++;
                if (from instanceof Double oldValue && to instanceof Double newValue) {
                    double change = Math.abs(newValue - oldValue);
                    absolute[i] = larger(absolute[i], change);
                    if (oldValue != 0) {
                        relative[i] = larger(relative[i], change / Math.abs(oldValue));
                    }
                }
            }
            return differs;
        }

        Counts plus(Counts other) {
            var sum = new Counts(values.length);
            sum.added = added + other.added;
            sum.changed = changed + other.changed;
            sum.removed = removed + other.removed;
            for (int i = 0; i < values.length; i++) {
                sum.values[i] = values[i] + other.values[i];
                sum.absolute[i] = larger(absolute[i], other.absolute[i]);
                sum.relative[i] = larger(relative[i], other.relative[i]);
            }
            return sum;
        }

        TableDiff diff(List<String> columns, List<String> addedColumns) {
            var ofColumns = new ArrayList<OfColumn>();
            for (int i = 0; i < values.length; i++) {
                if (values[i] > 0) {
                    ofColumns.add(new OfColumn(columns.get(i), values[i], number(absolute[i]), number(relative[i])));
                }
            }
            ofColumns.sort(Comparator.comparingLong(OfColumn::changed).reversed());
            return new TableDiff(added, changed, removed, List.copyOf(ofColumns), addedColumns);
        }

        private static double larger(double one, double other) {
            return Double.isNaN(one) || other > one ? other : one;
        }

        private static Double number(double value) {
            return Double.isNaN(value) ? null : Double.valueOf(value);
        }
    }
}
