package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes whole files: finds out what of each is in Kafka already, and brings the rest. */
final class FileIngestion {

    private static final Logger log = LoggerFactory.getLogger(FileIngestion.class);

    /** What to do with a file that is in Kafka completely. */
    enum Known {
        REFUSE,
        SKIP,
        AGAIN
    }

    /** What became of one file. */
    sealed interface Outcome {
        /** All of it is in Kafka now; {@code summary} says it in one line. */
        record Ingested(long sent, long rejected, String summary) implements Outcome {}

        /** The signal to stop came; running again goes on behind {@code line}. */
        record Stopped(long line) implements Outcome {}

        /** All of it was in Kafka before; {@code explanation} says since when. */
        record AlreadyThere(String explanation) implements Outcome {}
    }

    private final KafkaOptions kafka;
    private final Map<String, Integer> partitions;
    private final Ingest.Rules rules;
    private final StopSignal stop;

    /** @param partitions how many the topic of each kind of event has */
    FileIngestion(KafkaOptions kafka, Map<String, Integer> partitions, Ingest.Rules rules, StopSignal stop) {
        this.kafka = kafka;
        this.partitions = partitions;
        this.rules = rules;
        this.stop = stop;
    }

    /** @throws InputException when the file cannot be taken as it is */
    <E extends Event> Outcome ingest(SourceFile file, Layout<E> layout, Known known)
            throws IOException, InterruptedException {
        EventKind<E> kind = layout.profile().kind();
        Fingerprint fingerprint = file.fingerprint();
        try (var transactions =
                FileTransactions.open(kafka, kind, fingerprint.sourceId(), partitions.get(kind.topic()))) {
            // Only now: opening has ended every earlier transaction of this file, so its manifest is final.
            Optional<SourceManifest> before = new ManifestLog(kafka).newest(fingerprint.sourceId());
            boolean complete = before.isPresent() && before.get().status() == Status.COMPLETE;
            if (complete && known != Known.AGAIN) {
                return new Outcome.AlreadyThere(explain(file, before.get()));
            }
            Ledger<E> ledger = before.isEmpty() || complete
                    ? begin(file, layout, fingerprint, before)
                    : resume(file, layout, fingerprint, before.get());
            return run(file, ledger, new Ingest<>(file, layout, fingerprint, ledger, transactions, rules, stop));
        }
    }

    private static <E extends Event> Ledger<E> begin(
            SourceFile file, Layout<E> layout, Fingerprint fingerprint, Optional<SourceManifest> before) {
        EventKind<E> kind = layout.profile().kind();
        before.filter(manifest -> !manifest.topic().equals(kind.topic())).ifPresent(manifest -> {
            throw new InputException(
                    ("%s: was ingested as '%s' into %s and cannot be repeated as '%s' into %s, as its manifest is the"
                                    + " account of one topic; use the same options as before")
                            .formatted(
                                    file.path(),
                                    manifest.profile(),
                                    manifest.topic(),
                                    layout.description(),
                                    kind.topic()));
        });
        return Ledger.begin(kind, fingerprint, file.name(), layout.description(), before);
    }

    private static <E extends Event> Ledger<E> resume(
            SourceFile file, Layout<E> layout, Fingerprint fingerprint, SourceManifest open) {
        if (!open.profile().equals(layout.description())) {
            throw new InputException("%s: was begun as '%s' and cannot go on as '%s'; use the same options as before"
                    .formatted(file.path(), open.profile(), layout.description()));
        }
        log.info("resuming file={} behind line={} rows={}", file.name(), open.lastLine(), open.rowsRead());
        return Ledger.resume(layout.profile().kind(), fingerprint, open);
    }

    private static Outcome run(SourceFile file, Ledger<?> ledger, Ingest<?> ingest)
            throws IOException, InterruptedException {
        long rowsBefore = ledger.rows();
        long start = System.nanoTime();
        return switch (ingest.run()) {
            case STOPPED -> new Outcome.Stopped(ledger.lastLine());
            case COMPLETE -> {
                double seconds = (System.nanoTime() - start) / 1e9;
                yield new Outcome.Ingested(
                        ledger.sent(),
                        ledger.rejected(),
                        String.format(
                                Locale.ROOT,
                                "ingested file=%s rows=%d sent=%d rejected=%d seconds=%.1f rows_per_second=%.0f%s",
                                file.name(),
                                ledger.rows(),
                                ledger.sent(),
                                ledger.rejected(),
                                seconds,
                                (ledger.rows() - rowsBefore) / seconds,
                                rowsBefore > 0 ? " resumed_behind_row=" + rowsBefore : ""));
            }
        };
    }

    private static String explain(SourceFile file, SourceManifest manifest) {
        return "%s: was ingested already at %s%s: %d rows sent, %d rejected"
                .formatted(
                        file.path(),
                        Instant.EPOCH
                                .plus(manifest.updatedAt(), ChronoUnit.MICROS)
                                .truncatedTo(ChronoUnit.SECONDS),
                        manifest.name().equals(file.name()) ? "" : " as " + manifest.name(),
                        manifest.rowsSent(),
                        manifest.rowsRejected());
    }
}
