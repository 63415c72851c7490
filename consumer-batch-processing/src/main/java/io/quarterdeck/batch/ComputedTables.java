package io.quarterdeck.batch;

import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.QuarterRows;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.batch.run.RunRecord;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feature tables of a run, each computed for all its quarters at once; what a quarter has of them is asked for here. */
final class ComputedTables implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ComputedTables.class);

    private final Map<Interval, Table> tables = new EnumMap<>(Interval.class);

    /** One table's rows of all quarters. */
    private record Table(
            Dataset<Row> rows, Map<Quarter, ContentHash> hashes, SortedMap<Quarter, QuarterRows> quarters) {}

    private ComputedTables() {}

    /**
     * Computes them.
     *
     * @param slots of all quarters and their warm-up
     * @param intervals of the tables of each quarter
     * @param quarters to compute; others have no rows
     * @param record in which each table is a step
     */
    static ComputedTables of(
            Dataset<Row> slots, Map<Quarter, Set<Interval>> intervals, Set<Quarter> quarters, RunRecord record)
            throws SQLException {
        var computed = new ComputedTables();
        for (Interval interval : Interval.values()) {
            List<Quarter> having = quarters.stream()
                    .filter(quarter -> intervals.get(quarter).contains(interval))
                    .toList();
            if (!having.isEmpty()) {
                computed.tables.put(interval, table(slots, interval, having, record));
            }
        }
        return computed;
    }

    private static Table table(Dataset<Row> slots, Interval interval, List<Quarter> quarters, RunRecord record)
            throws SQLException {
        var step = record.step("features " + interval);
        Dataset<Row> rows = Features.of(slots, interval, quarters).persist();
        Map<Quarter, ContentHash> found = FeatureHash.byQuarter(rows, interval);
        var hashes = new TreeMap<Quarter, ContentHash>();
        var ofQuarters = new TreeMap<Quarter, QuarterRows>();
        for (Quarter quarter : quarters) {
            ContentHash hash = found.getOrDefault(quarter, ContentHash.NONE);
            log.info(
                    "computed table={} quarter={} rows={} hash={}", interval.table(), quarter, hash.rows(), hash.hex());
            hashes.put(quarter, hash);
            ofQuarters.put(quarter, new QuarterRows(rows.filter(Features.within(quarter)), hash.rows()));
        }
        step.done(null, hashes.values().stream().mapToLong(ContentHash::rows).sum());
        return new Table(rows, hashes, ofQuarters);
    }

    /** The quarter's rows, by table. */
    Map<Interval, QuarterRows> rows(Quarter quarter, Set<Interval> intervals) {
        var rows = new EnumMap<Interval, QuarterRows>(Interval.class);
        intervals.forEach(
                interval -> rows.put(interval, tables.get(interval).quarters().get(quarter)));
        return rows;
    }

    /** Hashes of the quarter's rows, by table. */
    Map<Interval, ContentHash> hashes(Quarter quarter, Set<Interval> intervals) {
        var hashes = new EnumMap<Interval, ContentHash>(Interval.class);
        intervals.forEach(
                interval -> hashes.put(interval, tables.get(interval).hashes().get(quarter)));
        return hashes;
    }

    /** The rows of a release, if this run has computed the same. */
    Optional<QuarterRows> sameAs(Release release, Interval interval) {
        Release.Content content = release.tables().get(interval);
        return Optional.ofNullable(tables.get(interval))
                .filter(table ->
                        content != null && content.hash().equals(table.hashes().get(release.quarter())))
                .map(table -> table.quarters().get(release.quarter()));
    }

    /** Lets go of the rows of earlier quarters, when no other is compared with them any more. */
    void forgetBefore(Quarter quarter) {
        tables.values().forEach(table -> table.quarters().headMap(quarter).clear());
    }

    /** Lets go of all rows. */
    @Override
    public void close() {
        tables.values().forEach(table -> table.rows().unpersist());
    }
}
