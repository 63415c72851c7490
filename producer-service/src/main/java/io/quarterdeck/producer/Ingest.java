package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.producer.ReadAhead.Line;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one file into Kafka: from its first line, or behind the last line that an earlier run committed. Each commit
 * carries the rows, the rejected lines and the manifest that counts them, so that a kill at any moment costs nothing but
 * the transaction in hand.
 */
final class Ingest<E extends Event> {

    private static final Logger log = LoggerFactory.getLogger(Ingest.class);

    /** Waits shorter than this are not worth the sleep; the rows catch up. */
    private static final long SHORTEST_WAIT_NANOS = 1_000_000;

    private static final int REASONS_SHOWN = 3;

    /**
     * How much goes into one transaction, and how a file is treated.
     *
     * @param maxRejects beyond which a file is given up
     * @param transactionRows rows after which to commit
     * @param transactionTime time after which to commit
     */
    record Rules(RejectLimit maxRejects, int transactionRows, Duration transactionTime, Pace.Choice pace) {}

    /** How a run over one file ended. */
    enum End {
        /** All lines are in Kafka. */
        COMPLETE,
        /** Stopped by signal between two rows, all before it committed. */
        STOPPED
    }

    private final SourceFile file;
    private final Layout<E> layout;
    private final Fingerprint fingerprint;
    private final Ledger<E> ledger;
    private final FileTransactions transactions;
    private final Rules rules;
    private final StopSignal stop;

    private final List<String> reasons = new ArrayList<>();
    private final long rows;
    private final long rejectsAllowed;
    private long rowsAtCommit;
    private long committedLine;
    private long committedAt = System.nanoTime();

    Ingest(
            SourceFile file,
            Layout<E> layout,
            Fingerprint fingerprint,
            Ledger<E> ledger,
            FileTransactions transactions,
            Rules rules,
            StopSignal stop) {
        this.file = file;
        this.layout = layout;
        this.fingerprint = fingerprint;
        this.ledger = ledger;
        this.transactions = transactions;
        this.rules = rules;
        this.stop = stop;
        this.rows = fingerprint.filledLines() - (layout.header() ? 1 : 0);
        this.rejectsAllowed = rules.maxRejects.of(rows);
        this.rowsAtCommit = ledger.rows();
        this.committedLine = ledger.lastLine();
    }

    /**
     * @throws InputException when too many rows are rejected, or the file changes meanwhile; the transaction in hand is
     *     aborted, those before it stay
     */
    End run() throws IOException, InterruptedException {
        Pace pace = rules.pace.start();
        try (var lines = ReadAhead.open(file, layout, fingerprint.sourceId(), ledger.lastLine());
                var progress = Progress.open(file.name(), rows, ledger.rows())) {
            for (Line<E> line = lines.next(); line != null; line = lines.next()) {
                long now = System.nanoTime(); // once: it costs as much as reading a number
                if (line.parsed() instanceof ParsedLine.Row<E> row) {
                    now = awaitTurn(pace.due(row.event().timeMicros()), now);
                }
                if (stop.requested()) {
                    commit(Status.IN_PROGRESS);
                    return End.STOPPED;
                }
                take(line);
                commitIfDue(now);
                progress.at(ledger.rows(), now);
            }
            if (lines.count() != fingerprint.lines() || ledger.rows() != rows) {
                throw new InputException(
                        "%s: changed while it was read (%d lines, then %d); the last transaction was taken back. Copy it"
                                        .formatted(file.path(), fingerprint.lines(), lines.count())
                                + " aside and ingest the copy.");
            }
            commit(Status.COMPLETE);
            return End.COMPLETE;
        } catch (InputException e) {
            transactions.abort();
            throw e;
        }
    }

    private void take(Line<E> line) {
        if (line.parsed() == null) {
            ledger.passed(line.number());
        } else if (line.parsed() instanceof ParsedLine.Row<E> row) {
            ledger.sent(row.event(), transactions.send(row.event().symbol(), line.value()));
        } else if (line.parsed() instanceof ParsedLine.Rejected<E> rejected) {
            reject(rejected, line.number());
        }
    }

    private void reject(ParsedLine.Rejected<E> rejected, long number) {
        transactions.reject(new RejectedLine(
                fingerprint.sourceId(), file.name(), number, beginning(rejected.text()), rejected.reason()));
        ledger.rejected(number);
        log.debug("rejected file={} line={} reason={}", file.name(), number, rejected.reason());
        if (reasons.size() < REASONS_SHOWN) {
            reasons.add("line " + number + ": " + rejected.reason());
        }
        if (ledger.rejected() > rejectsAllowed) {
            throw new InputException(
                    "%s: %d of %d rows rejected by line %d, more than --max-rejects %s allows (%d): %s. Rows up to line %d"
                                    .formatted(
                                            file.path(),
                                            ledger.rejected(),
                                            rows,
                                            number,
                                            rules.maxRejects,
                                            rejectsAllowed,
                                            String.join("; ", reasons),
                                            committedLine)
                            + " stay in Kafka. Run again with a higher --max-rejects to go on behind them.");
        }
    }

    /** At most as much as a rejected line may hold, and no half of a character, which is none. */
    private static String beginning(String text) {
        if (text.length() <= RejectedLine.MAX_TEXT_LENGTH) {
            return text;
        }
        boolean within = Character.isHighSurrogate(text.charAt(RejectedLine.MAX_TEXT_LENGTH - 1));
        return text.substring(0, RejectedLine.MAX_TEXT_LENGTH - (within ? 1 : 0));
    }

    private void commitIfDue(long now) {
        if (ledger.rows() - rowsAtCommit >= rules.transactionRows || nanosUntilCommit(now) <= 0) {
            commit(Status.IN_PROGRESS);
        }
    }

    private long nanosUntilCommit(long now) {
        return committedAt + rules.transactionTime.toNanos() - now;
    }

    private void commit(Status status) {
        if (status == Status.COMPLETE || ledger.rows() > rowsAtCommit) {
            transactions.commit(ledger.manifest(status));
            rowsAtCommit = ledger.rows();
            committedLine = ledger.lastLine();
        }
        committedAt = System.nanoTime();
    }

    /** Waits until the row is due, and commits meanwhile what was sent before it; returns what time it is then. */
    private long awaitTurn(long due, long start) throws InterruptedException {
        long now = start;
        while (due - now > SHORTEST_WAIT_NANOS && !stop.requested()) {
            commitIfDue(now);
            long untilCommit = Math.max(nanosUntilCommit(now), SHORTEST_WAIT_NANOS);
            stop.await(Duration.ofNanos(Math.min(due - now, untilCommit)));
            now = System.nanoTime();
        }
        return now;
    }
}
