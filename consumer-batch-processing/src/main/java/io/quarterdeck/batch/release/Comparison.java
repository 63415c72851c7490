package io.quarterdeck.batch.release;

import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.Quarter;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the rows of a release stand to earlier ones: to the version before, and to the quarter before.
 *
 * @param diffs by table; those are missing that have no version before
 * @param reference name of the release in force of the quarter before, if there is one
 * @param drifts by table; those are missing that the reference does not have
 */
public record Comparison(
        Map<Interval, TableDiff> diffs, Optional<String> reference, Map<Interval, List<Drift>> drifts) {

    private static final Logger log = LoggerFactory.getLogger(Comparison.class);

    /** Of the very first release. */
    public static final Comparison NONE = new Comparison(Map.of(), Optional.empty(), Map.of());

    /**
     * Compares what is to be released.
     *
     * @param features the quarter's rows by table; of datasets that are cached, for they are read more than once
     * @param atHand rows of a release that need not be read from the lake, if there are some
     */
    public static Comparison of(
            FeatureStore store,
            FeatureLake lake,
            Quarter quarter,
            Map<Interval, QuarterRows> features,
            BiFunction<Release, Interval, Optional<QuarterRows>> atHand)
            throws SQLException {
        long started = System.nanoTime();
        Optional<Release> before = store.inForce(quarter);
        Optional<Release> reference = store.inForce(quarter.previous());
        var diffs = new EnumMap<Interval, TableDiff>(Interval.class);
        var drifts = new EnumMap<Interval, List<Drift>>(Interval.class);
        features.forEach((interval, rows) -> {
            before.flatMap(release -> rows(lake, release, interval))
                    .ifPresent(old -> diffs.put(interval, TableDiff.between(old.dataset(), rows.dataset(), interval)));
            reference
                    .flatMap(release -> atHand.apply(release, interval).or(() -> rows(lake, release, interval)))
                    .ifPresent(old -> drifts.put(interval, Drift.between(old, rows, interval)));
        });
        var comparison = new Comparison(diffs, reference.map(Release::name), drifts);
        log.info("compared quarter={} {} took={}ms", quarter, comparison, (System.nanoTime() - started) / 1_000_000);
        return comparison;
    }

    private static Optional<QuarterRows> rows(FeatureLake lake, Release release, Interval interval) {
        Optional<QuarterRows> rows = lake.rows(release, interval);
        if (rows.isEmpty() && release.tables().containsKey(interval)) {
            log.warn("{} of {} is no longer in the lake: not compared with it", interval.table(), release.name());
        }
        return rows;
    }

    /** Features of all tables that are beyond a limit. */
    public long drifted() {
        return drifts.values().stream()
                .flatMap(List::stream)
                .filter(drift -> !drift.reasons().isEmpty())
                .count();
    }

    /** One line for the log. */
    @Override
    public String toString() {
        String changes = diffs.entrySet().stream()
                .map(table -> "%s: added=%d changed=%d removed=%d most=%s"
                        .formatted(
                                table.getKey(),
                                table.getValue().added(),
                                table.getValue().changed(),
                                table.getValue().removed(),
                                table.getValue().columns().stream()
                                        .limit(3)
                                        .map(TableDiff.OfColumn::column)
                                        .toList()))
                .collect(Collectors.joining("; "));
        long features = drifts.values().stream().mapToLong(List::size).sum();
        return "%s, %s"
                .formatted(
                        diffs.isEmpty() ? "no version before" : changes,
                        reference
                                .map(name ->
                                        "against " + name + ": drifted=" + drifted() + " of " + features + " features")
                                .orElse("no release of the quarter before"));
    }
}
