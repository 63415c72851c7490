package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.harness.InTurn.Peer;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.ChildProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kafka to PostgreSQL: our lander, exactly once, against {@code \copy} of the same rows from a file, which is the limit of the
 * server, and against the sink of Debezium.
 */
final class LandPostgres implements Comparison {

    private static final String LIMIT = "psql copy";

    /** Of the topic, as bootstrap makes it. */
    private static final int PARTITIONS = 6;

    private static final Duration LANDING_LIMIT = Duration.ofMinutes(10);

    /** Few large statements; what the sink's own documentation says of unnest: many times as fast. */
    static final Map<String, String> TUNED = Map.of(
            "tasks.max", "2",
            "batch.size", "10000",
            "consumer.override.max.poll.records", "10000",
            "dialect.postgres.unnest.insert.enabled", "true");

    private static final String COLUMNS = "symbol, open_time, open, high, low, close, volume, source_id, source_line,"
            + " kafka_partition, kafka_offset, ingested_at";

    @Override
    public String name() {
        return "land-postgres";
    }

    @Override
    public String title() {
        return "Kafka to PostgreSQL, exactly once, against psql's copy of a file and Debezium's sink";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        String psql = version();
        var file = CopyFile.write(bench.market(), bench.folder().resolve("bars.csv"));
        List<InTurn> turns = InTurn.run(
                bench,
                "quarterdeck",
                LandPostgres::ours,
                List.of(
                        new Peer(LIMIT, (turn, folder) -> copy(folder, file)),
                        new Peer(PostgresLander.PEER, LandPostgres::debezium)));
        InTurn limit = turns.get(0);
        InTurn peer = turns.get(1);
        var versions = new TreeMap<>(PostgresLander.versions(bench));
        versions.put("psql", psql);
        return new Outcome(
                bench.market().what() + " in " + PARTITIONS + " partitions, 12 columns, two BRIN indexes",
                limit.agreed() && peer.agreed(),
                limit.agreed() ? peer.agreement() : limit.agreement(),
                versions,
                PostgresLander.settings(TUNED),
                List.of(
                        limit.rates("against psql \\copy", Aim.ratio(0.85)),
                        peer.rates("against the Debezium JDBC sink", Aim.ratio(5))),
                List.of(
                        "Ours and Debezium's are up when the rows, all of one Kafka transaction, are committed; the clock starts just"
                                + " before. psql's starts with its process. All end with the commit of the last rows.",
                        "psql reads a file: no Kafka, no JSON, no offsets, one transaction. It is a limit, not a rival.",
                        "Ours also makes the table's partitions, one for each quarter; they are there for psql, and Debezium's"
                                + " table has none.",
                        "Debezium delivers at least once; ours moves its offsets in the transaction of the rows."));
    }

    private static Done ours(Bench bench, Path folder) throws Exception {
        try (var servers = PostgresBars.servers(folder);
                var table = PostgresBars.ofOurs(servers);
                var rows = HeldBack.load(bench.market(), servers);
                var lander = PostgresLander.ours(bench, servers, folder)) {
            return land(bench, rows, lander, table);
        }
    }

    private static Done debezium(Bench bench, Path folder) throws Exception {
        try (var servers = PostgresBars.servers(folder);
                var table = PostgresBars.ofPeer(servers);
                var rows = HeldBack.load(bench.market(), servers);
                var lander = PostgresLander.debezium(bench, servers, folder, table, TUNED)) {
            return land(bench, rows, lander, table);
        }
    }

    private static Done land(Bench bench, HeldBack rows, Lander lander, PostgresBars table) throws Exception {
        Instant released = rows.release();
        Instant landed = table.awaitRows(bench.market().rows(), lander, LANDING_LIMIT);
        return new Done(table.rows(), seconds(released, landed), table.content());
    }

    private static Done copy(Path folder, CopyFile file) throws Exception {
        try (var servers = PostgresBars.servers(folder);
                var table = PostgresBars.ofOurs(servers)) {
            table.makeQuarters(file.first(), file.last());
            var command = List.of(
                    "psql",
                    "--no-psqlrc",
                    "--set=ON_ERROR_STOP=1",
                    "--dbname=" + servers.postgresUrl().substring("jdbc:".length()),
                    "--username=data_storage",
                    "--command=\\copy %s (%s) FROM '%s' (FORMAT csv)".formatted(table.name(), COLUMNS, file.path()));
            var password = Map.of(
                    "PGPASSWORD",
                    Files.readString(servers.passwordFile("data_storage")).strip());
            Instant start = Instant.now();
            var psql = ChildProcess.start(
                    "psql", command, password, ChildProcess.StopSignal.TERM, folder.resolve("psql.log"));
            psql.awaitEnd();
            if (psql.exitCode() != 0) {
                throw new IOException("psql failed" + psql.lastLines());
            }
            return new Done(table.rows(), seconds(start, table.lastCommit()), table.content());
        }
    }

    /**
     * What psql copies: the rows as the landers store them.
     *
     * @param first the earliest time of a bar, and the latest
     */
    private record CopyFile(Path path, Instant first, Instant last) {

        static CopyFile write(Market market, Path path) throws IOException {
            String now = Instant.now().toString();
            long[] times = {Long.MAX_VALUE, Long.MIN_VALUE};
            try (BufferedWriter csv = Files.newBufferedWriter(path)) {
                TopicBars.each(market, PARTITIONS, (bar, numbers, value, partition, offset) -> {
                    times[0] = Math.min(times[0], bar.openTimeMicros());
                    times[1] = Math.max(times[1], bar.openTimeMicros());
                    csv.write(String.join(
                            ",",
                            bar.symbol(),
                            time(bar.openTimeMicros()).toString(),
                            String.join(",", numbers),
                            Long.toString(bar.sourceId()),
                            Long.toString(bar.sourceLine()),
                            Integer.toString(partition),
                            Long.toString(offset),
                            now));
                    csv.write('\n');
                });
            }
            return new CopyFile(path, time(times[0]), time(times[1]));
        }

        private static Instant time(long micros) {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }
    }

    private static double seconds(Instant from, Instant to) {
        return ChronoUnit.MICROS.between(from, to) / 1e6;
    }

    private static String version() throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder("psql", "--version").start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return answer.split(" ")[2]; // of "psql (PostgreSQL) 17.2 (more)"
        } catch (IOException e) {
            throw new IOException("no psql in PATH; Debian, Ubuntu: apt-get install postgresql-client", e);
        }
    }
}
