package io.quarterdeck.benchmarks.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies in a topic. */
final class TopicContent {

    private TopicContent() {}

    /** Its committed records, which the numbers of their places do not tell: those count the ends of transactions, too. */
    static long count(String kafkaServers, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafkaServers, "isolation.level", "read_committed", "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long read = 0;
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                read += consumer.poll(Duration.ofMillis(200)).count();
            }
            return read;
        }
    }
}
