package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the topics really hold, as a consumer of committed records sees them. */
final class KafkaContent {

    private final Map<String, Object> settings;

    KafkaContent(String servers) {
        settings = Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
    }

    /** Sum of the end offsets of {@code market.bars}: grows with every committed transaction, markers included. */
    long endOfBars() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer, Topics.BARS)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** End offset of each partition of {@code market.bars}. */
    Map<Integer, Long> endOffsetsOfBars() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            var ends = new TreeMap<Integer, Long>();
            consumer.endOffsets(partitions(consumer, Topics.BARS)).forEach((tp, end) -> ends.put(tp.partition(), end));
            return ends;
        }
    }

    /** Count and content hash of the bars of each partition. */
    Map<Integer, ContentHash> byPartition() {
        var hashers = new TreeMap<Integer, ContentHasher>();
        each(Topics.BARS, message -> {
            Bar bar = ((Decoded.Valid<Bar>) BarJson.read(message.value())).event();
            hashers.computeIfAbsent(message.partition(), p -> new ContentHasher())
                    .add(bar);
        });
        var content = new TreeMap<Integer, ContentHash>();
        hashers.forEach((partition, hasher) -> content.put(partition, hasher.sum()));
        return content;
    }

    long rejectedLines() {
        var lines = new ArrayList<Long>();
        each(Topics.REJECTED, message -> lines.add(message.offset()));
        return lines.size();
    }

    /** The newest manifest; there must be one. */
    SourceManifest newestManifest() {
        var manifests = new ArrayList<SourceManifest>();
        each(Topics.MANIFESTS, message -> manifests.add(FileJson.read(message.value(), SourceManifest.class)));
        return manifests.get(manifests.size() - 1);
    }

    private void each(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(action);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }
}
