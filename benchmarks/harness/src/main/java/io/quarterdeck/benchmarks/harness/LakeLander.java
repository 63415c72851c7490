package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.localstack.Part;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What brings the bars of the topic into the lake: ours, or the Iceberg sink of Kafka Connect. It runs until it is closed. */
interface LakeLander extends AutoCloseable {

    /** From one commit to the next: the trigger of the embedded stack's lander. */
    Duration COMMIT_EVERY = Duration.ofSeconds(3);

    /** The program that does it. */
    long pid();

    /** @throws IOException when it has ended or failed, with why */
    void check() throws IOException;

    @Override
    void close();

    /** Ours, with the options that it has in the embedded stack; up, and done with what the topic holds. */
    static LakeLander ours(Bench bench, LocalServers servers, Path folder) throws IOException {
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
        Part part = Part.service(
                "consumer-stream-storage", port, folder.resolve("consumer-stream-storage.log"), command, Map.of());
        ChildProcess process = part.launch().start();
        try {
            part.readiness().await(process);
        } catch (IOException e) {
            process.kill();
            throw e;
        }
        return new LakeLander() {
            @Override
            public long pid() {
                return process.pid();
            }

            @Override
            public void check() throws IOException {
                if (!process.isAlive()) {
                    throw new IOException("consumer-stream-storage has ended" + process.lastLines());
                }
            }

            @Override
            public void close() {
                process.stop(Duration.ofSeconds(30));
            }
        };
    }

    /**
     * A task looks for the coordinator's call to commit only when its consumer returns, and that may wait so long for rows: as in
     * the maker's own set-up, not a minute.
     */
    Map<String, String> WORKER = Map.of("offset.flush.interval.ms", "500");

    /** The peer's settings, but for where the servers are. */
    Map<String, String> SINK = Map.ofEntries(
            Map.entry("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector"),
            Map.entry("topics", "market.bars"),
            Map.entry("tasks.max", "2"),
            Map.entry("consumer.override.isolation.level", "read_committed"),
            Map.entry("consumer.override.auto.offset.reset", "earliest"),
            Map.entry("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
            Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
            Map.entry("value.converter.schemas.enable", "true"),
            Map.entry("value.converter.schema.content", schemaOfBars()),
            // Our microseconds would be taken for milliseconds.
            Map.entry("transforms", "time"),
            Map.entry("transforms.time.type", "org.apache.kafka.connect.transforms.TimestampConverter$Value"),
            Map.entry("transforms.time.field", "open_time"),
            Map.entry("transforms.time.target.type", "Timestamp"),
            Map.entry("transforms.time.unix.precision", "microseconds"),
            Map.entry("iceberg.tables", "raw.bars"),
            Map.entry("iceberg.tables.auto-create-enabled", "true"),
            Map.entry("iceberg.tables.default-partition-by", "months(open_time)"),
            Map.entry("iceberg.tables.auto-create-props.format-version", "2"),
            Map.entry("iceberg.tables.auto-create-props.write.parquet.compression-codec", "zstd"),
            Map.entry("iceberg.tables.auto-create-props.write.parquet.dict-size-bytes", "65536"),
            Map.entry("iceberg.tables.auto-create-props.write.target-file-size-bytes", "134217728"),
            Map.entry("iceberg.control.topic", "control-iceberg"),
            Map.entry("iceberg.control.commit.interval-ms", Long.toString(COMMIT_EVERY.toMillis())),
            Map.entry("iceberg.catalog", "lake"),
            Map.entry("iceberg.catalog.type", "jdbc"),
            Map.entry("iceberg.catalog.jdbc.schema-version", "V1"),
            Map.entry("iceberg.catalog.jdbc.init-catalog-tables", "false"));

    /** The peer, up and assigned its partitions; the catalog is ours, in the same database. */
    static LakeLander icebergSink(Bench bench, LocalServers servers, Path folder) throws IOException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaServers()))) {
            admin.createTopics(List.of(new NewTopic(SINK.get("iceberg.control.topic"), 1, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("cannot make the control topic", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making the control topic", e);
        }
        var settings = new TreeMap<>(SINK);
        settings.put("iceberg.kafka.bootstrap.servers", servers.kafkaServers());
        settings.put("iceberg.catalog.warehouse", warehouse(folder));
        settings.put("iceberg.catalog.uri", servers.postgresUrl() + "?currentSchema=lake_catalog");
        settings.put("iceberg.catalog.jdbc.user", "stream_storage");
        settings.put(
                "iceberg.catalog.jdbc.password",
                Files.readString(servers.passwordFile("stream_storage")).strip());
        settings.put("name", "bars-to-lake");
        ConnectWorker worker =
                ConnectWorker.start(bench.peers(), servers.kafkaServers(), folder, WORKER, List.of(settings));
        return new LakeLander() {
            @Override
            public long pid() {
                return worker.pid();
            }

            @Override
            public void check() throws IOException {
                worker.check();
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    private static String warehouse(Path folder) {
        return folder.resolve("lake").toUri().toString();
    }

    /** What ours and the peer are set to, for the report. */
    static Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("ours", "--trigger 3s --max-batch-records 500000, heap 1 GB");
        WORKER.forEach((name, value) -> settings.put("peer's worker " + name, value));
        SINK.forEach((name, value) -> settings.put("peer " + name, value));
        settings.remove("peer value.converter.schema.content"); // only the columns
        return settings;
    }

    static Map<String, String> versions(Bench bench) throws IOException {
        return Map.of(
                "iceberg-kafka-connect", bench.peers().version("plugins/iceberg", "iceberg-kafka-connect"),
                "kafka-connect", bench.peers().version("connect", "connect-runtime"));
    }

    /** For Connect, which by itself would take a price without a fraction for an integer. */
    private static String schemaOfBars() {
        String fields = EventKind.BARS.columns().stream()
                .map(column -> "{\"field\":\"%s\",\"type\":\"%s\",\"optional\":%s}"
                        .formatted(
                                column.name(),
                                switch (column.type()) {
                                    case TEXT, SIDE -> "string";
                                    case TIME, INTEGER -> "int64";
                                    case NUMBER -> "double";
                                },
                                column.nullable()))
                .collect(Collectors.joining(","));
        return "{\"type\":\"struct\",\"optional\":false,\"fields\":[" + fields + "]}";
    }
}
