package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What brings the bars of the topic into the lake: ours, or the Iceberg sink. */
final class LakeLander {

    static final String PEER = "iceberg sink";

    /** From one commit to the next: the trigger that ours has in the embedded stack. */
    static final Duration COMMIT_EVERY = Duration.ofSeconds(3);

    private static final String NAME = "consumer-stream-storage";
    private static final String CONTROL_TOPIC = "control-iceberg";

    /**
     * A task looks for the coordinator's call to commit only when its consumer returns, which may wait so long for rows: as in the
     * maker's own set-up, not a minute.
     */
    static final Map<String, String> WORKER = Map.of("offset.flush.interval.ms", "500");

    /** Beside where the servers are. */
    private static final Map<String, String> SINK = Map.ofEntries(
            Map.entry("name", "bars-to-lake"),
            Map.entry("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector"),
            Map.entry("topics", EventKind.BARS.topic()),
            Map.entry("tasks.max", "2"),
            Map.entry("consumer.override.isolation.level", "read_committed"),
            Map.entry("consumer.override.auto.offset.reset", "earliest"),
            // It takes a whole number for milliseconds, and ours are microseconds.
            Map.entry("transforms", "time"),
            Map.entry("transforms.time.type", "org.apache.kafka.connect.transforms.TimestampConverter$Value"),
            Map.entry("transforms.time.field", "open_time"),
            Map.entry("transforms.time.target.type", "Timestamp"),
            Map.entry("transforms.time.unix.precision", "microseconds"),
            // The table as ours makes it.
            Map.entry("iceberg.tables", "raw.bars"),
            Map.entry("iceberg.tables.auto-create-enabled", "true"),
            Map.entry("iceberg.tables.default-partition-by", "months(open_time)"),
            Map.entry("iceberg.tables.auto-create-props.format-version", "2"),
            Map.entry("iceberg.tables.auto-create-props.write.parquet.compression-codec", "zstd"),
            Map.entry("iceberg.tables.auto-create-props.write.parquet.dict-size-bytes", "65536"),
            Map.entry("iceberg.tables.auto-create-props.write.target-file-size-bytes", "134217728"),
            Map.entry("iceberg.control.topic", CONTROL_TOPIC),
            Map.entry("iceberg.control.commit.interval-ms", Long.toString(COMMIT_EVERY.toMillis())),
            Map.entry("iceberg.catalog", "lake"),
            Map.entry("iceberg.catalog.type", "jdbc"),
            Map.entry("iceberg.catalog.jdbc.schema-version", "V1"),
            Map.entry("iceberg.catalog.jdbc.init-catalog-tables", "false"));

    /** {@link #ours} or {@link #icebergSink}. */
    interface Start {
        Lander at(Bench bench, LocalServers servers, Path folder) throws IOException;
    }

    private LakeLander() {}

    /** Ours, with the options that it has in the embedded stack. */
    static Lander ours(Bench bench, LocalServers servers, Path folder) throws IOException {
        int port = FreePort.any();
        var connection = new StackConnection(
                servers.kafkaServers(),
                servers.postgresUrl(),
                servers.secrets().toString(),
                warehouse(folder),
                null,
                Map.of());
        List<String> command =
                new ServiceCommands(bench.project(), new StackHome(folder)).streamStorage(connection, port);
        return Lander.start(NAME, port, folder, command);
    }

    /** The Iceberg sink, in the same catalog as ours. */
    static Lander icebergSink(Bench bench, LocalServers servers, Path folder) throws IOException {
        return ConnectWorker.start(
                bench.peers(), servers.kafkaServers(), folder, WORKER, List.of(sink(servers, folder)));
    }

    /** Its settings; the topic and the schema of the lake that it needs besides are made. */
    static Map<String, String> sink(LocalServers servers, Path folder) throws IOException {
        makeControlTopic(servers);
        makeSchema(servers);
        var settings = new TreeMap<>(SINK);
        settings.putAll(ConnectWorker.barsConverter());
        settings.put("iceberg.kafka.bootstrap.servers", servers.kafkaServers());
        settings.put("iceberg.catalog.warehouse", warehouse(folder));
        settings.put("iceberg.catalog.uri", servers.postgresUrl() + "?currentSchema=lake_catalog");
        settings.put("iceberg.catalog.jdbc.user", "stream_storage");
        settings.put(
                "iceberg.catalog.jdbc.password",
                Files.readString(servers.passwordFile("stream_storage")).strip());
        return settings;
    }

    /** For the report. */
    static Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("quarterdeck, lake", "--trigger 3s --max-batch-records 500000; heap 1 GB");
        WORKER.forEach((name, value) -> settings.put(PEER + "'s worker " + name, value));
        SINK.forEach((name, value) -> settings.put(PEER + " " + name, value));
        return settings;
    }

    static Map<String, String> versions(Bench bench) throws IOException {
        return Map.of(
                "kafka-connect",
                bench.peers().version("connect", "connect-runtime"),
                "iceberg-kafka-connect",
                bench.peers().version("plugins/iceberg", "iceberg-kafka-connect"));
    }

    private static void makeControlTopic(LocalServers servers) throws IOException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaServers()))) {
            admin.createTopics(List.of(new NewTopic(CONTROL_TOPIC, 1, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("cannot make the topic " + CONTROL_TOPIC, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making the topic " + CONTROL_TOPIC, e);
        }
    }

    /** Two of its tasks that make the schema at the same moment do not both succeed, and one that fails stays down. */
    private static void makeSchema(LocalServers servers) throws IOException {
        try (var connection = servers.connect("stream_storage");
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO lake_catalog.iceberg_namespace_properties"
                            + " (catalog_name, namespace, property_key, property_value) VALUES ('lake', 'raw', 'exists', 'true')");
        } catch (SQLException e) {
            throw new IOException("cannot make the schema raw of the lake", e);
        }
    }

    private static String warehouse(Path folder) {
        return folder.resolve("lake").toUri().toString();
    }
}
