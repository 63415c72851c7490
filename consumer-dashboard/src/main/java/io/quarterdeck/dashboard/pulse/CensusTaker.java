package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Counts raw rows for {@link RawCensus}: everything once, then what lies behind the offsets counted so far. Rows and
 * offsets are stored in one transaction, so reading both in one finds exactly the rows before the offsets. A table is not
 * told by its primary key, it has none: the index on offsets finds what is new.
 */
final class CensusTaker {

    private final RawCensus census;

    CensusTaker(RawCensus census) {
        this.census = census;
    }

    /**
     * Counts everything, which takes seconds for millions of rows: quarter by quarter, each in a transaction of its own,
     * since who adds a quarter to a table waits for those who read it. What lies before an offset never changes, so the
     * counts fit together.
     */
    void countAll(Jdbi jdbi) {
        census.clear();
        Map<String, Map<Integer, Long>> next = jdbi.inTransaction(CensusTaker::nextOffsets);
        for (EventKind<?> kind : EventKind.ALL) {
            Map<Integer, Long> upTo = next.getOrDefault(kind.topic(), Map.of());
            for (String times : jdbi.inTransaction(handle -> times(handle, kind))) {
                census.add(kind.topic(), jdbi.inTransaction(handle -> before(handle, kind, times, upTo)), Map.of());
            }
            census.add(kind.topic(), List.of(), upTo);
        }
        census.complete();
    }

    /** Conditions that part all rows: each quarter that has a table, what lies between and beside them, and no time. */
    private static List<String> times(Handle handle, EventKind<?> kind) {
        var bounds = new TreeSet<String>();
        handle.createQuery("""
                        SELECT upper(right(relname, 6))
                          FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                         WHERE inhparent = :table::regclass AND relname ~ '_[0-9]{4}q[1-4]$'
                        """)
                .bind("table", kind.table())
                .mapTo(String.class)
                .map(Quarter::parse)
                .forEach(quarter -> {
                    bounds.add("'" + quarter.start() + "'");
                    bounds.add("'" + quarter.end() + "'");
                });
        bounds.add("'infinity'");
        String time = kind.timeColumn().name();
        var times = new ArrayList<String>();
        String from = "'-infinity'";
        for (String to : bounds) {
            times.add("%1$s >= %2$s AND %1$s < %3$s".formatted(time, from, to));
            from = to;
        }
        times.add(time + " = 'infinity' OR " + time + " IS NULL");
        return times;
    }

    private static List<RawCensus.Group> before(
            Handle handle, EventKind<?> kind, String times, Map<Integer, Long> upTo) {
        return handle.createQuery(groups(kind, "(" + times + ") AND kafka_offset < " + """
                        (SELECT next FROM unnest(:partitions, :offsets) AS upto (partition, next)
                          WHERE partition = kafka_partition)
                        """))
                .bindArray("partitions", Integer.class, List.copyOf(upTo.keySet()))
                .bindArray("offsets", Long.class, List.copyOf(upTo.values()))
                .mapTo(RawCensus.Group.class)
                .list();
    }

    /** Whether rows up to these offsets are counted, and none else. */
    boolean isUpTo(List<PostgresLook.Offset> stored) {
        Map<String, Map<Integer, Long>> next = byTopic(stored);
        return EventKind.ALL.stream()
                .allMatch(kind -> next.getOrDefault(kind.topic(), Map.of()).equals(census.counted(kind.topic())));
    }

    /**
     * Counts what is new. In one transaction with one view of the data.
     *
     * @return false if everything must be counted again, as a table is not the one that was counted
     */
    boolean countNew(Handle handle) {
        Map<String, Map<Integer, Long>> next = nextOffsets(handle);
        for (EventKind<?> kind : EventKind.ALL) {
            Map<Integer, Long> now = next.getOrDefault(kind.topic(), Map.of());
            Map<Integer, Long> counted = census.counted(kind.topic());
            if (counted.entrySet().stream().anyMatch(was -> now.getOrDefault(was.getKey(), -1L) < was.getValue())) {
                return false;
            }
            census.add(kind.topic(), between(handle, kind, counted, now), now);
        }
        return true;
    }

    /** All partitions at once: what no vacuum has put into the index yet is read for each question. */
    private static List<RawCensus.Group> between(
            Handle handle, EventKind<?> kind, Map<Integer, Long> counted, Map<Integer, Long> now) {
        String grown = now.entrySet().stream()
                .filter(to -> to.getValue() > counted.getOrDefault(to.getKey(), 0L))
                .map(to -> "kafka_partition = %d AND kafka_offset >= %d AND kafka_offset < %d"
                        .formatted(to.getKey(), counted.getOrDefault(to.getKey(), 0L), to.getValue()))
                .collect(Collectors.joining(" OR "));
        if (grown.isEmpty()) {
            return List.of();
        }
        // The planner does not know that new offsets lie side by side, and would read the whole table, with all cores.
        handle.execute("SET LOCAL enable_seqscan = off");
        handle.execute("SET LOCAL max_parallel_workers_per_gather = 0");
        return handle.createQuery(groups(kind, grown))
                .mapTo(RawCensus.Group.class)
                .list();
    }

    private static String groups(EventKind<?> kind, String condition) {
        return """
                SELECT symbol, date_trunc('day', %1$s AT TIME ZONE 'UTC')::date AS day, count(*) AS rows,
                       min(%1$s) AS first, max(%1$s) AS last, max(ingested_at) AS ingested_at
                  FROM %2$s
                 WHERE %3$s
                 GROUP BY 1, 2
                """.formatted(kind.timeColumn().name(), kind.table(), condition);
    }

    /** Up to where rows are stored. */
    static List<PostgresLook.Offset> stored(Handle handle) {
        return handle.createQuery("SELECT topic, kafka_partition, next_offset FROM raw.consumer_offset")
                .mapTo(PostgresLook.Offset.class)
                .list();
    }

    private static Map<String, Map<Integer, Long>> nextOffsets(Handle handle) {
        return byTopic(stored(handle));
    }

    private static Map<String, Map<Integer, Long>> byTopic(List<PostgresLook.Offset> offsets) {
        return offsets.stream()
                .collect(Collectors.groupingBy(
                        PostgresLook.Offset::topic,
                        Collectors.toMap(PostgresLook.Offset::kafkaPartition, PostgresLook.Offset::nextOffset)));
    }
}
