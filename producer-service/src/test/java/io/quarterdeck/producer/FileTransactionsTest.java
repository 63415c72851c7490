package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What becomes visible when, by Kafka's own stand-in for a producer: no kill hits the moment between two commits. */
class FileTransactionsTest {

    @Test
    void rowsAndRejectedLinesBecomeVisibleTogetherWithTheManifestThatCountsThem() throws Exception {
        var kafka = new MockProducer<byte[], byte[]>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        var bar = new Bar("A", 0, 1, 1, 1, 1, 1, 7, 2);
        Ledger<Bar> ledger = Ledger.begin(
                EventKind.BARS, new Fingerprint(7, "ab".repeat(32), 3, 3), "a.csv", "quarterdeck", Optional.empty());

        try (var transactions = FileTransactions.open(kafka, EventKind.BARS, 6)) {
            ledger.sent(bar, transactions.send("A", new WireFormat.Writer<>(EventKind.BARS).write(bar)));
            transactions.reject(new RejectedLine(7, "a.csv", 3, "oops", "1 columns, expected 7"));
            ledger.rejected(3);
            assertThat(kafka.history()).isEmpty();
            assertThat(kafka.commitCount()).isZero();

            transactions.commit(ledger.manifest(Status.COMPLETE));
        }

        assertThat(kafka.commitCount()).isEqualTo(1);
        assertThat(kafka.history())
                .extracting(ProducerRecord::topic)
                .containsExactlyInAnyOrder(EventKind.BARS.topic(), Topics.REJECTED, Topics.MANIFESTS);
    }
}
