package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final TopicPartition NOTES = new TopicPartition("notes", 0);

    @TempDir
    Path folder;

    @Test
    void keepsCommittedRecordsThroughStopCrashAndReopening() throws Exception {
        try (var kafka = EmbeddedKafka.open(folder)) {
            try (var admin = admin(kafka)) {
                admin.createTopics(List.of(new NewTopic("notes", 1, (short) 1)))
                        .all()
                        .get();
            }
            sendInTransaction(kafka, "before the stop");
            kafka.stop();
            kafka.start();
            sendInTransaction(kafka, "before the crash");
            kafka.kill();
            kafka.start();
            // Each transaction is a record and a commit marker.
            assertThat(endOffset(kafka)).isEqualTo(4);
        }

        try (var reopened = EmbeddedKafka.open(folder)) {
            assertThat(endOffset(reopened)).isEqualTo(4);
        }
    }

    private static void sendInTransaction(EmbeddedKafka kafka, String note) {
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.servers(), "transactional.id", "notes");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("notes", note));
            producer.commitTransaction();
        }
    }

    private static long endOffset(EmbeddedKafka kafka) throws Exception {
        try (var admin = admin(kafka)) {
            return admin.listOffsets(Map.of(NOTES, OffsetSpec.latest()))
                    .partitionResult(NOTES)
                    .get()
                    .offset();
        }
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.servers()));
    }
}
