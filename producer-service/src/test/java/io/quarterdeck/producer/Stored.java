package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What read-committed readers find in Kafka of one source file. */
record Stored<E extends Event>(
        List<E> events, List<RejectedLine> rejected, List<SourceManifest> manifests, List<PartitionSum> sums) {

    static <E extends Event> Stored<E> of(String servers, EventKind<E> kind, long sourceId) {
        var events = new ArrayList<E>();
        var hashers = new TreeMap<Integer, ContentHasher>();
        var reader = new WireFormat.Reader<>(kind);
        for (var record : records(servers, kind.topic())) {
            Decoded<E> decoded = reader.read(record.value());
            assertThat(decoded).isInstanceOf(Decoded.Valid.class);
            E event = ((Decoded.Valid<E>) decoded).event();
            if (event.sourceId() == sourceId) {
                assertThat(schema(record)).isEqualTo(kind.schema());
                assertThat(record.key()).isEqualTo(event.symbol().getBytes(StandardCharsets.UTF_8));
                events.add(event);
                hashers.computeIfAbsent(record.partition(), p -> new ContentHasher())
                        .add(kind, event);
            }
        }
        var sums = hashers.entrySet().stream()
                .map(entry -> sum(entry.getKey(), entry.getValue().sum()))
                .toList();
        List<RejectedLine> rejected = records(servers, Topics.REJECTED).stream()
                .map(record -> FileJson.read(record.value(), RejectedLine.class))
                .filter(line -> line.sourceId() == sourceId)
                .toList();
        List<SourceManifest> manifests = records(servers, Topics.MANIFESTS).stream()
                .map(record -> FileJson.read(record.value(), SourceManifest.class))
                .filter(manifest -> manifest.sourceId() == sourceId)
                .toList();
        return new Stored<>(events, rejected, manifests, sums);
    }

    SourceManifest manifest() {
        return manifests.get(manifests.size() - 1);
    }

    private static PartitionSum sum(int partition, ContentHash hash) {
        return new PartitionSum(partition, hash.rows(), hash.hex());
    }

    private static String schema(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(WireFormat.SCHEMA_HEADER).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String servers, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers, "isolation.level", "read_committed", "auto.offset.reset", "earliest");
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
