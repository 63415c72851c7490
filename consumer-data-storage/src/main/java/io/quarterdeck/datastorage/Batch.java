package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.EventKind;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read and is not stored yet: rows ready for COPY, records that cannot be decoded, and how far each partition
 * has been read. All of it is stored in one transaction, or dropped and read again.
 */
final class Batch {

    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Map<String, KindRows<?>> kinds = new LinkedHashMap<>();
    private final SortedMap<TopicPartition, Long> nextOffsets = new TreeMap<>(BY_NAME);
    private final Clock clock;
    private Instant began = Instant.MIN;

    Batch(Collection<EventKind<?>> kinds, Clock clock) {
        kinds.forEach(kind -> this.kinds.put(kind.topic(), new KindRows<>(kind)));
        this.clock = clock;
    }

    /** Adds the records of one poll, and the positions after it, which may lie behind transaction markers. */
    void add(ConsumerRecords<byte[], byte[]> records) {
        Instant now = clock.instant();
        if (isEmpty()) {
            began = now;
        }
        for (TopicPartition partition : records.partitions()) {
            kinds.get(partition.topic()).add(records.records(partition), now);
        }
        records.nextOffsets().forEach((partition, next) -> nextOffsets.put(partition, next.offset()));
    }

    void clear() {
        kinds.values().forEach(KindRows::clear);
        nextOffsets.clear();
    }

    /** True when storing it would change nothing; false also when only transaction markers were passed. */
    boolean isEmpty() {
        return nextOffsets.isEmpty();
    }

    /** When the first of it was read; means nothing while it is empty. */
    Instant began() {
        return began;
    }

    /** Rows and undecodable records. */
    int records() {
        return kinds.values().stream().mapToInt(KindRows::records).sum();
    }

    /** Memory that the records take. */
    long bytes() {
        return kinds.values().stream().mapToLong(KindRows::bytes).sum();
    }

    Collection<KindRows<?>> kinds() {
        return kinds.values();
    }

    List<Undecodable> undecodables() {
        return kinds.values().stream()
                .flatMap(kind -> kind.undecodables().stream())
                .toList();
    }

    /** Per partition that moved, the offset to go on from; sorted, so that two writers lock in the same order. */
    SortedMap<TopicPartition, Long> nextOffsets() {
        return nextOffsets;
    }
}
