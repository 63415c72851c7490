package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at Kafka: where its topics begin and end, the manifest of each file, and the newest rejected lines. It reads
 * without a group, so nobody's offsets move, and what it has read it keeps. Not for use by two threads.
 */
final class KafkaWatch implements Watch.Looking<KafkaLook>, AutoCloseable {

    static final int MOST_REJECTED = 200;
    private static final int MOST_FILES = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration READING = Duration.ofSeconds(2);

    private static final List<String> EVENTS =
            EventKind.ALL.stream().map(EventKind::topic).toList();
    private static final List<String> TOPICS = Stream.concat(
                    EVENTS.stream(), Stream.of(Topics.REJECTED, Topics.MANIFESTS))
            .toList();

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Long, SourceManifest> manifests = new LinkedHashMap<>();
    private final List<KafkaLook.Rejected> rejected = new ArrayList<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private Instant lastEvent;

    KafkaWatch(Map<String, String> client) {
        var settings = new HashMap<String, Object>();
        settings.put("request.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("reconnect.backoff.max.ms", 2000);
        settings.putAll(client);
        admin = Admin.create(settings);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.put("isolation.level", "read_committed");
        settings.put("fetch.max.bytes", 4 << 20);
        settings.put("receive.buffer.bytes", 64 << 10);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public KafkaLook look() throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest(), ListOffsetsResultInfo::offset);
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest(), ListOffsetsResultInfo::offset);
        if (begunAnew(end)) {
            manifests.clear();
            rejected.clear();
            lastEvent = null;
            consumer.unsubscribe();
        }
        if (consumer.assignment().isEmpty()) {
            assign(first, end);
        }
        read(end);
        findLastEvent(end);
        ends = end;
        return new KafkaLook(
                topics(first, end),
                lastEvent,
                manifests.values().stream()
                        .sorted(Comparator.comparingLong(SourceManifest::startedAt)
                                .reversed())
                        .toList(),
                rejected.stream()
                        .sorted(Comparator.comparing(KafkaLook.Rejected::at).reversed())
                        .toList());
    }

    private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
        return admin.describeTopics(TOPICS).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /** A topic that ends before where it ended is another one. */
    private boolean begunAnew(Map<TopicPartition, Long> end) {
        return ends.entrySet().stream().anyMatch(was -> end.getOrDefault(was.getKey(), 0L) < was.getValue());
    }

    private void assign(Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
        List<TopicPartition> read = end.keySet().stream()
                .filter(partition -> !EVENTS.contains(partition.topic()))
                .toList();
        consumer.assign(read);
        for (TopicPartition partition : read) {
            long begin = first.get(partition);
            boolean all = partition.topic().equals(Topics.MANIFESTS);
            consumer.seek(partition, all ? begin : Math.max(begin, end.get(partition) - MOST_REJECTED));
        }
    }

    private void read(Map<TopicPartition, Long> end) {
        long deadline = System.nanoTime() + READING.toNanos();
        while (consumer.assignment().stream().anyMatch(partition -> consumer.position(partition) < end.get(partition))
                && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.value() != null) {
                    keep(record);
                }
            }
        }
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(Topics.MANIFESTS)) {
                var manifest = FileJson.read(record.value(), SourceManifest.class);
                manifests.remove(manifest.sourceId()); // so that it becomes the newest
                manifests.put(manifest.sourceId(), manifest);
                if (manifests.size() > MOST_FILES) {
                    manifests.remove(manifests.keySet().iterator().next());
                }
            } else {
                var line = FileJson.read(record.value(), RejectedLine.class);
                rejected.add(new KafkaLook.Rejected(line, Instant.ofEpochMilli(record.timestamp())));
                if (rejected.size() > 2 * MOST_REJECTED) {
                    rejected.sort(Comparator.comparing(KafkaLook.Rejected::at));
                    rejected.subList(0, rejected.size() - MOST_REJECTED).clear();
                }
            }
        } catch (IllegalArgumentException e) {
            return; // not ours: nothing that the producer sends
        }
    }

    /** Asks only when something has come, as the broker must search for it. */
    private void findLastEvent(Map<TopicPartition, Long> end) throws ExecutionException, InterruptedException {
        List<TopicPartition> moved = end.entrySet().stream()
                .filter(now ->
                        EVENTS.contains(now.getKey().topic()) && now.getValue() > ends.getOrDefault(now.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
        if (moved.isEmpty()) {
            return;
        }
        long newest = offsets(moved, OffsetSpec.maxTimestamp(), ListOffsetsResultInfo::timestamp).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        if (newest > 0 && (lastEvent == null || newest > lastEvent.toEpochMilli())) {
            lastEvent = Instant.ofEpochMilli(newest);
        }
    }

    private interface Part {
        long of(ListOffsetsResultInfo info);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which, Part part)
            throws ExecutionException, InterruptedException {
        var asked = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return admin
                .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, found -> part.of(found.getValue())));
    }

    private static Map<String, SortedMap<Integer, KafkaLook.Span>> topics(
            Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
        var topics = new TreeMap<String, SortedMap<Integer, KafkaLook.Span>>();
        end.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), any -> new TreeMap<>())
                .put(partition.partition(), new KafkaLook.Span(first.get(partition), offset)));
        return topics;
    }

    /** To be called when nobody looks any more. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ofSeconds(1));
    }
}
