package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Comparison.Source;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.marketdata.SourceManifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit finds beside the rows of the stores: puts manifests, files and what is no event into the comparison, keeps
 * notes of what is worth a word and no difference, and learns the files' names.
 */
final class Findings {

    private final Comparison comparison;
    private final PostgresStore postgres;
    private final Scope scope;
    private final Map<Long, String> names = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param comparison of the rows; problems are added to it */
    Findings(Comparison comparison, PostgresStore postgres, Scope scope) {
        this.comparison = comparison;
        this.postgres = postgres;
        this.scope = scope;
    }

    /** Names of the sources, as far as they are known. */
    Map<Long, String> names() {
        return Collections.unmodifiableMap(names);
    }

    List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    /** What the producer says in Kafka, what is no event there, and whether its logs hold all that was stored. */
    void inKafka(KafkaStore kafka, KafkaStore.Content content) throws SQLException {
        Map<Long, Long> rejected = kafka.rejected();
        for (SourceManifest manifest : kafka.manifests().values()) {
            if (scope.wants(manifest.sourceId())) {
                manifest(manifest, kafka, rejected.getOrDefault(manifest.sourceId(), 0L));
            }
        }
        Map<String, Long> undecodable = postgres.undecodable(scope);
        for (EventKind<?> kind : EventKind.ALL) {
            String topic = kind.topic();
            undecodable(
                    topic,
                    undecodable.getOrDefault(topic, 0L),
                    content.undecodable().getOrDefault(topic, 0L));
            kafka.rangesOf(topic).forEach((partition, range) -> range(topic, partition, range));
        }
    }

    private void manifest(SourceManifest manifest, KafkaStore kafka, long rejectedLines) {
        names.put(manifest.sourceId(), manifest.name());
        boolean settled = kafka.rangesOf(manifest.topic()).entrySet().stream()
                .allMatch(partition ->
                        scope.span(manifest.topic(), partition.getKey()).landed()
                                >= partition.getValue().end());
        comparison.withManifest(manifest, postgres.name(), settled);
        if (manifest.rowsRejected() > 0 || rejectedLines > 0) {
            notes.add("%s: %,d lines rejected, market.rejected holds %,d"
                    .formatted(manifest.name(), manifest.rowsRejected(), rejectedLines));
        }
        if (manifest.ingestion() == 1
                && manifest.status() == SourceManifest.Status.COMPLETE
                && (rejectedLines > manifest.rowsRejected()
                        || rejectedLines < manifest.rowsRejected() && kafka.remembersAllRejected())) {
            comparison.problem(
                    new Source(manifest.topic(), manifest.sourceId()),
                    "%,d lines in market.rejected, the manifest counts %,d"
                            .formatted(rejectedLines, manifest.rowsRejected()));
        }
    }

    private void undecodable(String topic, long kept, long found) {
        String text = "%s: %,d records that are no events, raw.undecodable keeps %,d".formatted(topic, found, kept);
        if (kept + found > 0) {
            notes.add(text);
        }
        if (kept != found) {
            comparison.problem(new Source(topic, 0), text);
        }
    }

    private void range(String topic, int partition, KafkaStore.Range range) {
        if (range.begin() > 0) {
            notes.add("%s-%d: Kafka's log begins at offset %d; what lies before is gone from it (retention, or it was"
                            .formatted(topic, partition, range.begin())
                    + " deleted) and compared in PostgreSQL and lake alone");
        }
        long landed = scope.span(topic, partition).landed();
        if (range.end() < landed) {
            comparison.problem(
                    new Source(topic, 0),
                    "%s-%d: Kafka's log ends at offset %d, stored is up to %d: it was cut off or made anew"
                            .formatted(topic, partition, range.end(), landed));
        }
    }

    /** What the files themselves hold. */
    void inFiles(List<SourceDigest> files, Optional<KafkaStore> kafka) {
        for (SourceDigest file : files) {
            names.put(file.sourceId(), file.name());
            int times = kafka.map(store -> store.manifests().get(file.sourceId()))
                    .map(SourceManifest::ingestion)
                    .orElse(1);
            comparison.withFile(file, times, scope, postgres.name());
            if (kafka.isPresent() && !kafka.get().manifests().containsKey(file.sourceId())) {
                comparison.problem(
                        new Source(file.topic(), file.sourceId()),
                        "no file with this content was ever ingested: it is another file, or was changed since");
            }
        }
    }

    /** Rows that have not come to every store yet. */
    void inFlight() {
        for (String store : comparison.stores()) {
            long rows = comparison.inFlight(store);
            if (rows > 0) {
                notes.add("%s: %,d rows in flight, which have not come everywhere and are not compared"
                        .formatted(store, rows));
            }
        }
    }

    /** @param quarantined rows by source that the quarterly job has dropped */
    void inQuarantine(Map<Long, Long> quarantined) {
        quarantined.forEach((source, rows) -> {
            if (scope.wants(source)) {
                notes.add("%s: %,d rows dropped by the quality rules of the quarterly job, kept in lake.quarantine.*"
                        .formatted(names.getOrDefault(source, "source " + source), rows));
            }
        });
    }
}
