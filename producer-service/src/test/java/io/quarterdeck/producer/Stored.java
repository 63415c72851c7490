package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.Topics;
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
record Stored(List<Bar> bars, List<RejectedLine> rejected, List<SourceManifest> manifests, List<PartitionSum> sums) {

    static Stored of(String servers, long sourceId) {
        var bars = new ArrayList<Bar>();
        var hashers = new TreeMap<Integer, ContentHasher>();
        for (var record : records(servers, Topics.BARS)) {
            assertThat(BarJson.read(record.value())).isInstanceOfSatisfying(Decoded.Valid.class, valid -> {
                Bar bar = (Bar) valid.event();
                if (bar.sourceId() == sourceId) {
                    assertThat(schema(record)).isEqualTo(BarJson.SCHEMA);
                    assertThat(record.key()).isEqualTo(bar.symbol().getBytes(StandardCharsets.UTF_8));
                    bars.add(bar);
                    hashers.computeIfAbsent(record.partition(), p -> new ContentHasher())
                            .add(bar);
                }
            });
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
        return new Stored(bars, rejected, manifests, sums);
    }

    SourceManifest manifest() {
        return manifests.get(manifests.size() - 1);
    }

    private static PartitionSum sum(int partition, ContentHash hash) {
        return new PartitionSum(partition, hash.rows(), hash.hex());
    }

    private static String schema(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(BarJson.SCHEMA_HEADER).value(), StandardCharsets.UTF_8);
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
