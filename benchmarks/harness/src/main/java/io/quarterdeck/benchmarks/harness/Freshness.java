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
import java.util.stream.Collectors;

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

    /** One store, what it is sent, its two sides, and what the 99th of 100 of ours should reach. */
    private record Store(String name, Traffic traffic, Aim aim, Side ours, String peerName, Side peer) {

        String work() {
            return "%s: for %d s, after %d s that are not counted"
                    .formatted(
                            name,
                            traffic.counted().toSeconds(),
                            traffic.leadIn().toSeconds());
        }

        /** A line for each run that has another number of rows. */
        List<String> wrong(String side, List<Delays> runs) {
            return runs.stream()
                    .filter(delays -> delays.rows() != traffic.events())
                    .map(delays ->
                            "%s by %s has %,d of %,d rows".formatted(name, side, delays.rows(), traffic.events()))
                    .toList();
        }
    }

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
        var stores = List.of(
                new Store(
                        "PostgreSQL",
                        traffic(bench, Duration.ofSeconds(10), Duration.ofSeconds(20)),
                        Aim.ours(500),
                        (folder, events) -> postgresOurs(bench, folder, events),
                        PostgresLander.PEER,
                        (folder, events) -> postgresPeer(bench, folder, events)),
                new Store(
                        "lake",
                        traffic(bench, Duration.ofSeconds(30), Duration.ofSeconds(30)),
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
                ours.add(once(bench, store, "quarterdeck", store.ours()));
                peers.add(once(bench, store, store.peerName(), store.peer()));
            }
            figures.add(figure(store, "p50", Delays::p50, ours, peers, Aim.NONE));
            figures.add(figure(store, "p99", Delays::p99, ours, peers, store.aim()));
            wrong.addAll(store.wrong("quarterdeck", ours));
            wrong.addAll(store.wrong(store.peerName(), peers));
        }
        return new Outcome(
                "%,d events/s; ".formatted(PER_SECOND)
                        + stores.stream().map(Store::work).collect(Collectors.joining("; ")),
                wrong.isEmpty(),
                wrong.isEmpty() ? "each store has as many rows as were sent" : String.join("; ", wrong),
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

    /** So little when it only has to run, and then as slowly as it may. */
    private static Traffic traffic(Bench bench, Duration leadIn, Duration counted) {
        return bench.brief()
                ? new Traffic(PER_SECOND, Duration.ofSeconds(1), Duration.ofSeconds(4), LANDING_LIMIT)
                : new Traffic(PER_SECOND, leadIn, counted, leadIn.plus(counted).plusSeconds(4));
    }

    private static Delays once(Bench bench, Store store, String name, Side side) throws Exception {
        Delays delays = side.land(Files.createTempDirectory(bench.folder(), name.replace(' ', '-')), store.traffic());
        bench.say(String.format(
                Locale.ROOT,
                "  %s: %s p50 %.0f ms, p99 %.0f ms of %,d events",
                store.name(),
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
