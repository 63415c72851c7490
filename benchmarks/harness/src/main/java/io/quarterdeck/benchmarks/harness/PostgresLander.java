package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.localstack.Part;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What brings the bars of the topic into PostgreSQL: ours, or Debezium's sink. */
final class PostgresLander {

    static final String PEER = "debezium jdbc sink";

    private static final String NAME = "consumer-data-storage";

    /** Beside what each comparison tunes. */
    private static final Map<String, String> SINK = Map.ofEntries(
            Map.entry("name", "bars-to-postgres"),
            Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
            Map.entry("topics", EventKind.BARS.topic()),
            Map.entry("consumer.override.isolation.level", "read_committed"),
            Map.entry("consumer.override.auto.offset.reset", "earliest"),
            Map.entry("insert.mode", "insert"),
            Map.entry("primary.key.mode", "none"),
            Map.entry("schema.evolution", "none"),
            // The table has them, too.
            Map.entry("transforms", "place"),
            Map.entry("transforms.place.type", "org.apache.kafka.connect.transforms.InsertField$Value"),
            Map.entry("transforms.place.partition.field", "kafka_partition"),
            Map.entry("transforms.place.offset.field", "kafka_offset"));

    private PostgresLander() {}

    /** Ours, with the options that it has in the embedded stack. */
    static Lander ours(Bench bench, LocalServers servers, Path folder) throws IOException {
        int port = FreePort.any();
        var connection = new StackConnection(
                servers.kafkaServers(), servers.postgresUrl(), servers.secrets().toString(), null, null, Map.of());
        List<String> command =
                new ServiceCommands(bench.project(), new StackHome(folder)).dataStorage(connection, port);
        Part part = Part.service(NAME, port, folder.resolve(NAME + ".log"), command, Map.of());
        ChildProcess process = part.launch().start();
        Lander lander = Lander.of(NAME, process);
        boolean ready = false;
        try {
            part.readiness().await(process);
            ready = true;
            return lander;
        } finally {
            if (!ready) {
                lander.close();
            }
        }
    }

    /** Debezium's sink with what the comparison tunes, into a table that is there. */
    static Lander debezium(
            Bench bench, LocalServers servers, Path folder, PostgresBars table, Map<String, String> tuned)
            throws IOException {
        return ConnectWorker.start(
                bench.peers(), servers.kafkaServers(), folder, Map.of(), List.of(sink(servers, table, tuned)));
    }

    /** Its settings. */
    static Map<String, String> sink(LocalServers servers, PostgresBars table, Map<String, String> tuned)
            throws IOException {
        var settings = new TreeMap<>(SINK);
        settings.putAll(tuned);
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter.schemas.enable", "true");
        settings.put("value.converter.schema.content", schemaOfBars());
        settings.put("collection.name.format", table.name());
        settings.put("connection.url", servers.postgresUrl() + "?reWriteBatchedInserts=true");
        settings.put("connection.username", EmbeddedPostgres.OWNER);
        settings.put(
                "connection.password",
                Files.readString(servers.passwordFile(EmbeddedPostgres.OWNER)).strip());
        return settings;
    }

    /** For the report. */
    static Map<String, String> settings(Map<String, String> tuned) {
        var settings = new TreeMap<String, String>();
        settings.put("quarterdeck", "its defaults: --flush-rows 50000 --flush-interval PT0.2S; heap 384 MB");
        SINK.forEach((name, value) -> settings.put(PEER + " " + name, value));
        tuned.forEach((name, value) -> settings.put(PEER + " " + name, value));
        settings.put(PEER + " connection.url", "with reWriteBatchedInserts=true");
        return settings;
    }

    static Map<String, String> versions(Bench bench) throws IOException {
        return Map.of(
                "kafka-connect",
                bench.peers().version("connect", "connect-runtime"),
                "debezium-connector-jdbc",
                bench.peers().version("plugins/debezium-jdbc", "debezium-connector-jdbc"));
    }

    /** For Connect, to which our JSON does not say what is a time, or a price that has no fraction. */
    private static String schemaOfBars() {
        return EventKind.BARS.columns().stream()
                .map(column -> "{\"field\":\"%s\",\"optional\":false,%s}".formatted(column.name(), type(column)))
                .collect(Collectors.joining(",", "{\"type\":\"struct\",\"optional\":false,\"fields\":[", "]}"));
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case TEXT, SIDE -> "\"type\":\"string\"";
            case NUMBER -> "\"type\":\"double\"";
            // In its statements with unnest the sink passes times on as the numbers that they are.
            case TIME, INTEGER -> "\"type\":\"int64\"";
        };
    }
}
