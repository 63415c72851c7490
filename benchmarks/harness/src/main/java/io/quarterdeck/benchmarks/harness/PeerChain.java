package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.LocalServers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * What a user would put together instead: awk and Kafka's console producer; one worker of Kafka Connect with Debezium's sink to
 * PostgreSQL and the sink to Iceberg; DuckDB over the files of the lake; COPY into PostgreSQL.
 */
final class PeerChain implements Chain {

    static final String NAME = "connect and duckdb";

    private static final String TOPIC = "market.bars";

    private static final Duration LANDING_LIMIT = Duration.ofMinutes(20);
    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(500);

    /** From bars as CSV to key, tab and value; the time as epoch microseconds, which bars of one minute share. */
    private static final String TO_JSON = """
            NR > 1 {
              if ($2 != last) { last = $2; time = $2; gsub(/[-T:Z]/, " ", time); seconds = mktime(time) }
              printf "%s\\t{\\"symbol\\":\\"%s\\",\\"open_time\\":%d000000,\\"open\\":%s,\\"high\\":%s,\\"low\\":%s,\\"close\\":%s,\\"volume\\":%s,\\"source_id\\":1,\\"source_line\\":%d}\\n",
                $1, $1, seconds, $3, $4, $5, $6, $7, NR
            }""";

    /** Fails when either does; its first two arguments are for awk, all others are the producer's command line. */
    private static final String PIPE = "set -o pipefail; TZ=UTC awk -F, -f \"$0\" \"$1\" | \"${@:2}\"";

    /** The same as our producer's, and as {@code ingest}'s. */
    private static final List<String> PRODUCER =
            List.of("acks=all", "enable.idempotence=true", "linger.ms=10", "buffer.memory=67108864");

    private final Bench bench;
    private final Path folder;
    private final LocalServers servers;
    private final PostgresBars table;
    private final ConnectWorker worker;

    private PeerChain(Bench bench, Path folder, LocalServers servers, PostgresBars table, ConnectWorker worker) {
        this.bench = bench;
        this.folder = folder;
        this.servers = servers;
        this.table = table;
        this.worker = worker;
    }

    static Chain start(Bench bench, Path folder) throws IOException, SQLException {
        var servers = LocalServers.start(folder);
        boolean started = false;
        try {
            var table = PostgresBars.ofPeer(servers);
            ConnectWorker worker = ConnectWorker.start(
                    bench.peers(),
                    servers.kafkaServers(),
                    folder,
                    LakeLander.WORKER,
                    List.of(PostgresLander.sink(servers, table, LandPostgres.TUNED), lakeSink(servers, folder)));
            started = true;
            return new PeerChain(bench, folder, servers, table, worker);
        } finally {
            if (!started) {
                servers.close();
            }
        }
    }

    @Override
    public Times run(Market market) throws Exception {
        long start = System.nanoTime();
        Commands.run(toKafka(market), folder.resolve("console-producer.log"));
        double inKafka = Chain.secondsSince(start);
        awaitLanded(market.rows());
        double landed = Chain.secondsSince(start);
        Path files = folder.resolve("features");
        Commands.run(duckDb(files), folder.resolve("duckdb.log"));
        try (Connection owner = servers.connect(EmbeddedPostgres.OWNER)) {
            for (String interval : INTERVALS) {
                copy(interval, files, owner);
            }
        }
        return new Times(inKafka, landed, Chain.secondsSince(start));
    }

