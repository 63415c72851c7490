package io.quarterdeck.producer;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.SourceManifest.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps the account of one file's ingestion, from which its {@link SourceManifest} is made at each commit. */
final class Ledger<E extends Event> {

    /** What one partition holds of this source: from earlier runs, and from this one. */
    private static final class Sum {
        private ContentHash before = ContentHash.NONE;
        private final ContentHasher now = new ContentHasher();

        private ContentHash total() {
            return before.plus(now.sum());
        }
    }

    private final EventKind<E> kind;
    private final Fingerprint file;
    private final String name;
    private final String profile;
    private final int ingestion;
    private final long startedAt;
    private final Map<Integer, Sum> partitions = new TreeMap<>();
    private long lastLine;
    private long sent;
    private long rejected;

    /** An ingestion from the file's first line; {@code before} is what an earlier one left, which this one repeats. */
    static <E extends Event> Ledger<E> begin(
            EventKind<E> kind, Fingerprint file, String name, String profile, Optional<SourceManifest> before) {
        var ledger = new Ledger<>(
                kind, file, name, profile, before.map(SourceManifest::ingestion).orElse(0) + 1, micros(Instant.now()));
        before.ifPresent(ledger::carryOver);
        return ledger;
    }

    /** The ingestion that {@code open} left unfinished. */
    static <E extends Event> Ledger<E> resume(EventKind<E> kind, Fingerprint file, SourceManifest open) {
        var ledger = new Ledger<>(kind, file, open.name(), open.profile(), open.ingestion(), open.startedAt());
        ledger.carryOver(open);
        ledger.lastLine = open.lastLine();
        ledger.sent = open.rowsSent();
        ledger.rejected = open.rowsRejected();
        return ledger;
    }

    private Ledger(EventKind<E> kind, Fingerprint file, String name, String profile, int ingestion, long startedAt) {
        this.kind = kind;
        this.file = file;
        this.name = name;
        this.profile = profile;
        this.ingestion = ingestion;
        this.startedAt = startedAt;
    }

    private void carryOver(SourceManifest manifest) {
        for (PartitionSum sum : manifest.partitions()) {
            sumOf(sum.partition()).before = ContentHash.parse(sum.rows(), sum.hash());
        }
    }

    private Sum sumOf(int partition) {
        return partitions.computeIfAbsent(partition, p -> new Sum());
    }

    void sent(E event, int partition) {
        sumOf(partition).now.add(kind, event);
        sent++;
        lastLine = event.sourceLine();
    }

    void rejected(long line) {
        rejected++;
        lastLine = line;
    }

    /** The line is neither a row nor rejected: a header or a blank line. */
    void passed(long line) {
        lastLine = line;
    }

    int ingestion() {
        return ingestion;
    }

    long lastLine() {
        return lastLine;
    }

    long rows() {
        return sent + rejected;
    }

    long sent() {
        return sent;
    }

    long rejected() {
        return rejected;
    }

    SourceManifest manifest(Status status) {
        return new SourceManifest(
                file.sourceId(),
                file.sha256(),
                name,
                profile,
                status,
                ingestion,
                file.lines(),
                lastLine,
                rows(),
                sent,
                rejected,
                kind.topic(),
                partitions.entrySet().stream()
                        .map(entry -> sum(entry.getKey(), entry.getValue().total()))
                        .toList(),
                startedAt,
                micros(Instant.now()));
    }

    private static PartitionSum sum(int partition, ContentHash hash) {
        return new PartitionSum(partition, hash.rows(), hash.hex());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
