package io.quarterdeck.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.FeatureLake;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.batch.run.CodeVersion;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the release of one quarter after the other from the same clean hours: features, lake, PostgreSQL. PostgreSQL
 * comes last and decides: a run killed before its commit has released nothing, and the next one writes the lake again.
 */
final class PublishQuarter {

    private static final Logger log = LoggerFactory.getLogger(PublishQuarter.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Dataset<Row> hours;
    private final RawData raw;
    private final FeatureLake lake;
    private final FeatureStore store;
    private final Set<Interval> intervals;
    private final boolean force;

    /**
     * @param hours of all quarters and their warm-up
     * @param raw what they were made from
     * @param intervals of the tables to make; those of the release in force are made in any case
     * @param force whether to release what equals the release in force
     */
    PublishQuarter(
            Dataset<Row> hours,
            RawData raw,
            FeatureLake lake,
            FeatureStore store,
            Set<Interval> intervals,
            boolean force) {
        this.hours = hours;
        this.raw = raw;
        this.lake = lake;
        this.store = store;
        this.intervals = intervals;
        this.force = force;
    }

    /**
     * What came of a quarter.
     *
     * @param release the release now in force
     * @param isNew whether this run made it
     */
    record Outcome(Release release, boolean isNew, Quality quality, Duration took) {}

    Outcome publish(Quarter quarter) throws SQLException, IOException, NoSuchTableException, FailedRun {
        store.claim(quarter);
        Outcome outcome = publishClaimed(quarter, Instant.now());
        store.unclaim(quarter); // a run that fails ends, and its claim with it
        return outcome;
    }

    private Outcome publishClaimed(Quarter quarter, Instant started)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        Quality quality = Quality.of(hours, quarter, raw.span().last());
        log.info(
                "cleaned quarter={} bars={} trades={} duplicates={} unusable={}",
                quarter,
                quality.bars(),
                quality.trades(),
                quality.duplicates(),
                quality.unusable());

        Optional<Release> inForce = store.inForce(quarter);
        var features = new EnumMap<Interval, Dataset<Row>>(Interval.class);
        var hashes = new EnumMap<Interval, ContentHash>(Interval.class);
        for (Interval interval : with(intervals, inForce)) {
            Dataset<Row> rows = Features.of(hours, interval, quarter).persist();
            ContentHash hash = FeatureHash.of(rows, interval);
            log.info(
                    "computed table={} quarter={} rows={} hash={}", interval.table(), quarter, hash.rows(), hash.hex());
            features.put(interval, rows);
            hashes.put(interval, hash);
        }

        Outcome outcome;
        if (!force && inForce.isPresent() && stands(inForce.get(), hashes)) {
            log.info("unchanged: {} stands", inForce.get().name());
            outcome = new Outcome(inForce.get(), false, quality, since(started));
        } else {
            int version = inForce.map(Release::version).orElse(0) + 1;
            Release release = release(quarter, version, features, hashes, quality, started);
            outcome = new Outcome(release, true, quality, since(started));
        }
        features.values().forEach(Dataset::unpersist);
        return outcome;
    }

    /** A release replaces all tables of the one before, or rows of both would stand side by side. */
    static Set<Interval> with(Set<Interval> intervals, Optional<Release> inForce) {
        var all = EnumSet.copyOf(intervals);
        inForce.ifPresent(release -> all.addAll(release.tables().keySet()));
        return all;
    }

    /** Whether the release says what was computed, and the lake, which a killed run may have changed, still holds it. */
    private boolean stands(Release inForce, Map<Interval, ContentHash> hashes) {
        if (inForce.partial() == raw.complete(inForce.quarter())) {
            return false;
        }
        for (Interval interval : hashes.keySet()) {
            Release.Content content = inForce.tables().get(interval);
            if (content == null || !content.hash().equals(hashes.get(interval))) {
                return false;
            }
            var newest = lake.newest(interval, inForce.quarter());
            if (newest.isEmpty() || newest.getAsLong() != content.lakeSnapshotId()) {
                return false;
            }
        }
        return true;
    }

    private Release release(
            Quarter quarter,
            int version,
            Map<Interval, Dataset<Row>> features,
            Map<Interval, ContentHash> hashes,
            Quality quality,
            Instant started)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        String name = Release.name(quarter, version);
        var tables = new EnumMap<Interval, Release.Content>(Interval.class);
        var rows = new EnumMap<Interval, Iterator<Row>>(Interval.class);
        for (Interval interval : features.keySet()) {
            Dataset<Row> ofInterval = features.get(interval);
            long snapshot = lake.replace(ofInterval, interval, quarter, name);
            tables.put(interval, new Release.Content(hashes.get(interval), snapshot));
            rows.put(interval, ofInterval.toLocalIterator());
        }
        log.info("written to the lake release={}", name);
        var release = new Release(quarter, version, !raw.complete(quarter), tables);
        var origin = new FeatureStore.Origin(
                started,
                CodeVersion.current(),
                raw.bars().map(RawTable::snapshotId),
                raw.trades().map(RawTable::snapshotId),
                json(options(features.keySet())),
                json(quality.counts()));
        store.publish(release, origin, rows);
        log.info("published release={}", name);
        return release;
    }

    /** What decides the content beside the data and the code. */
    private static Map<String, Object> options(Set<Interval> intervals) {
        var warmUp = new TreeMap<String, String>();
        for (Interval interval : intervals) {
            warmUp.put(interval.table(), interval.warmUp().toString());
        }
        return Map.of("warm_up", warmUp);
    }

    private static String json(Object value) throws JsonProcessingException {
        return JSON.writeValueAsString(value);
    }

    private static Duration since(Instant started) {
        return Duration.between(started, Instant.now());
    }
}
