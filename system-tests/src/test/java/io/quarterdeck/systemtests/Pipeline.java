package io.quarterdeck.systemtests;

import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.marketdata.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Kafka, PostgreSQL and our services around them, each service started and killed as the test pleases. */
final class Pipeline implements AutoCloseable {

    /** Root of the project; tests run in their module's folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path folder;
    private final LocalServers servers;
    final KafkaContent kafka;
    final LakeContent lake;

    private Pipeline(Path folder, LocalServers servers) throws IOException {
        this.folder = folder;
        this.servers = servers;
        this.kafka = new KafkaContent(servers.kafkaServers());
        this.lake = new LakeContent(
                servers.postgresUrl(),
                "stream_storage",
                Files.readString(servers.passwordFile("stream_storage")).strip(),
                warehouse(folder));
    }

    static Pipeline start(Path folder) throws IOException {
        return new Pipeline(folder, LocalServers.start(folder.resolve("servers")));
    }

    ServiceProcess producer(String... arguments) throws IOException {
        return jar("producer-service", arguments);
    }

    ServiceProcess dataStorage() throws IOException {
        return jar("consumer-data-storage", databaseOptions("data_storage"));
    }

    /** Small batches, so that there is always one in flight to be killed. */
    ServiceProcess streamStorage() throws IOException {
        var command = new ArrayList<String>(List.of(
                ROOT.resolve("infra/spark-runtime/target/spark/bin/spark-submit")
                        .toString(),
                "--master",
                "local[2]",
                "--driver-memory",
                "1g",
                ROOT.resolve("consumer-stream-storage/target/consumer-stream-storage.jar")
                        .toString()));
        command.addAll(List.of(databaseOptions("stream_storage")));
        command.addAll(List.of(
                "--kafka-servers", servers.kafkaServers(),
                "--lake-warehouse", warehouse(folder).toUri().toString(),
                "--checkpoint", folder.resolve("checkpoint").toUri().toString(),
                "--trigger", "1s",
                "--max-batch-records", "20000"));
        return ServiceProcess.start("consumer-stream-storage", folder.resolve("logs"), command);
    }

    private String[] databaseOptions(String role) {
        return new String[] {
            "--postgres-url", servers.postgresUrl(),
            "--postgres-user", role,
            "--postgres-password-file", servers.passwordFile(role).toString()
        };
    }

    private ServiceProcess jar(String module, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                JAVA,
                "-Xmx256m",
                "-jar",
                ROOT.resolve(module + "/target/" + module + ".jar").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--kafka-servers", servers.kafkaServers()));
        return ServiceProcess.start(module, folder.resolve("logs"), command);
    }

    long rowsInPostgres() throws SQLException, IOException {
        try (Connection connection = servers.connect("dashboard");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM raw.bars")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Next offset that each partition of {@code market.bars} would be read from, as stored with the rows. */
    Map<Integer, Long> nextOffsetsInPostgres() throws SQLException, IOException {
        try (Connection connection = servers.connect("dashboard");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT kafka_partition, next_offset FROM raw.consumer_offset WHERE topic = 'market.bars'")) {
            var offsets = new TreeMap<Integer, Long>();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        }
    }

    /** Count and content hash per Kafka partition, computed by PostgreSQL from its stored columns. */
    Map<Integer, ContentHash> postgresByPartition() throws SQLException, IOException {
        try (Connection connection = servers.connect("dashboard");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT kafka_partition, rows, hex FROM raw.bars_content")) {
            var content = new TreeMap<Integer, ContentHash>();
            while (rows.next()) {
                content.merge(rows.getInt(1), ContentHash.parse(rows.getLong(2), rows.getString(3)), ContentHash::plus);
            }
            return content;
        }
    }

    private static Path warehouse(Path folder) {
        return folder.resolve("lake");
    }

    @Override
    public void close() throws IOException {
        lake.close();
        servers.close();
    }
}
