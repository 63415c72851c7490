package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many raw rows PostgreSQL holds, by topic, symbol and day. Counted once, and from then on only what is new: see
 * {@link CensusTaker}. Safe for use by many threads.
 */
public final class RawCensus {

    /**
     * Rows that were counted together.
     *
     * @param day null for rows without a time
     * @param first time of the first event
     * @param last and of the last
     * @param ingestedAt when the newest of them was stored
     */
    public record Group(String symbol, LocalDate day, long rows, Instant first, Instant last, Instant ingestedAt) {}

    /** Of one symbol in one topic. */
    public record Span(Instant first, Instant last) {}

    private record Recent(Instant ingestedAt, long rows) {}

    private static final class OfTopic {
        private long rows;
        private long untimed;
        private Instant newestIngested;
        private final Map<String, Span> spans = new TreeMap<>();
        private final Map<String, NavigableMap<LocalDate, Long>> days = new HashMap<>();
        private final Deque<Recent> recent = new ArrayDeque<>();
    }

    private static final java.time.Duration RECENT = java.time.Duration.ofHours(1);

    private final Map<String, OfTopic> topics = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> counted = new HashMap<>();
    private boolean complete;
    private long version;

    /** Forgets everything: the tables are not those that were counted. */
    synchronized void clear() {
        topics.clear();
        counted.clear();
        complete = false;
        version++;
    }

    /** From now on the numbers stand for all that is stored. */
    synchronized void complete() {
        complete = true;
        version++;
    }

    /** Whether everything was counted once. */
    public synchronized boolean isComplete() {
        return complete;
    }

    /** Changes whenever the numbers do. */
    public synchronized long version() {
        return version;
    }

    synchronized void add(String topic, List<Group> groups, Map<Integer, Long> upTo) {
        OfTopic of = topics.computeIfAbsent(topic, any -> new OfTopic());
        for (Group group : groups) {
            of.rows += group.rows();
            of.newestIngested = later(of.newestIngested, group.ingestedAt());
            of.recent.addLast(new Recent(group.ingestedAt(), group.rows()));
            if (group.day() == null) {
                of.untimed += group.rows();
                continue;
            }
            of.spans.merge(
                    group.symbol(),
                    new Span(group.first(), group.last()),
                    (a, b) -> new Span(earlier(a.first(), b.first()), later(a.last(), b.last())));
            of.days.computeIfAbsent(group.symbol(), any -> new TreeMap<>()).merge(group.day(), group.rows(), Long::sum);
        }
        Instant newest = of.newestIngested;
        of.recent.removeIf(rows -> newest != null && rows.ingestedAt().isBefore(newest.minus(RECENT)));
        counted.computeIfAbsent(topic, any -> new HashMap<>()).putAll(upTo);
        if (!groups.isEmpty()) {
            version++;
        }
    }

    /** By partition, the offset up to which rows are counted. */
    synchronized Map<Integer, Long> counted(String topic) {
        return Map.copyOf(counted.getOrDefault(topic, Map.of()));
    }

    /** Whether the rows up to these offsets are counted; of what is behind them, others may be. */
    synchronized boolean covers(List<PostgresLook.Offset> stored) {
        return stored.stream()
                .allMatch(offset ->
                        counted.getOrDefault(offset.topic(), Map.of()).getOrDefault(offset.kafkaPartition(), 0L)
                                >= offset.nextOffset());
    }

    /** Rows of a topic's table; nothing until everything was counted once. */
    public synchronized Optional<Long> rows(String topic) {
        return complete ? Optional.of(topics.containsKey(topic) ? topics.get(topic).rows : 0L) : Optional.empty();
    }

    /** Of any topic. */
    public synchronized Optional<Instant> newestIngested() {
        return topics.values().stream()
                .map(of -> of.newestIngested)
                .filter(ingested -> ingested != null)
                .max(Instant::compareTo);
    }

    /** Rows that were stored within the hour before {@code now}, as far as is known. */
    public synchronized long recentRows(Instant now) {
        return topics.values().stream()
                .flatMap(of -> of.recent.stream())
                .filter(rows -> !rows.ingestedAt().isBefore(now.minus(RECENT)))
                .mapToLong(Recent::rows)
                .sum();
    }

    /** First and last event of each symbol in a topic. */
    public synchronized Map<String, Span> spans(String topic) {
        return topics.containsKey(topic) ? Map.copyOf(topics.get(topic).spans) : Map.of();
    }

    /** First and last event of all. */
    public synchronized Optional<Span> span() {
        return topics.values().stream()
                .flatMap(of -> of.spans.values().stream())
                .reduce((a, b) -> new Span(earlier(a.first(), b.first()), later(a.last(), b.last())));
    }

    /** Number of symbols in any topic. */
    public synchronized long symbols() {
        return topics.values().stream()
                .flatMap(of -> of.spans.keySet().stream())
                .distinct()
                .count();
    }

    /** The days of a symbol that have rows in raw bars, and how many. */
    public synchronized NavigableMap<LocalDate, Long> barDays(String symbol) {
        OfTopic of = topics.get(EventKind.BARS.topic());
        return of == null ? new TreeMap<>() : new TreeMap<>(of.days.getOrDefault(symbol, new TreeMap<>()));
    }

    /** Rows of a topic by quarter; those without a time are in none. */
    public synchronized Map<Quarter, Long> rowsByQuarter(String topic) {
        var quarters = new TreeMap<Quarter, Long>();
        if (topics.containsKey(topic)) {
            topics.get(topic)
                    .days
                    .values()
                    .forEach(days -> days.forEach((day, rows) -> quarters.merge(
                            Quarter.of(day.atStartOfDay(ZoneOffset.UTC).toInstant()), rows, Long::sum)));
        }
        return quarters;
    }

    /** Rows without a time. */
    public synchronized long untimed(String topic) {
        return topics.containsKey(topic) ? topics.get(topic).untimed : 0;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a == null || b.isAfter(a) ? b : a;
    }
}
