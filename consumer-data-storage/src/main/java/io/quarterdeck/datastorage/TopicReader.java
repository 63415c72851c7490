package io.quarterdeck.datastorage;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics as one of a group of instances that share the partitions. Where to read is not the group's business: after
 * each change of the assignment the reader is <i>held</i>, its partitions paused, until {@link #resumeAt} says where to
 * go on. Not for use by two threads.
 */
final class TopicReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

    /** Of each of two clients; reached only without Kafka. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private static final DescribeTopicsOptions ASK = new DescribeTopicsOptions().timeoutMs(5000);

    private final Set<String> topics;
    private final Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private boolean joined;
    private boolean held = true;

    private TopicReader(Set<String> topics, Consumer<byte[], byte[]> consumer, Admin admin) {
        this.topics = topics;
        this.consumer = consumer;
        this.admin = admin;
    }

    /**
     * @param client settings of the Kafka client, which win over those below that are a matter of taste
     * @param group instances of the same group share the partitions
     * @param maxRecords that one poll returns
     */
    static TopicReader open(Map<String, String> client, String group, Set<String> topics, int maxRecords) {
        var settings = new HashMap<String, Object>();
        // A killed instance keeps its partitions for so long; one that hangs longer is fenced by the database.
        settings.put("session.timeout.ms", 6000);
        settings.put("heartbeat.interval.ms", 2000);
        settings.put("request.timeout.ms", 10000);
        settings.put("default.api.timeout.ms", 10000);
        settings.put("fetch.max.bytes", 16 << 20);
        settings.put("max.partition.fetch.bytes", 4 << 20);
        settings.put("receive.buffer.bytes", 1 << 20);
        settings.putAll(client);
        var admin = Admin.create(settings);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none"); // an expired offset is an error, never a silent jump
        settings.put("allow.auto.create.topics", false);
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", maxRecords);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var reader = new TopicReader(Set.copyOf(topics), consumer, admin);
        consumer.subscribe(topics, reader.new Assignment());
        return reader;
    }

    /**
     * Waits for records, at most this long. If the reader is held afterwards they must be dropped: they may not follow on
     * what was read before.
     *
     * @throws BrokenPromiseException when the records to go on from are no longer in the topic
     */
    ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        try {
            return consumer.poll(atMost);
        } catch (OffsetOutOfRangeException e) {
            throw new BrokenPromiseException(explain(e), e);
        }
    }

    /** True until {@link #resumeAt}, and again after each change of the assignment or {@link #hold}. */
    boolean held() {
        return held;
    }

    /** True once the group has given this instance its share, which may be none. */
    boolean joined() {
        return joined;
    }

    /** Stops reading; polls return nothing but keep the instance in its group. */
    void hold() {
        consumer.pause(consumer.assignment());
        held = true;
    }

    /** Goes on from these offsets, one for each partition of {@link #assignment()}. */
    void resumeAt(Map<TopicPartition, Long> offsets) {
        offsets.forEach(consumer::seek);
        consumer.resume(offsets.keySet());
        held = false;
    }

    Set<TopicPartition> assignment() {
        return consumer.assignment();
    }

    /** The first offset that each partition still has. */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    /** Per topic, records in this instance's partitions that were not polled yet; as far as is known, without asking. */
    Map<String, Long> lag() {
        return consumer.assignment().stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        Collectors.summingLong(
                                partition -> consumer.currentLag(partition).orElse(0))));
    }

    /** Each topic's id: a topic made again under the same name has another. */
    Map<String, String> topicIds() {
        try {
            return admin.describeTopics(topics, ASK).allTopicNames().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            topic -> topic.getValue().topicId().toString()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Tells the group, for tools that show its lag; nobody reads from there. */
    void report(Map<TopicPartition, Long> offsets) {
        var committed = offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, next -> new OffsetAndMetadata(next.getValue())));
        consumer.commitAsync(committed, (ignored, e) -> {
            if (e != null) {
                log.debug("the group was not told of {}", committed, e);
            }
        });
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        admin.close(CLOSE_LIMIT);
    }

    private String explain(OffsetOutOfRangeException e) {
        var asked = e.offsetOutOfRangePartitions();
        var begins = consumer.beginningOffsets(asked.keySet());
        var ends = consumer.endOffsets(asked.keySet());
        return asked.entrySet().stream()
                        .map(entry -> "%s: stored up to offset %d, but the topic now holds [%d,%d)"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue(),
                                        begins.get(entry.getKey()),
                                        ends.get(entry.getKey())))
                        .sorted()
                        .collect(Collectors.joining("; "))
                + ". Records expired before they were stored, or the topic lost some; not skipping them."
                + " Produce them again, then set next_offset in raw.consumer_offset by hand";
    }

    private final class Assignment implements ConsumerRebalanceListener {

        /** Without a position the poll that called this would fail; the partitions are paused, so any will do. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            joined = true;
            hold();
            log.info("assigned {}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            hold();
        }
    }
}
