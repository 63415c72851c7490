package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
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
            // Killed while the commit may still be on its way to the partition; twice, for it may just have arrived.
            for (String note : List.of("before the crash", "before the next")) {
                sendInTransaction(kafka, note);
                kafka.kill();
                kafka.start();
            }
            assertThat(committed(kafka, 3)).containsExactly("before the stop", "before the crash", "before the next");
        }

        try (var reopened = EmbeddedKafka.open(folder)) {
            assertThat(committed(reopened, 3)).hasSize(3);
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

    /** All records of committed transactions; waits for so many, for a restarted node has to finish them. */
    private static List<String> committed(EmbeddedKafka kafka, int atLeast) {
        var settings =
                Map.<String, Object>of("bootstrap.servers", kafka.servers(), "isolation.level", "read_committed");
        var notes = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(NOTES));
            consumer.seekToBeginning(List.of(NOTES));
            await().atMost(Duration.ofMinutes(10)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(note -> notes.add(note.value()));
                return notes.size() >= atLeast;
            });
            consumer.poll(Duration.ofMillis(100)).forEach(note -> notes.add(note.value()));
        }
        return notes;
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.servers()));
    }
}
