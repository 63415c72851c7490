package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What Kafka holds.
 *
 * @param topics by name, and of each its partitions
 * @param lastEvent when the newest event was sent; null if there is none
 * @param manifests the newest of each file, newest first
 * @param rejected the newest rejected lines, newest first
 */
public record KafkaLook(
        Map<String, SortedMap<Integer, Span>> topics,
        Instant lastEvent,
        List<SourceManifest> manifests,
        List<Rejected> rejected) {

    /** @param end the offset behind the last record that consumers can see */
    public record Span(long first, long end) {}

    /** @param at when it was sent */
    public record Rejected(RejectedLine line, Instant at) {}

    public KafkaLook {
        topics = Map.copyOf(topics);
        manifests = List.copyOf(manifests);
        rejected = List.copyOf(rejected);
    }
}
