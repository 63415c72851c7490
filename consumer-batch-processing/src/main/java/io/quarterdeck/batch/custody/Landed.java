package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Scope.Span;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How far the landers are, partition by partition. */
final class Landed {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private Landed() {}

    /** The scope of all rows that are in PostgreSQL and in the lake. */
    static Scope everywhere(PostgresStore postgres) throws SQLException {
        Map<String, Map<Integer, Long>> stored = postgres.nextOffsets();
        Map<String, Map<Integer, Long>> lake = postgres.nextOffsetsOfLake();
        var spans = new TreeMap<String, Map<Integer, Span>>();
        for (EventKind<?> kind : EventKind.ALL) {
            var partitions = new TreeMap<Integer, Span>();
            stored.getOrDefault(kind.topic(), Map.of()).forEach((partition, next) -> {
                long nextOfLake = lake.getOrDefault(kind.topic(), Map.of()).getOrDefault(partition, 0L);
                partitions.put(partition, new Span(0, Math.min(next, nextOfLake)));
            });
            spans.put(kind.topic(), partitions);
        }
        return new Scope(spans, Set.of(), Set.of());
    }

    /** Waits for the one that is behind, until it is where the other was at first or the time is over. */
    static void await(PostgresOptions options, Duration atMost) throws SQLException, IOException, InterruptedException {
        Instant end = Instant.now().plus(atMost);
        Map<String, Map<Integer, Long>> goal;
        try (var postgres = PostgresStore.open(options)) {
            goal = furthest(postgres);
        }
        while (true) {
            try (var postgres = PostgresStore.open(options)) {
                Scope now = everywhere(postgres);
                boolean there = goal.entrySet().stream()
                        .allMatch(topic -> topic.getValue().entrySet().stream()
                                .allMatch(partition -> now.span(topic.getKey(), partition.getKey())
                                                .landed()
                                        >= partition.getValue()));
                if (there || Instant.now().isAfter(end)) {
                    return;
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static Map<String, Map<Integer, Long>> furthest(PostgresStore postgres) throws SQLException {
        Map<String, Map<Integer, Long>> furthest = postgres.nextOffsets();
        postgres.nextOffsetsOfLake()
                .forEach((topic, partitions) -> partitions.forEach((partition, next) ->
                        furthest.computeIfAbsent(topic, any -> new TreeMap<>()).merge(partition, next, Math::max)));
        return furthest;
    }
}
