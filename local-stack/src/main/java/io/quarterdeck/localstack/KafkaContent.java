package io.quarterdeck.localstack;

import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the stack's Kafka holds, committed records only. */
public final class KafkaContent implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;

    private KafkaContent(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @param patience with a Kafka that does not answer */
    public static KafkaContent of(StackConnection connection, Duration patience) {
        return new KafkaContent(new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        connection.kafkaServers(),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        "false",
                        "default.api.timeout.ms",
                        Long.toString(patience.toMillis())),
                new StringDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** For each topic, in the order given, and each of its partitions the offset behind the last committed record. */
    public Map<String, Map<Integer, Long>> endOffsets(List<String> topics) {
        return offsets(topics, consumer::endOffsets);
    }

    /** Likewise the first offset that there still is. */
    Map<String, Map<Integer, Long>> beginningOffsets(List<String> topics) {
        return offsets(topics, consumer::beginningOffsets);
    }

    /** The newest manifest of every file that was ever ingested. */
    public Collection<SourceManifest> manifests() throws IOException {
        var newest = new HashMap<String, SourceManifest>();
        var partitions = partitions(Topics.MANIFESTS);
        var ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (var manifest : consumer.poll(Duration.ofMillis(200))) {
                if (manifest.value() != null) {
                    newest.put(manifest.key(), FileJson.read(manifest.value(), SourceManifest.class));
                }
            }
        }
        return newest.values();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Map<String, Map<Integer, Long>> offsets(
            List<String> topics, Function<Collection<TopicPartition>, Map<TopicPartition, Long>> ask) {
        var offsets = new LinkedHashMap<String, Map<Integer, Long>>();
        for (String topic : topics) {
            var partitions = new TreeMap<Integer, Long>();
            ask.apply(partitions(topic)).forEach((partition, offset) -> partitions.put(partition.partition(), offset));
            offsets.put(topic, partitions);
        }
        return offsets;
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
