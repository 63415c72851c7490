package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** How soon an event that is sent can be read from a store, while so many others are sent. */
final class Freshness implements Comparison {

    private static final int PER_SECOND = 5000;
    private static final Duration LANDING_LIMIT = Duration.ofMinutes(2);

    /** Debezium's, for few rows at once: each poll is a statement and a commit. */
    private static final Map<String, String> TUNED = Map.of(
            "tasks.max", "1",
            "batch.size", "500",
            "consumer.override.max.poll.records", "500",
            "dialect.postgres.unnest.insert.enabled", "true");

    /** One side of one store: lands the traffic, on servers of its own in a folder that is new. */
    private interface Side {
        Delays land(Path folder, Traffic traffic) throws Exception;
    }

    /** One store, its two sides, and what the 99th of 100 of ours should reach. */
    private record Store(String name, Aim aim, Side ours, String peerName, Side peer) {}

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public String title() {
        return "From an event's sending until it can be read, at " + PER_SECOND + " events/s";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        var traffic = bench.brief()
                ? new Traffic(PER_SECOND, Duration.ofSeconds(1), Duration.ofSeconds(4))
                : new Traffic(PER_SECOND, Duration.ofSeconds(10), Duration.ofSeconds(30));
        var stores = List.of(
                new Store(
                        "PostgreSQL",
                        Aim.ours(500),
                        (folder, events) -> postgresOurs(bench, folder, events),
                        PostgresLander.PEER,
                        (folder, events) -> postgresPeer(bench, folder, events)),
                new Store(
                        "lake",
                        Aim.ours(LakeLander.COMMIT_EVERY.plusSeconds(1).toMillis()),
                        (folder, events) -> lake(bench, folder, LakeLander::ours, events),
                        LakeLander.PEER,
                        (folder, events) -> lake(bench, folder, LakeLander::icebergSink, events)));
        var figures = new ArrayList<Figure>();
        var wrong = new ArrayList<String>();
        for (Store store : stores) {
            var ours = new ArrayList<Delays>();
            var peers = new ArrayList<Delays>();
            for (int pair = 0; pair < bench.pairs(); pair++) {
                ours.add(once(bench, store.name(), "quarterdeck", store.ours(), traffic));
                peers.add(once(bench, store.name(), store.peerName(), store.peer(), traffic));
            }
            figures.add(figure(store, "p50", Delays::p50, ours, peers, Aim.NONE));
            figures.add(figure(store, "p99", Delays::p99, ours, peers, store.aim()));
            List.of(ours, peers)
                    .forEach(side -> side.stream()
                            .filter(delays -> delays.rows() != traffic.events())
                            .forEach(delays -> wrong.add(store.name() + " has " + delays.rows() + " rows")));
        }
        return new Outcome(
                "%,d events/s for %d s, after %d s that are not counted"
                        .formatted(
                                PER_SECOND,
                                traffic.counted().toSeconds(),
                                traffic.leadIn().toSeconds()),
                wrong.isEmpty(),
                wrong.isEmpty()
                        ? "each store has all %,d rows once".formatted(traffic.events())
                        : "of %,d events: %s".formatted(traffic.events(), wrong),
                both(PostgresLander.versions(bench), LakeLander.versions(bench)),
                both(PostgresLander.settings(TUNED), LakeLander.settings()),
                figures,
                List.of(
                        "An event's time is the moment before it is sent, by a producer with acks=all, idempotent, no transaction;"
                                + " it can be read from the commit of its row on.",
                        "In PostgreSQL, ours commits every 200 ms, Debezium's what each poll brings; in the lake, both commit every "
                                + LakeLander.COMMIT_EVERY.toSeconds() + " s."));
    }

    private static Delays postgresOurs(Bench bench, Path folder, Traffic traffic) throws Exception {
        try (var servers = PostgresBars.servers(folder);
                var table = PostgresBars.ofOurs(servers);
                var lander = PostgresLander.ours(bench, servers, folder)) {
            return land(servers, lander, table, traffic);
        }
    }

    private static Delays postgresPeer(Bench bench, Path folder, Traffic traffic) throws Exception {
        try (var servers = PostgresBars.servers(folder);
                var table = PostgresBars.ofPeer(servers);
                var lander = PostgresLander.debezium(bench, servers, folder, table, TUNED)) {
            return land(servers, lander, table, traffic);
        }
    }

    private static Delays land(LocalServers servers, Lander lander, PostgresBars table, Traffic traffic)
            throws Exception {
        Instant counted = traffic.send(servers);
        table.awaitRows(traffic.events(), lander, LANDING_LIMIT);
        return table.delays(counted);
    }

    private static Delays lake(Bench bench, Path folder, LakeLander.Start start, Traffic traffic) throws Exception {
        try (var servers = LocalServers.start(folder);
                var lander = start.at(bench, servers, folder)) {
            var table = new LakeBars(servers);
            Instant counted = traffic.send(servers);
            table.awaitRows(traffic.events(), lander, LANDING_LIMIT);
            return table.delays(counted);
        }
    }

    private static Map<String, String> both(Map<String, String> ofPostgres, Map<String, String> ofLake) {
        var both = new TreeMap<>(ofPostgres);
        both.putAll(ofLake);
        return both;
    }

    private static Delays once(Bench bench, String store, String name, Side side, Traffic traffic) throws Exception {
        Delays delays = side.land(Files.createTempDirectory(bench.folder(), name.replace(' ', '-')), traffic);
        bench.say(String.format(
                Locale.ROOT,
                "  %s: %s p50 %.0f ms, p99 %.0f ms of %,d events",
                store,
                name,
                delays.p50(),
                delays.p99(),
                delays.rows()));
        return delays;
    }

    private static Figure figure(
            Store store, String which, ToDoubleFunction<Delays> value, List<Delays> ours, List<Delays> peers, Aim aim) {
        return new Figure(
                store.name() + ", " + which,
                "ms",
                Better.LOWER,
                "quarterdeck",
                ours.stream().mapToDouble(value).boxed().toList(),
                store.peerName(),
                peers.stream().mapToDouble(value).boxed().toList(),
                aim);
    }
}
