package io.quarterdeck.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.custody.Custody;
import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.Comparison;
import io.quarterdeck.batch.release.FeatureLake;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.batch.run.CodeVersion;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.batch.run.GateOverride;
import io.quarterdeck.batch.run.QualityResult;
import io.quarterdeck.batch.run.RunRecord;
import io.quarterdeck.batch.run.RunRecord.QuarterEnd;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
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
 * Makes the release of one quarter after the other from the same clean slots: gate, features, lake, PostgreSQL. PostgreSQL
 * comes last and decides: a run killed before its commit has released nothing, and the next one writes the lake again.
 */
final class PublishQuarter {

    private static final Logger log = LoggerFactory.getLogger(PublishQuarter.class);
    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final Dataset<Row> slots;
    private final RawData raw;
    private final FeatureLake lake;
    private final FeatureStore store;
    private final RunRecord record;
    private final Lineage lineage;
    private final Terms terms;
    private final Map<Quarter, Custody.Verdict> verdicts;

    /**
     * On which terms quarters are published.
     *
     * @param override why to publish what the gate refuses
     * @param force whether to release what equals the release in force
     */
    record Terms(Gate gate, Optional<String> override, boolean force) {}

    /**
     * @param slots of all quarters and their warm-up
     * @param raw what they were made from
     * @param verdicts of the audit of each quarter
     */
    PublishQuarter(
            Dataset<Row> slots,
            RawData raw,
            FeatureLake lake,
            FeatureStore store,
            RunRecord record,
            Lineage lineage,
            Terms terms,
            Map<Quarter, Custody.Verdict> verdicts) {
        this.slots = slots;
        this.raw = raw;
        this.lake = lake;
        this.store = store;
        this.record = record;
        this.lineage = lineage;
        this.terms = terms;
        this.verdicts = verdicts;
    }

    /**
     * What came of a quarter.
     *
     * @param release the release now in force; empty if the gate refused a new one, whatever is in force
     */
    record Outcome(
            Quarter quarter,
            QuarterEnd end,
            Optional<Release> release,
            Quality quality,
            Gate.Decision decision,
            Custody.Verdict custody,
            Duration took) {}

