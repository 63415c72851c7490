package io.quarterdeck.batch.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * How the values of one feature are distributed against those of the quarter before, as {@code governance.drift} keeps it.
 * The limits stand here and nowhere else.
 */
record Drift(String column, Distribution now, Distribution reference) {

    /** From here on the population has shifted: Siddiqi, Credit Risk Scorecards, 2006. */
    static final double PSI_LIMIT = 0.25;

    static final double MEAN_SHIFT_LIMIT = 1; // standard deviations of the reference
    static final double NULL_SHARE_RISE_LIMIT = 0.05;

    /** A deviation below this share of the mean is what rounding leaves of equal values. */
    private static final double ROUNDING = 1e-9;

    private static final int BINS = 10;

    /** 99.9 % quantile of chi-square with BINS - 1 degrees of freedom. */
    private static final double CHI_SQUARE = 27.877;

    /** Share that stands for an empty bin, which would make the index infinite. */
    private static final double SMALLEST_SHARE = 1e-4;

    /** Rows from which the deciles are taken: all up to here, of more a part that their keys choose. */
    private static final long DECILE_ROWS = 40_000;

    /**
     * The values of a feature in one release.
     *
     * @param values that are not null
     * @param nulls rows without value
     * @param mean NaN if there are no values
     * @param squares sum of the squared distances from the mean
     * @param bins number of values from above the decile before to the decile, for each of the reference's deciles and behind
     */
    record Distribution(long values, long nulls, double mean, double squares, long[] bins) {

        /** Of the sample; NaN below two values. */
        double standardDeviation() {
            return values < 2 ? Double.NaN : Math.sqrt(squares / (values - 1));
        }

        /** NaN if there are no rows. */
        double nullShare() {
            return (double) nulls / (values + nulls);
        }
    }

    /**
     * Compares all features that both have. Many rows are gone through where they are: those of the release once, those of
     * the reference twice, first for its deciles.
     *
     * @param reference rows of the same table, of the quarter before
     */
    static List<Drift> between(QuarterRows reference, QuarterRows rows, Interval interval) {
        List<String> known = List.of(reference.dataset().columns());
        String[] names = FeatureTable.columns(interval).stream()
                .filter(column -> column.kind() == Column.Kind.FEATURE && column.type() == Column.Type.DOUBLE)
                .map(Column::name)
                .filter(known::contains)
                .toArray(String[]::new);
        double[][] deciles = deciles(chosen(reference, names), names.length);
        List<Distribution> before = distributions(reference, names, deciles);
        List<Distribution> now = distributions(rows, names, deciles);
        return IntStream.range(0, names.length)
                .mapToObj(i -> new Drift(names[i], now.get(i), before.get(i)))
                .toList();
    }

