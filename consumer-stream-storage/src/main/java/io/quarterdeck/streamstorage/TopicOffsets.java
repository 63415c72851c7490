package io.quarterdeck.streamstorage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Next offsets of a topic's partitions.
 *
 * @param next partition to offset
 */
record TopicOffsets(String topic, Map<Integer, Long> next) {

    private static final ObjectMapper JSON = new ObjectMapper();

    TopicOffsets {
        next = new TreeMap<>(next);
    }

    /** Reads what Spark writes of its Kafka source: {@code {"topic":{"0":41,"1":7}}}. */
    static TopicOffsets parse(String topic, String json) {
        try {
            var topics = JSON.readValue(json, new TypeReference<Map<String, Map<Integer, Long>>>() {});
            return new TopicOffsets(topic, topics.getOrDefault(topic, Map.of()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unexpected offsets of Spark's Kafka source: " + json, e);
        }
    }

    /** How many offsets lie between these and {@code end}. */
    long distanceTo(TopicOffsets end) {
        return end.next.entrySet().stream()
                .mapToLong(partition -> partition.getValue() - next.getOrDefault(partition.getKey(), 0L))
                .sum();
    }

    /**
     * Sees to it that a reader can go on from here.
     *
     * @param kafka client settings
     * @throws IllegalStateException when the topic begins behind these offsets or ends before them: going on would lose
     *     rows silently
     */
    void requireReadable(Map<String, String> kafka) throws InterruptedException {
        try (var admin = Admin.create(Map.<String, Object>copyOf(kafka))) {
            var begin = offsets(admin, OffsetSpec.earliest());
            var end = offsets(admin, OffsetSpec.latest());
            next.forEach((partition, offset) -> {
                if (offset < begin.get(partition) || offset > end.get(partition)) {
                    throw new IllegalStateException(
                            ("%s-%d: the lake holds it up to offset %d, but the topic now has only"
                                            + " the offsets from %d to %d; not skipping what is missing. The records have"
                                            + " expired or the topic was made anew: produce them again to a new topic, and"
                                            + " store that with a new --checkpoint and --lake-warehouse.")
                                    .formatted(topic, partition, offset, begin.get(partition), end.get(partition)));
                }
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot read the offsets of " + topic + ": " + e.getCause(), e.getCause());
        }
    }

    private Map<Integer, Long> offsets(Admin admin, OffsetSpec which) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(next.keySet().stream()
                        .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), unused -> which)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().partition(),
                        entry -> entry.getValue().offset()));
    }
}
