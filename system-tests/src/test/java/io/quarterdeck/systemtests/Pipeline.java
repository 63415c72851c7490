package io.quarterdeck.systemtests;

import io.quarterdeck.localstack.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kafka, PostgreSQL and our services around them, each service started and killed as the test pleases. */
public final class Pipeline implements AutoCloseable {

    /** Root of the project; tests run in their module's folder. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path folder;
    private final LocalServers servers;
    final Stores stores;

    private Pipeline(Path folder, LocalServers servers) throws IOException {
        this.folder = folder;
        this.servers = servers;
        this.stores = new Stores(
                new KafkaContent(servers.kafkaServers()),
                new PostgresContent(() -> servers.connect("dashboard")),
                new LakeContent(
                        servers.postgresUrl(),
                        "stream_storage",
                        Files.readString(servers.passwordFile("stream_storage")).strip(),
                        warehouse(folder)));
    }

    static Pipeline start(Path folder) throws IOException {
        return new Pipeline(folder, LocalServers.start(folder.resolve("servers")));
    }

    /** Brings one file into Kafka, at the pace of a feed so that there is time to kill it. */
    ServiceProcess producer(Path file) throws IOException {
        return jar("producer-service", "produce", file.toString(), "--rate", "4000/s");
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
                "--driver-java-options",
                "-XX:TieredStopAtLevel=1",
                ROOT.resolve("consumer-stream-storage/target/consumer-stream-storage.jar")
                        .toString()));
        command.addAll(List.of(databaseOptions("stream_storage")));
        command.addAll(List.of(
                "--kafka-servers", servers.kafkaServers(),
                "--lake-warehouse", warehouse(folder),
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

    private static String warehouse(Path folder) {
        return folder.resolve("lake").toUri().toString();
    }

    @Override
    public void close() throws IOException {
        stores.close();
        servers.close();
    }
}
