package io.quarterdeck.producer;

import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.servicekit.KafkaOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What {@link Topics#MANIFESTS} says about the files ingested so far. */
final class ManifestLog {

    /** Longer than a killed producer's transaction can stay open ({@code transaction.timeout.ms}, 1 min). */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaOptions kafka;

    ManifestLog(KafkaOptions kafka) {
        this.kafka = kafka;
    }

    /**
     * The newest committed manifest of a source. To be asked only while no other producer of this source can commit.
     *
     * @throws InputException when another file's open transaction hides the topic's end for too long
     */
    Optional<SourceManifest> newest(long sourceId) throws IOException {
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        String key = Long.toString(sourceId);
        SourceManifest newest = null;
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.MANIFESTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = ends(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (var manifest : consumer.poll(Duration.ofMillis(200))) {
                    if (manifest.key().equals(key) && manifest.value() != null) {
                        newest = FileJson.read(manifest.value(), SourceManifest.class);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new InputException("%s: not readable to its end within %d s, as another transaction is open"
                                    .formatted(Topics.MANIFESTS, PATIENCE.toSeconds())
                            + "; try again");
                }
            }
        }
        return Optional.ofNullable(newest);
    }

    /**
     * Where the topic ends, uncommitted records included: the end that a read-committed consumer is told stands before
     * the oldest open transaction of any file, and this source's newest manifest may lie behind it.
     */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) throws IOException {
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("isolation.level", "read_uncommitted");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }
}
