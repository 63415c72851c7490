package io.quarterdeck.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.custody.Custody;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.Comparison;
import io.quarterdeck.batch.release.FeatureLake;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.release.QuarterRows;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the releases of quarters from the same clean slots: gate, features, lake, PostgreSQL. What only computes goes through
 * the data of all quarters at once; each is then released by itself, one after the other. PostgreSQL comes last and decides:
 * a run killed before its commit has released nothing of the quarter, and the next one writes the lake again.
 */
final class PublishQuarters {

    private static final Logger log = LoggerFactory.getLogger(PublishQuarters.class);
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
    private final SortedSet<Quarter> begun = new TreeSet<>(); // and not ended

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
    PublishQuarters(
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
     * @param took for what was done for this quarter alone
     */
    record Outcome(
            Quarter quarter,
            QuarterEnd end,
            Optional<Release> release,
            Quality quality,
            Gate.Decision decision,
            Custody.Verdict custody,
            Duration took) {}

    /** A quarter that may be published. */
    private record Candidate(
            Quarter quarter,
            Quality quality,
            Gate.Decision decision,
            Optional<GateOverride> override,
            Custody.Verdict custody,
            Instant started,
            Duration judging) {}

    /**
     * Publishes the quarters, the oldest first.
     *
     * @param tables intervals of the tables to make
     * @throws FailedRun when another run has one of the quarters; those before it are published all the same
     */
    List<Outcome> publish(SortedMap<Quarter, Set<Interval>> tables)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        try {
            return publish(tables, quality(tables.keySet()));
        } catch (SQLException | IOException | NoSuchTableException | FailedRun | RuntimeException e) {
            begun.forEach(quarter -> tellFailure(quarter, e));
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

    private List<Outcome> publish(SortedMap<Quarter, Set<Interval>> tables, Map<Quarter, Quality> qualities)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        var outcomes = new TreeMap<Quarter, Outcome>();
        var candidates = new TreeMap<Quarter, Candidate>();
        Optional<FailedRun> busy = Optional.empty();
        for (Quarter quarter : tables.keySet()) {
            try {
                store.claim(quarter);
            } catch (FailedRun e) {
                busy = Optional.of(e);
                break;
            }
            takeUp(quarter, qualities.get(quarter), candidates, outcomes);
        }
        try (var computed = ComputedTables.of(slots, tables, candidates.keySet(), record)) {
            for (Candidate candidate : candidates.values()) {
                computed.forgetBefore(candidate.quarter().previous());
                Outcome outcome = publish(candidate, tables.get(candidate.quarter()), computed);
                ends(outcome);
                outcomes.put(outcome.quarter(), outcome);
            }
        }
        if (busy.isPresent()) {
            throw busy.get();
        }
        return List.copyOf(outcomes.values());
    }

    /** Judges a quarter, which becomes a candidate or is refused. */
    private void takeUp(
            Quarter quarter, Quality quality, Map<Quarter, Candidate> candidates, Map<Quarter, Outcome> outcomes)
            throws SQLException, IOException {
        Instant started = Instant.now();
        record.begins(quarter);
        begun.add(quarter);
        lineage.started(quarter);
        record.found(quarter, results(quality));
        Custody.Verdict custody = verdicts.get(quarter);
        Gate.Decision decision = custody.certificate().isPresent()
                ? terms.gate().judge(quality)
                : new Gate.Decision(List.of(new Gate.Check(Gate.CUSTODY, null, custody.differing(), 0, false)));
        Optional<GateOverride> override =
                decision.passed() || custody.certificate().isEmpty()
                        ? Optional.empty()
                        : terms.override().map(reason -> new GateOverride(reason, record.startedBy()));
        record.judged(quarter, json(decision.checks()), override);
        if (decision.passed() || override.isPresent()) {
            if (override.isPresent()) {
                log.warn("gate overruled quarter={} checks={} by={}", quarter, decision.refusals(), override);
            }
            candidates.put(
                    quarter, new Candidate(quarter, quality, decision, override, custody, started, since(started)));
            return;
        }
        if (custody.certificate().isEmpty()) {
            log.warn("custody refused quarter={} differing={}", quarter, custody.differing());
            lineage.failed(quarter, "refused, as PostgreSQL and the lake differ: " + decision.refusals());
        } else {
            log.warn("gate refused quarter={} checks={}", quarter, decision.refusals());
            lineage.failed(quarter, "refused by the gate: " + decision.refusals());
        }
        var outcome =
                new Outcome(quarter, QuarterEnd.REFUSED, Optional.empty(), quality, decision, custody, since(started));
        ends(outcome);
        outcomes.put(quarter, outcome);
    }

    private void ends(Outcome outcome) throws SQLException {
        record.ends(outcome.quarter(), outcome.end(), outcome.release().map(Release::name), outcome.took());
        begun.remove(outcome.quarter());
        store.unclaim(outcome.quarter()); // a run that fails ends, and its claims with it
    }

    private Map<Quarter, Quality> quality(Set<Quarter> quarters) throws SQLException {
        var step = record.step("quality");
        Map<Quarter, Quality> qualities = Quality.of(slots, quarters, raw.span().last());
        long rows = 0;
        long clean = 0;
        for (var entry : qualities.entrySet()) {
            Quality quality = entry.getValue();
            rows += quality.bars() + quality.trades();
            clean += quality.bars() + quality.trades() - quality.duplicates() - quality.unusable();
            log.info(
                    "cleaned quarter={} bars={} trades={} duplicates={} unusable={}",
                    entry.getKey(),
                    quality.bars(),
                    quality.trades(),
                    quality.duplicates(),
                    quality.unusable());
        }
        step.done(rows, clean);
        return qualities;
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

    private Outcome publish(Candidate candidate, Set<Interval> intervals, ComputedTables computed)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        Instant resumed = Instant.now();
        Quarter quarter = candidate.quarter();
        Map<Interval, ContentHash> hashes = computed.hashes(quarter, intervals);
        Optional<Release> inForce = store.inForce(quarter);
        boolean unchanged = !terms.force() && inForce.isPresent() && stands(inForce.get(), hashes);
        Release release;
        if (unchanged) {
            release = inForce.get();
            log.info("unchanged: {} stands", release.name());
        } else {
            int version = inForce.map(Release::version).orElse(0) + 1;
            release = release(candidate, version, hashes, computed);
        }
        lineage.completed(release);
        return new Outcome(
                quarter,
                unchanged ? QuarterEnd.UNCHANGED : QuarterEnd.PUBLISHED,
                Optional.of(release),
                candidate.quality(),
                candidate.decision(),
                candidate.custody(),
                candidate.judging().plus(since(resumed)));
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
            Candidate candidate, int version, Map<Interval, ContentHash> hashes, ComputedTables computed)
            throws SQLException, IOException, NoSuchTableException, FailedRun {
        Quarter quarter = candidate.quarter();
        String name = Release.name(quarter, version);
        Map<Interval, QuarterRows> features = computed.rows(quarter, hashes.keySet());
        var comparing = record.step("compare", quarter);
        Comparison comparison = Comparison.of(store, lake, quarter, features, computed::sameAs);
        comparing.done();
        var tables = new EnumMap<Interval, Release.Content>(Interval.class);
        var rows = new EnumMap<Interval, Iterator<Row>>(Interval.class);
        for (Interval interval : features.keySet()) {
            QuarterRows ofInterval = features.get(interval);
            var step = record.step("lake " + interval, quarter);
            long snapshot = lake.replace(ofInterval.dataset(), interval, quarter, name);
            step.done(ofInterval.count(), ofInterval.count());
            tables.put(interval, new Release.Content(hashes.get(interval), snapshot));
            rows.put(interval, ofInterval.iterator());
        }
        log.info("written to the lake release={}", name);
        var release = new Release(quarter, version, !raw.complete(quarter), tables);
        var origin = new FeatureStore.Origin(
                candidate.started(),
                CodeVersion.current(),
                raw.bars().map(RawTable::snapshotId),
                raw.trades().map(RawTable::snapshotId),
                json(options(features.keySet())),
                json(candidate.quality().counts()),
                record.id(),
                candidate.override(),
                candidate.custody().certificate().orElseThrow());
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
