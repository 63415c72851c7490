package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the topics really hold, as a consumer of committed records sees them. */
public final class KafkaContent {

    private final Map<String, Object> settings;

    KafkaContent(String servers) {
        settings = Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
    }

    /** End offset of each partition of the kind's topic. */
    public Map<Integer, Long> endOffsets(EventKind<?> kind) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            var ends = new TreeMap<Integer, Long>();
            consumer.endOffsets(partitions(consumer, kind.topic())).forEach((tp, end) -> ends.put(tp.partition(), end));
            return ends;
        }
    }

    /** Sum of the end offsets of the kind's topic: grows with every committed transaction, markers included. */
    public long end(EventKind<?> kind) {
        return endOffsets(kind).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Count and content hash of the events of each partition of the kind's topic. */
    <E extends Event> Map<Integer, ContentHash> byPartition(EventKind<E> kind) {
        var hashes = new HashByPartition<>(kind);
        var reader = new WireFormat.Reader<>(kind);
        each(kind.topic(), message -> {
            var decoded = (Decoded.Valid<E>) reader.read(message.value());
            hashes.add(message.partition(), decoded.event());
        });
        return hashes.sums();
    }

    /** Deletes what lies before the offset, as retention would. */
    public void deleteBefore(EventKind<?> kind, int partition, long offset) throws Exception {
        try (var admin = Admin.create(settings)) {
            admin.deleteRecords(
                            Map.of(new TopicPartition(kind.topic(), partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    /** Adds a line to those that could not be read, which no producer has sent. */
    public void reject(RejectedLine line) throws Exception {
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.REJECTED, FileJson.write(line)))
                    .get();
        }
    }

    public long rejectedLines() {
        var lines = new ArrayList<Long>();
        each(Topics.REJECTED, message -> lines.add(message.offset()));
        return lines.size();
    }

    /** The newest manifest of each file whose rows went into the kind's topic. */
    public List<SourceManifest> manifests(EventKind<?> kind) {
        var newest = new TreeMap<Long, SourceManifest>();
        each(Topics.MANIFESTS, message -> {
            var manifest = FileJson.read(message.value(), SourceManifest.class);
            newest.put(manifest.sourceId(), manifest);
        });
        return newest.values().stream()
                .filter(manifest -> manifest.topic().equals(kind.topic()))
                .toList();
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