    /** The table of features has the columns that DuckDB wrote. */
    private static void copy(String interval, Path files, Connection owner) throws SQLException, IOException {
        String table = "peer.bars_" + interval;
        var copying = owner.unwrap(PGConnection.class).getCopyAPI();
        for (Path file : files(files, interval)) {
            try (BufferedReader header = Files.newBufferedReader(file);
                    Reader rows = Files.newBufferedReader(file);
                    var statement = owner.createStatement()) {
                String columns = Arrays.stream(header.readLine().split(","))
                        .map(PeerChain::column)
                        .collect(Collectors.joining(", "));
                statement.execute("CREATE TABLE IF NOT EXISTS %s (%s, PRIMARY KEY (symbol, open_time))"
                        .formatted(table, columns));
                copying.copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)", rows, 1 << 16);
            }
        }
    }

    private static String column(String name) {
        if (name.equals("symbol")) {
            return "symbol text";
        }
        boolean time = name.endsWith("_time") || name.equals("known_at");
        return name + (time ? " timestamptz" : " double precision");
    }

    private static List<Path> files(Path folder, String interval) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(interval + "-"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> toKafka(Market market) throws IOException {
        Path script = Files.writeString(folder.resolve("to-json.awk"), TO_JSON);
        var producer = new ArrayList<>(
                bench.peers().java("kafka-tools", List.of("-Xmx512m"), "org.apache.kafka.tools.ConsoleProducer"));
        producer.addAll(List.of("--bootstrap-server", servers.kafkaServers(), "--topic", TOPIC));
        producer.addAll(List.of("--compression-codec", "lz4", "--batch-size", "262144"));
        PRODUCER.forEach(setting -> producer.addAll(List.of("--producer-property", setting)));
        producer.addAll(List.of("--property", "parse.key=true")); // the key ends at a tab
        var command = new ArrayList<>(
                List.of("bash", "-c", PIPE, script.toString(), market.csv().toString()));
        command.addAll(producer);
        return command;
    }

    private List<String> duckDb(Path output) {
        Path program = bench.project().resolve("benchmarks/batch/target/batch-benchmark.jar");
        // The folder of the lake's table holds nothing but what was committed.
        String bars = "(SELECT *, now() AS ingested_at FROM read_parquet('%s/**/*.parquet', hive_partitioning = false))"
                .formatted(folder.resolve("lake/raw/bars/data"));
        return List.of(
                Commands.javaBinary(),
                "-Xmx256m",
                "-cp",
                program + File.pathSeparator + bench.peers().jars("duckdb") + "/*",
                "io.quarterdeck.benchmarks.batch.DuckDbFeatures",
                "--bars",
                bars,
                "--output",
                output.toString());
    }

    /** Looks gently, and at PostgreSQL first: both land at once. */
    private void awaitLanded(long rows) throws Exception {
        Instant deadline = Instant.now().plus(LANDING_LIMIT);
        while (!table.holds(rows)) {
            worker.check();
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("only %,d of %,d rows came into %s".formatted(table.rows(), rows, table.name()));
            }
            Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
        }
        new LakeBars(servers).awaitRows(rows, worker, Duration.between(Instant.now(), deadline));
    }

    @Override
    public FeatureRows features(String interval) throws SQLException, IOException {
        try (Connection owner = servers.connect(EmbeddedPostgres.OWNER)) {
            return FeatureRows.of("peer.bars_" + interval, owner);
        }
    }

    /** As {@code land-lake} has it, with each record's offset, which tells the newest of two bars of one minute. */
    private static Map<String, String> lakeSink(LocalServers servers, Path folder) throws IOException {
        var settings = new TreeMap<>(LakeLander.sink(servers, folder));
        settings.put("transforms", settings.get("transforms") + ",place");
        settings.put("transforms.place.type", "org.apache.kafka.connect.transforms.InsertField$Value");
        settings.put("transforms.place.offset.field", "kafka_offset");
        return settings;
    }

    static Map<String, String> versions(Bench bench) throws IOException {
        Peers peers = bench.peers();
        return Map.of(
                "kafka-connect", peers.version("connect", "connect-runtime"),
                "debezium-connector-jdbc", peers.version("plugins/debezium-jdbc", "debezium-connector-jdbc"),
                "iceberg-kafka-connect", peers.version("plugins/iceberg", "iceberg-kafka-connect"),
                "kafka-tools", peers.version("kafka-tools", "kafka-tools"),
                "duckdb", peers.version("duckdb", "duckdb_jdbc"));
    }

    /** Those that matter, for the report. */
    static Map<String, String> settings() {
        var settings = new TreeMap<>(PostgresLander.settings(LandPostgres.TUNED));
        settings.putAll(LakeLander.settings());
        settings.put(LakeLander.PEER + " transforms", "time, and the record's offset");
        settings.put("quarterdeck", "as ./quarterdeck up; quarter --all --allow-partial --override-gate");
        settings.put("console producer", String.join(" ", PRODUCER) + " compression lz4, batch 262144");
        settings.put("duckdb", "in memory, as many threads as cores, else its defaults");
        return settings;
    }

    /** All that a user of the peers has on disk besides Kafka and PostgreSQL. */
    static double programsMegabytes(Bench bench) throws IOException {
        double megabytes = 0;
        for (String jars : List.of("kafka-tools", "connect", "plugins/debezium-jdbc", "plugins/iceberg", "duckdb")) {
            megabytes += Footprint.megabytes(bench.peers().jars(jars));
        }
        return megabytes;
    }

    @Override
    public void close() {
        worker.close();
        servers.close(); // and with it the table's connection
    }
}