    /** @param intervals of the tables to make */
    Outcome publish(Quarter quarter, Set<Interval> intervals)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        Instant started = Instant.now();
        store.claim(quarter);
        record.begins(quarter);
        lineage.started(quarter);
        try {
            Outcome outcome = publishClaimed(quarter, intervals, started);
            record.ends(quarter, outcome.end(), outcome.release().map(Release::name), outcome.took());
            store.unclaim(quarter); // a run that fails ends, and its claim with it
            return outcome;
        } catch (SQLException | IOException | NoSuchTableException | FailedRun | RuntimeException e) {
            tellFailure(quarter, e);
            throw e;
        }
    }

    private void tellFailure(Quarter quarter, Exception failure) {
        try {
            lineage.failed(quarter, failure.toString());
        } catch (SQLException e) {
            failure.addSuppressed(e); // most likely what failed before: the database is gone
        }
    }

    private Outcome publishClaimed(Quarter quarter, Set<Interval> intervals, Instant started)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        Quality quality = quality(quarter);
        Custody.Verdict custody = verdicts.get(quarter);
        if (custody.certificate().isEmpty()) {
            return refusedByCustody(quarter, quality, custody, started);
        }
        Gate.Decision decision = terms.gate().judge(quality);
        Optional<GateOverride> override = decision.passed()
                ? Optional.empty()
                : terms.override().map(reason -> new GateOverride(reason, record.startedBy()));
        record.judged(quarter, json(decision.checks()), override);
        if (!decision.passed()) {
            log.warn("gate refused quarter={} checks={} override={}", quarter, decision.refusals(), override);
        }
        if (!decision.passed() && override.isEmpty()) {
            lineage.failed(quarter, "refused by the gate: " + decision.refusals());
            return new Outcome(
                    quarter, QuarterEnd.REFUSED, Optional.empty(), quality, decision, custody, since(started));
        }

        var features = new EnumMap<Interval, Dataset<Row>>(Interval.class);
        var hashes = new EnumMap<Interval, ContentHash>(Interval.class);
        for (Interval interval : intervals) {
            compute(interval, quarter, features, hashes);
        }
        Optional<Release> inForce = store.inForce(quarter);
        boolean unchanged = !terms.force() && inForce.isPresent() && stands(inForce.get(), hashes);
        Release release;
        if (unchanged) {
            release = inForce.get();
            log.info("unchanged: {} stands", release.name());
        } else {
            int version = inForce.map(Release::version).orElse(0) + 1;
            release = release(quarter, version, features, hashes, quality, override, custody, started);
        }
        features.values().forEach(Dataset::unpersist);
        lineage.completed(release);
        return new Outcome(
                quarter,
                unchanged ? QuarterEnd.UNCHANGED : QuarterEnd.PUBLISHED,
                Optional.of(release),
                quality,
                decision,
                custody,
                since(started));
    }

    private Outcome refusedByCustody(Quarter quarter, Quality quality, Custody.Verdict custody, Instant started)
            throws SQLException, IOException {
        var check = new Gate.Check(Gate.CUSTODY, null, custody.differing(), 0, false);
        var decision = new Gate.Decision(List.of(check));
        record.judged(quarter, json(decision.checks()), Optional.empty());
        log.warn("custody refused quarter={} differing={}", quarter, custody.differing());
        lineage.failed(quarter, "refused, as PostgreSQL and the lake differ: " + decision.refusals());
        return new Outcome(quarter, QuarterEnd.REFUSED, Optional.empty(), quality, decision, custody, since(started));
    }

    private Quality quality(Quarter quarter) throws SQLException, IOException {
        var step = record.step("quality", quarter);
        Quality quality = Quality.of(slots, quarter, raw.span().last());
        record.found(quarter, results(quality));
        long rows = quality.bars() + quality.trades();
        step.done(rows, rows - quality.duplicates() - quality.unusable());
        log.info(
                "cleaned quarter={} bars={} trades={} duplicates={} unusable={}",
                quarter,
                quality.bars(),
                quality.trades(),
                quality.duplicates(),
                quality.unusable());
        return quality;
    }

    private static List<QualityResult> results(Quality quality) throws JsonProcessingException {
        var results = new ArrayList<QualityResult>();
        for (var entry : quality.symbols().entrySet()) {
            String symbol = entry.getKey();
            Quality.OfSymbol found = entry.getValue();
            results.add(total(symbol, "bars", found.bars()));
            results.add(total(symbol, "trades", found.trades()));
            results.add(total(symbol, "days", found.days()));
            results.add(total(symbol, "expected_days", found.expectedDays()));
            for (var count : found.counts().entrySet()) {
                Rule rule = count.getKey();
                if (count.getValue() > 0) {
                    results.add(new QualityResult(
                            symbol,
                            rule.text(),
                            rule.action().name().toLowerCase(Locale.ROOT),
                            count.getValue(),
                            json(found.samples().getOrDefault(rule, List.of()))));
                }
            }
        }
        return results;
    }

    private static QualityResult total(String symbol, String name, long count) {
        return new QualityResult(symbol, name, "total", count, "[]");
    }

    private void compute(
            Interval interval, Quarter quarter, Map<Interval, Dataset<Row>> features, Map<Interval, ContentHash> hashes)
            throws SQLException {
        var step = record.step("features " + interval, quarter);
        Dataset<Row> rows = Features.of(slots, interval, quarter).persist();
        ContentHash hash = FeatureHash.of(rows, interval);
        step.done(null, hash.rows());
        log.info("computed table={} quarter={} rows={} hash={}", interval.table(), quarter, hash.rows(), hash.hex());
        features.put(interval, rows);
        hashes.put(interval, hash);
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
            Optional<GateOverride> override,
            Custody.Verdict custody,
            Instant started)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        String name = Release.name(quarter, version);
        var comparing = record.step("compare", quarter);
        Comparison comparison = Comparison.of(store, lake, quarter, features);
        comparing.done();
        var tables = new EnumMap<Interval, Release.Content>(Interval.class);
        var rows = new EnumMap<Interval, Iterator<Row>>(Interval.class);
        for (Interval interval : features.keySet()) {
            Dataset<Row> ofInterval = features.get(interval);
            ContentHash hash = hashes.get(interval);
            var step = record.step("lake " + interval, quarter);
            long snapshot = lake.replace(ofInterval, interval, quarter, name);
            step.done(hash.rows(), hash.rows());
            tables.put(interval, new Release.Content(hash, snapshot));
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
                json(quality.counts()),
                record.id(),
                override,
                custody.certificate().orElseThrow());
        var step = record.step("PostgreSQL", quarter);
        store.publish(release, origin, comparison, rows);
        long published = hashes.values().stream().mapToLong(ContentHash::rows).sum();
        step.done(published, published);
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