    /**
     * Population stability index: sum((a - e) * ln(a / e)) over the bins, a and e the shares now and in the reference; NaN
     * if either has no values. Nulls are left out: their share is judged by itself. Source: Siddiqi, Credit Risk
     * Scorecards, 2006.
     */
    double psi() {
        if (!comparable()) {
            return Double.NaN;
        }
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double actual = Math.max((double) now.bins[bin] / now.values, SMALLEST_SHARE);
            double expected = Math.max((double) reference.bins[bin] / reference.values, SMALLEST_SHARE);
            sum += (actual - expected) * Math.log(actual / expected);
        }
        return sum;
    }

    /**
     * With few values the index is large by chance: of an unchanged feature it is distributed like chi-square times (1 / n
     * + 1 / m). One in a thousand is beyond this limit. Source: Yurdakul, Statistical Properties of Population Stability
     * Index, 2018.
     */
    double psiLimit() {
        return comparable()
                ? Math.max(PSI_LIMIT, CHI_SQUARE * (1.0 / now.values + 1.0 / reference.values))
                : Double.NaN;
    }

    /** Not if a release has no values, or none of the few values of a very large reference was among the chosen. */
    private boolean comparable() {
        return now.values > 0 && reference.values > 0 && reference.bins.length == BINS;
    }

    /** In standard deviations of the reference; NaN if that has none beyond rounding. */
    double meanShift() {
        double sigma = reference.standardDeviation();
        return sigma > ROUNDING * Math.abs(reference.mean) ? (now.mean - reference.mean) / sigma : Double.NaN;
    }

    /** Which limits are passed: psi, mean, nulls. */
    List<String> reasons() {
        var reasons = new ArrayList<String>();
        if (psi() > psiLimit()) {
            reasons.add("psi");
        }
        if (Math.abs(meanShift()) > MEAN_SHIFT_LIMIT) {
            reasons.add("mean");
        }
        if (now.nullShare() - reference.nullShare() > NULL_SHARE_RISE_LIMIT) {
            reasons.add("nulls");
        }
        return reasons;
    }

    /** Those on which the deciles rest. */
    private static List<double[]> chosen(QuarterRows reference, String[] names) {
        if (reference.here().isPresent()) {
            return values(reference.here().get(), reference.dataset().schema(), names);
        }
        long one = (reference.count() + DECILE_ROWS - 1) / DECILE_ROWS;
        var chosen = pmod(xxhash64(col("symbol"), col("open_time")), lit(one)).equalTo(0);
        return values(reference.dataset().filter(chosen), names).collect();
    }

    /** The features of each row, NaN for null. */
    private static JavaRDD<double[]> values(Dataset<Row> rows, String[] names) {
        int[] places = IntStream.range(0, names.length).toArray();
        return rows.select(Arrays.stream(names).map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                .javaRDD()
                .map(row -> values(row, places));
    }

    /** The same of rows that are here. */
    private static List<double[]> values(List<Row> rows, StructType schema, String[] names) {
        int[] places = Arrays.stream(names).mapToInt(schema::fieldIndex).toArray();
        return rows.stream().map(row -> values(row, places)).toList();
    }

    private static double[] values(Row row, int[] places) {
        return Arrays.stream(places)
                .mapToDouble(i -> row.isNullAt(i) ? Double.NaN : row.getDouble(i))
                .toArray();
    }

    /** For each column the nine deciles: the smallest value with at least k tenths of the values up to it. */
    private static double[][] deciles(List<double[]> rows, int columns) {
        return IntStream.range(0, columns)
                .mapToObj(i -> deciles(rows.stream()
                        .mapToDouble(row -> row[i])
                        .filter(value -> !Double.isNaN(value))
                        .sorted()
                        .toArray()))
                .toArray(double[][]::new);
    }

    private static double[] deciles(double[] sorted) {
        var deciles = new double[sorted.length == 0 ? 0 : BINS - 1];
        for (int k = 1; k <= deciles.length; k++) {
            deciles[k - 1] = sorted[(k * sorted.length + BINS - 1) / BINS - 1];
        }
        return deciles;
    }

    private static List<Distribution> distributions(QuarterRows rows, String[] names, double[][] deciles) {
        List<Moments[]> parts = rows.here()
                .map(here -> List.<Moments[]>of(
                        moments(values(here, rows.dataset().schema(), names).iterator(), deciles)))
                .orElseGet(() -> values(rows.dataset(), names)
                        .mapPartitions(part ->
                                Collections.singleton(moments(part, deciles)).iterator())
                        .collect());
        return distributions(parts, deciles);
    }

    /** Adds up in the order of the tasks, not in that of their ends, so that rounding is the same each time. */
    private static List<Distribution> distributions(List<Moments[]> parts, double[][] deciles) {
        Moments[] sums = moments(Collections.emptyIterator(), deciles);
        for (Moments[] part : parts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i].add(part[i]);
            }
        }
        return Arrays.stream(sums).map(Moments::distribution).toList();
    }

    private static Moments[] moments(Iterator<double[]> rows, double[][] deciles) {
        Moments[] moments = Arrays.stream(deciles).map(Moments::new).toArray(Moments[]::new);
        while (rows.hasNext()) {
            double[] row = rows.next();
            for (int i = 0; i < moments.length; i++) {
                moments[i].add(row[i]);
            }
        }
        return moments;
    }
}
