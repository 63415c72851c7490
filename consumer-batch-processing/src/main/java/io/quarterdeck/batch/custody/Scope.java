package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which rows an audit looks at, and up to where they have landed.
 *
 * @param spans by topic and partition; one that is missing has not landed at all
 * @param quarters of the events' time; none for all rows. Events without a time belong to every quarter, as the quarterly
 *     job gives them one
 * @param sources none for all
 */
record Scope(Map<String, Map<Integer, Span>> spans, Set<Quarter> quarters, Set<Long> sources) implements Serializable {

    /**
     * Offsets of a partition.
     *
     * @param kafkaBegin the first that Kafka still holds
     * @param landed the first that is not in every store
     */
    record Span(long kafkaBegin, long landed) implements Serializable {}

    private static final Span NOTHING = new Span(0, 0);

    Scope {
        var copy = new TreeMap<String, Map<Integer, Span>>();
        spans.forEach((topic, partitions) -> copy.put(topic, new TreeMap<>(partitions)));
        spans = copy;
        quarters = new TreeSet<>(quarters);
        sources = new TreeSet<>(sources);
    }

    Span span(String topic, int partition) {
        return spans.getOrDefault(topic, Map.of()).getOrDefault(partition, NOTHING);
    }

    Place place(String topic, int partition, long offset) {
        Span span = span(topic, partition);
        if (offset >= span.landed) {
            return Place.IN_FLIGHT;
        }
        return offset < span.kafkaBegin ? Place.NOT_IN_KAFKA : Place.EVERYWHERE;
    }

    boolean wants(long sourceId) {
        return sources.isEmpty() || sources.contains(sourceId);
    }

    boolean wants(LocalDate day) {
        return quarters.isEmpty()
                || day == null
                || quarters.stream()
                        .anyMatch(quarter -> !day.isBefore(quarter.firstDay())
                                && day.isBefore(quarter.next().firstDay()));
    }

    /** Up to where rows have landed, and nothing else: what a task needs, and can be sent to it. */
    Scope landedOnly() {
        return new Scope(spans, Set.of(), Set.of());
    }

    Scope of(Collection<Quarter> some) {
        return new Scope(spans, new TreeSet<>(some), sources);
    }

    /**
     * The rows as an SQL condition, of numbers and dates of our own alone. It compares the bare time column, so that a store
     * leaves out partitions by it.
     *
     * @param timestamp what a literal of a moment begins with: TIMESTAMPTZ in PostgreSQL, TIMESTAMP in Spark
     */
    String condition(EventKind<?> kind, String timestamp) {
        String time = kind.timeColumn().name();
        var parts = new ArrayList<String>();
        for (Quarter quarter : quarters) {
            parts.add(
                    between(time, timestamp, quarter.firstDay(), quarter.next().firstDay()));
        }
        if (!parts.isEmpty() && kind.timeColumn().nullable()) {
            parts.add(time + " IS NULL");
        }
        String quartersOnly = parts.isEmpty() ? "true" : "(" + String.join(" OR ", parts) + ")";
        return sources.isEmpty() ? quartersOnly : quartersOnly + " AND source_id IN (" + list(sources) + ")";
    }

    /** @param to exclusive */
    static String between(String time, String timestamp, LocalDate from, LocalDate to) {
        return "(%s >= %s '%s 00:00:00+00:00' AND %1$s < %2$s '%s 00:00:00+00:00')"
                .formatted(time, timestamp, from, to);
    }

    static String list(Collection<? extends Number> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }
}
