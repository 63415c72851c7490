package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import java.util.Map;
import java.util.TreeMap;

/** Adds the events of one kind up to a count and content hash for each Kafka partition. */
final class HashByPartition<E extends Event> {

    private final EventKind<E> kind;
    private final Map<Integer, ContentHasher> hashers = new TreeMap<>();

    HashByPartition(EventKind<E> kind) {
        this.kind = kind;
    }

    void add(int partition, E event) {
        hashers.computeIfAbsent(partition, p -> new ContentHasher()).add(kind, event);
    }

    /** Of all events added so far; a partition without any is not in it. */
    Map<Integer, ContentHash> sums() {
        var sums = new TreeMap<Integer, ContentHash>();
        hashers.forEach((partition, hasher) -> sums.put(partition, hasher.sum()));
        return sums;
    }
}
