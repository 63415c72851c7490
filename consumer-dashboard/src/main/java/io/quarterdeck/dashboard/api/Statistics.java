package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.data.Cache;
import io.quarterdeck.dashboard.data.Catalogue;
import io.quarterdeck.dashboard.data.Catalogue.Column;
import io.quarterdeck.dashboard.data.Catalogue.Release;
import io.quarterdeck.dashboard.data.Catalogue.Table;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.marketdata.Quarter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What stands in the feature tables: how a column is spread and moves, how columns go together, how labels are balanced. What
 * rests on a release is kept as long as the release is in force.
 */
public final class Statistics {

    private static final int BINS = 40;
    private static final int SAMPLE = 5_000;

    private final Database database;
    private final Pulses pulses;
    private final Clock clock;
    private final Cache<Distribution> distributions = new Cache<>(2_000);
    private final Cache<History> histories = new Cache<>(100);
    private final Cache<CorrelationAnswer> correlations = new Cache<>(50);
    private final Cache<LabelsAnswer> labels = new Cache<>(100);

    public Statistics(Database database, Pulses pulses, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.clock = clock;
    }

    public record Bin(double from, double to, long rows) {}

    /**
     * @param bins of equal width between p01 and p99
     * @param below rows under p01
     * @param above rows over p99
     */
    public record Distribution(
            Instant asOf,
            String release,
            long rows,
            long nulls,
            Double mean,
            Double standardDeviation,
            Double min,
            Double p01,
            Double p25,
            Double median,
            Double p75,
            Double p99,
            Double max,
            List<Bin> bins,
            long below,
            long above) {}

    public record History(
            Instant asOf,
            List<Long> times,
            List<Double> mean,
            List<Double> min,
            List<Double> max,
            long bucketSeconds) {}

    /** @param sampled whether the rows are a part, evenly spread, of the release's */
    public record CorrelationAnswer(
            Instant asOf, String release, List<String> columns, Double[][] matrix, long rows, boolean sampled) {}

    public record Label(
            String column,
            long rows,
            long nulls,
            long negative,
            long zero,
            long positive,
            Double mean,
            Double standardDeviation) {}

    public record LabelsAnswer(Instant asOf, String release, List<Label> labels) {}

    private record Stats(
            long rows,
            long nulls,
            Double mean,
            Double standardDeviation,
            Double min,
            List<Double> percentiles,
            Double max) {}

    private record BinRow(int bin, long rows) {}

    private record Bucket(long time, Double mean, Double min, Double max) {}

    public Distribution distribution(String tableName, String columnName, Quarter quarter, Optional<String> symbol) {
        return database.read(handle -> {
            Table table = Catalogue.table(handle, tableName);
            Column column = Catalogue.number(handle, table, columnName);
            Release release = Catalogue.release(handle, quarter);
            return distributions.get(
                    String.join(" ", release.name(), table.name(), column.columnName(), symbol.orElse("")),
                    () -> distribution(handle, table, column, release, symbol));
        });
    }

