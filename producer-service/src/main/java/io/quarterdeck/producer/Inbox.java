package io.quarterdeck.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.producer.FileIngestion.Known;
import io.quarterdeck.producer.FileIngestion.Outcome;
import io.quarterdeck.producer.sample.SampleCommand;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is watched: each file that lies there and no longer grows is ingested once, in the order of names. A
 * file that cannot be taken is reported and left alone until it changes; the others go on.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    /** Between two looks; a file must be the same at both. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private record State(long size, FileTime modified) {}

    private final Path folder;
    private final FormatOptions format;
    private final FileIngestion ingestion;
    private final Counter rowsSent;
    private final Counter rowsRejected;
    private final Counter filesFailed;
    private final Map<Path, State> done = new HashMap<>();
    private Map<Path, State> lastLook = Map.of();

    Inbox(Path folder, FormatOptions format, FileIngestion ingestion, MeterRegistry metrics) {
        this.folder = folder;
        this.format = format;
        this.ingestion = ingestion;
        this.rowsSent = Counter.builder("quarterdeck.rows.sent")
                .description("Rows sent to the topic of their kind of event")
                .register(metrics);
        this.rowsRejected = Counter.builder("quarterdeck.rows.rejected")
                .description("Rows sent to the topic for rejected lines")
                .register(metrics);
        this.filesFailed = Counter.builder("quarterdeck.files.failed")
                .description("Files that could not be taken")
                .register(metrics);
    }

    /**
     * Ingests a made-up market of so many rows if nothing lies in the folder. It is the same at every start, so a start
     * after a kill goes on with it, and a later one passes over it.
     *
     * @param workFolder where the sample lies meanwhile
     */
    void sampleWhenEmpty(long rows, Path workFolder) throws IOException, InterruptedException {
        if (!look().isEmpty()) {
            return;
        }
        log.info("nothing lies in {}: taking a sample rows={}", folder, rows);
        // Never packed: what is packed by another Java may be other bytes, and so another file.
        Path sample = Files.createTempFile(Files.createDirectories(workFolder), "sample-", ".csv");
        try {
            SampleCommand.of(rows, sample).writeFile();
            take(new SourceFile(sample, "sample.csv", false), new FormatOptions());
        } finally {
            Files.deleteIfExists(sample);
        }
    }

    /** Until the signal to stop. */
    void watch(StopSignal stop) throws IOException, InterruptedException {
        while (!stop.requested()) {
            turn();
            stop.await(INTERVAL);
        }
    }

    /** Looks once, and ingests what has not changed since the last look; returns how many files it took up. */
    int turn() throws IOException, InterruptedException {
        Map<Path, State> look = look();
        int taken = 0;
        for (var file : look.entrySet()) {
            State state = file.getValue();
            if (state.equals(lastLook.get(file.getKey())) && !state.equals(done.get(file.getKey()))) {
                taken++;
                Path path = file.getKey();
                if (!take(new SourceFile(path, path.getFileName().toString(), false), format)) {
                    return taken;
                }
                done.put(path, state);
            }
        }
        lastLook = look;
        return taken;
    }

    /** False when the signal to stop came first. */
    private boolean take(SourceFile file, FormatOptions format) throws IOException, InterruptedException {
        try {
            Outcome outcome = ingestion.ingest(file, Layout.of(file, format), Known.SKIP);
            if (outcome instanceof Outcome.Ingested ingested) {
                rowsSent.increment(ingested.sent());
                rowsRejected.increment(ingested.rejected());
                log.info(ingested.summary());
            } else if (outcome instanceof Outcome.AlreadyThere there) {
                log.info("skipped {}", there.explanation());
            } else if (outcome instanceof Outcome.Stopped stopped) {
                log.info("stopped file={} behind line={}; the next start goes on there", file.path(), stopped.line());
                return false;
            }
        } catch (InputException e) {
            filesFailed.increment();
            log.error("left alone until it changes: {}", e.getMessage());
        }
        return true;
    }

    private Map<Path, State> look() throws IOException {
        var states = new TreeMap<Path, State>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path path : entries.filter(Inputs::isTaken).toList()) {
                try {
                    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    if (attributes.isRegularFile()) {
                        states.put(path, new State(attributes.size(), attributes.lastModifiedTime()));
                    }
                } catch (NoSuchFileException e) {
                    log.debug("gone meanwhile: {}", path);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return states;
    }
}
