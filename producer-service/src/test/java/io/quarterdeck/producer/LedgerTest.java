package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Fingerprint FILE = new Fingerprint(7, "ab".repeat(32), 5, 5);

    @Test
    void anInterruptedIngestionEndsWithTheSameTotalsAsOneInOnePiece() {
        Ledger<Bar> whole = Ledger.begin(EventKind.BARS, FILE, "a.csv", "quarterdeck", Optional.empty());
        whole.passed(1);
        whole.sent(bar(2), 3);
        whole.rejected(3);
        whole.sent(bar(4), 3);
        whole.sent(bar(5), 0);

        Ledger<Bar> first = Ledger.begin(EventKind.BARS, FILE, "a.csv", "quarterdeck", Optional.empty());
        first.passed(1);
        first.sent(bar(2), 3);
        first.rejected(3);
        Ledger<Bar> second = Ledger.resume(EventKind.BARS, FILE, first.manifest(Status.IN_PROGRESS));
        assertThat(second.lastLine()).isEqualTo(3);
        second.sent(bar(4), 3);
        second.sent(bar(5), 0);

        SourceManifest expected = whole.manifest(Status.COMPLETE);
        assertThat(second.manifest(Status.COMPLETE))
                .usingRecursiveComparison()
                .ignoringFields("startedAt", "updatedAt")
                .isEqualTo(expected);
        assertThat(expected.rowsRead()).isEqualTo(4);
        assertThat(expected.rowsSent()).isEqualTo(3);
        assertThat(expected.rowsRejected()).isEqualTo(1);
        assertThat(expected.lastLine()).isEqualTo(5);
    }

    @Test
    void aRepeatCountsItsOwnRowsAndAddsToWhatThePartitionsHold() {
        Ledger<Bar> first = Ledger.begin(EventKind.BARS, FILE, "a.csv", "quarterdeck", Optional.empty());
        first.sent(bar(2), 3);
        Ledger<Bar> again = Ledger.begin(
                EventKind.BARS, FILE, "b.csv", "quarterdeck", Optional.of(first.manifest(Status.COMPLETE)));
        again.sent(bar(2), 3);

        SourceManifest manifest = again.manifest(Status.COMPLETE);

        assertThat(manifest.ingestion()).isEqualTo(2);
        assertThat(manifest.rowsSent()).isEqualTo(1);
        ContentHash once = hash(bar(2));
        assertThat(manifest.partitions())
                .containsExactly(
                        new SourceManifest.PartitionSum(3, 2, once.plus(once).hex()));
    }

    private static ContentHash hash(Bar bar) {
        var hasher = new ContentHasher();
        hasher.add(EventKind.BARS, bar);
        return hasher.sum();
    }

    private static Bar bar(long line) {
        return new Bar("BTCUSD", line * 60_000_000, 1, 2, 0.5, 1.5, 10, 7, line);
    }
}
