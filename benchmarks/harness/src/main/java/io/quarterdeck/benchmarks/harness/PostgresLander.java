package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
        return Lander.start(NAME, port, folder, command);
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
        settings.putAll(ConnectWorker.barsConverter());
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
}
