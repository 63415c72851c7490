package io.quarterdeck.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What lies in a topic: its committed records, partition by partition. */
final class TopicContent {

    private TopicContent() {}

    static long count(String kafkaServers, String topic) {
        return read(kafkaServers, topic, record -> {}, read -> false);
    }

    /** The values of about so many records, those that come first. */
    static List<String> first(String kafkaServers, String topic, int about) {
        var values = new ArrayList<String>();
        read(kafkaServers, topic, record -> values.add(record.value()), read -> read >= about);
        return values;
    }

    private static long read(
            String kafkaServers, String topic, Consumer<ConsumerRecord<String, String>> each, LongPredicate enough) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafkaServers, "isolation.level", "read_committed", "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long read = 0;
            while (!enough.test(read)
                    && partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                var records = consumer.poll(Duration.ofMillis(200));
                records.forEach(each);
                read += records.count();
            }
            return read;
        }
    }
}