    private Distribution distribution(
            Handle handle, Table table, Column column, Release release, Optional<String> symbol) {
        Stats stats = Catalogue.bound(
                        handle.createQuery("""
                                SELECT count(*) AS rows, count(*) - count(%1$s) AS nulls, avg(%1$s) AS mean,
                                       stddev_samp(%1$s) AS standard_deviation, min(%1$s) AS min, max(%1$s) AS max,
                                       coalesce(percentile_cont(ARRAY[0.01, 0.25, 0.5, 0.75, 0.99])
                                           WITHIN GROUP (ORDER BY %1$s), '{}') AS percentiles
                                  FROM %2$s
                                 WHERE %3$s
                                """.formatted(column.sql(), table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .mapTo(Stats.class)
                .one();
        List<Double> p = stats.percentiles().isEmpty() ? Collections.nCopies(5, null) : stats.percentiles();
        Double p01 = p.get(0);
        Double p99 = p.get(4);
        var bins = new ArrayList<Bin>();
        long below = 0;
        long above = 0;
        if (p01 != null && p01 < p99) {
            double width = (p99 - p01) / BINS;
            long[] rows = new long[BINS];
            for (BinRow row : binned(handle, table, column, release, symbol, p01, p99)) {
                if (row.bin() < 0) {
                    below += row.rows();
                } else if (row.bin() >= BINS) {
                    above += row.rows();
                } else {
                    rows[row.bin()] += row.rows();
                }
            }
            for (int i = 0; i < BINS; i++) {
                bins.add(new Bin(p01 + i * width, i == BINS - 1 ? p99 : p01 + (i + 1) * width, rows[i]));
            }
        } else if (p01 != null) { // nearly all are one value
            below = count(handle, table, column, release, symbol, "<", p01);
            above = count(handle, table, column, release, symbol, ">", p01);
            bins.add(new Bin(p01, p99, stats.rows() - stats.nulls() - below - above));
        }
        return new Distribution(
                clock.instant(),
                release.name(),
                stats.rows(),
                stats.nulls(),
                stats.mean(),
                stats.standardDeviation(),
                stats.min(),
                p01,
                p.get(1),
                p.get(2),
                p.get(3),
                p99,
                stats.max(),
                bins,
                below,
                above);
    }

    /** The last bin has its upper bound in it. */
    private static List<BinRow> binned(
            Handle handle,
            Table table,
            Column column,
            Release release,
            Optional<String> symbol,
            double p01,
            double p99) {
        return Catalogue.bound(
                        handle.createQuery("""
                                SELECT CASE WHEN %1$s < :p01 THEN -1 WHEN %1$s > :p99 THEN :bins
                                            ELSE least(width_bucket(%1$s, :p01, :p99, :bins), :bins) - 1 END AS bin,
                                       count(*) AS rows
                                  FROM %2$s
                                 WHERE %3$s AND %1$s IS NOT NULL
                                 GROUP BY 1
                                """.formatted(column.sql(), table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .bind("p01", p01)
                .bind("p99", p99)
                .bind("bins", BINS)
                .mapTo(BinRow.class)
                .list();
    }

    private static long count(
            Handle handle,
            Table table,
            Column column,
            Release release,
            Optional<String> symbol,
            String than,
            double value) {
        return Catalogue.bound(
                        handle.createQuery("SELECT count(*) FROM %s WHERE %s AND %s %s :value"
                                .formatted(table.sql(), Catalogue.rowsOf(symbol), column.sql(), than)),
                        release,
                        symbol)
                .bind("value", value)
                .mapTo(Long.class)
                .one();
    }

    public History history(String tableName, String columnName, String symbol, long points) {
        return histories.get(
                String.join(" ", pulses.releasesInForce(), tableName, columnName, symbol, String.valueOf(points)),
                () -> database.read(handle -> {
                    Table table = Catalogue.table(handle, tableName);
                    Column column = Catalogue.number(handle, table, columnName);
                    return history(handle, table, column, symbol, points);
                }));
    }

    private record Range(Instant first, Instant last) {}

    private History history(Handle handle, Table table, Column column, String symbol, long points) {
        Range range = handle.createQuery(
                        "SELECT min(open_time) AS first, max(open_time) AS last FROM %s WHERE symbol = :symbol"
                                .formatted(table.sql()))
                .bind("symbol", symbol)
                .mapTo(Range.class)
                .one();
        if (range.first() == null) {
            throw ApiException.notFound(
                    table.name() + " has no rows of " + Parameters.shown(symbol), "See /api/v1/features/tables.");
        }
        long bucket = bucket(
                range.last().getEpochSecond() - range.first().getEpochSecond() + 1, points, table.intervalSeconds());
        List<Bucket> buckets = handle.createQuery("""
                        SELECT extract(epoch FROM date_bin(make_interval(secs => :bucket), open_time, :origin))::bigint AS time,
                               avg(%1$s) AS mean, min(%1$s) AS min, max(%1$s) AS max
                          FROM %2$s
                         WHERE symbol = :symbol
                         GROUP BY 1
                         ORDER BY 1
                        """.formatted(column.sql(), table.sql()))
                .bind("bucket", (double) bucket)
                .bind("origin", range.first())
                .bind("symbol", symbol)
                .mapTo(Bucket.class)
                .list();
        return new History(
                clock.instant(),
                buckets.stream().map(Bucket::time).toList(),
                column(buckets, Bucket::mean),
                column(buckets, Bucket::min),
                column(buckets, Bucket::max),
                bucket);
    }

    /** So wide that there are no more points than wanted; a whole number of bars. */
    static long bucket(long seconds, long points, long intervalSeconds) {
        long bars = Math.max(1, (seconds + intervalSeconds - 1) / intervalSeconds);
        return intervalSeconds * Math.max(1, (bars + points - 1) / points);
    }

    private interface Value {
        Double of(Bucket bucket);
    }

    private static List<Double> column(List<Bucket> buckets, Value value) {
        var column = new ArrayList<Double>(buckets.size());
        buckets.forEach(bucket -> column.add(value.of(bucket)));
        return column;
    }

    public CorrelationAnswer correlation(String tableName, Quarter quarter, Optional<String> symbol) {
        return database.read(handle -> {
            Table table = Catalogue.table(handle, tableName);
            Release release = Catalogue.release(handle, quarter);
            return correlations.get(
                    String.join(" ", release.name(), table.name(), symbol.orElse("")),
                    () -> correlation(handle, table, release, symbol));
        });
    }

    private CorrelationAnswer correlation(Handle handle, Table table, Release release, Optional<String> symbol) {
        List<Column> columns = Catalogue.columns(handle, table).stream()
                .filter(column -> column.isNumber()
                        && (column.kind().equals("feature") || column.kind().equals("label")))
                .toList();
        long all = Catalogue.bound(
                        handle.createQuery(
                                "SELECT count(*) FROM %s WHERE %s".formatted(table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .mapTo(Long.class)
                .one();
        long every = Math.max(1, (all + SAMPLE - 1) / SAMPLE);
        String names = columns.stream().map(Column::sql).collect(Collectors.joining(", "));
        List<double[]> rows = Catalogue.bound(
                        handle.createQuery("""
                                SELECT %1$s
                                  FROM (SELECT %1$s, row_number() OVER (ORDER BY symbol, open_time) AS row
                                          FROM %2$s WHERE %3$s) AS numbered
                                 WHERE row %% :every = 0
                                """.formatted(names, table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .bind("every", every)
                .map((row, context) -> {
                    double[] values = new double[columns.size()];
                    for (int i = 0; i < values.length; i++) {
                        double value = row.getDouble(i + 1);
                        values[i] = row.wasNull() ? Double.NaN : value;
                    }
                    return values;
                })
                .list();
        double[][] byColumn = new double[columns.size()][rows.size()];
        for (int i = 0; i < columns.size(); i++) {
            for (int row = 0; row < rows.size(); row++) {
                byColumn[i][row] = rows.get(row)[i];
            }
        }
        return new CorrelationAnswer(
                clock.instant(),
                release.name(),
                columns.stream().map(Column::columnName).toList(),
                rounded(Correlation.matrix(byColumn)),
                rows.size(),
                every > 1);
    }

    /** To four digits: nobody sees more, and there are many. */
    private static Double[][] rounded(Double[][] matrix) {
        for (Double[] row : matrix) {
            for (int i = 0; i < row.length; i++) {
                row[i] = row[i] == null ? null : (Double) (Math.round(row[i] * 10_000) / 10_000.0);
            }
        }
        return matrix;
    }

    public LabelsAnswer labels(String tableName, Quarter quarter) {
        return database.read(handle -> {
            Table table = Catalogue.table(handle, tableName);
            Release release = Catalogue.release(handle, quarter);
            return labels.get(
                    release.name() + " " + table.name(),
                    () -> new LabelsAnswer(clock.instant(), release.name(), labels(handle, table, release)));
        });
    }

    private static List<Label> labels(Handle handle, Table table, Release release) {
        List<Column> columns = Catalogue.columns(handle, table).stream()
                .filter(column -> column.kind().equals("label") && column.isNumber())
                .toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        String rows = columns.stream()
                .map(column -> "(%d, '%s', %s)".formatted(columns.indexOf(column), column.columnName(), column.sql()))
                .collect(Collectors.joining(", "));
        return Catalogue.bound(
                        handle.createQuery("""
                                SELECT name AS "column", count(*) AS rows, count(*) - count(value) AS nulls,
                                       count(*) FILTER (WHERE value < 0) AS negative,
                                       count(*) FILTER (WHERE value = 0) AS zero,
                                       count(*) FILTER (WHERE value > 0) AS positive,
                                       avg(value) AS mean, stddev_samp(value) AS standard_deviation
                                  FROM %s, LATERAL (VALUES %s) AS label (place, name, value)
                                 WHERE %s
                                 GROUP BY place, name
                                 ORDER BY place
                                """.formatted(table.sql(), rows, Catalogue.rowsOf(Optional.empty()))),
                        release,
                        Optional.empty())
                .mapTo(Label.class)
                .list();
    }

    /** Makes what takes long, of all tables of a release, before somebody asks for it. */
    public void warm(String release) {
        Quarter quarter = Quarter.parse(release.substring(0, release.indexOf('-')));
        List<Table> tables = database.read(Catalogue::tables);
        tables.forEach(table -> {
            correlation(table.name(), quarter, Optional.empty());
            labels(table.name(), quarter);
        });
    }
}
