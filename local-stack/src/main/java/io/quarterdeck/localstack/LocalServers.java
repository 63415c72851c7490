package io.quarterdeck.localstack;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.infra.secrets.CertificateKey;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * Kafka and PostgreSQL, set up by bootstrap: what a service needs around it. One line for a test:
 *
 * <pre>{@code
 * try (var servers = LocalServers.start(folder)) {
 *     run("--kafka-servers", servers.kafkaServers(), "--postgres-url", servers.postgresUrl(), ...);
 * }
 * }</pre>
 */
public final class LocalServers implements AutoCloseable {

    private static final String DATABASE = "quarterdeck";

    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;
    private final Path secrets;

    private LocalServers(EmbeddedKafka kafka, EmbeddedPostgres postgres, Path secrets) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.secrets = secrets;
    }

    /**
     * Starts both at once on free ports, everything of them in {@code folder}; what lies there from before is used
     * again.
     *
     * @throws IOException when one does not start or cannot be set up; then neither runs
     */
    public static LocalServers start(Path folder) throws IOException {
        Path secrets = folder.toAbsolutePath().resolve("secrets");
        var kafka = EmbeddedKafka.at(folder.resolve("kafka"), folder.resolve("kafka.log"), FreePort.any());
        var postgres = EmbeddedPostgres.at(
                PostgresBinaries.userCache(),
                folder.resolve("postgres"),
                secrets,
                folder.resolve("postgres.log"),
                FreePort.any());
        var servers = new LocalServers(kafka, postgres, secrets);
        try {
            InParallel.run(
                    () -> {
                        kafka.start();
                        prepare(kafka);
                    },
                    () -> {
                        postgres.start();
                        prepare(postgres, secrets);
                    });
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
        return servers;
    }

    /** For clients: {@code bootstrap.servers}. */
    public String kafkaServers() {
        return kafka.servers();
    }

    /** JDBC URL of the database, without user and password. */
    public String postgresUrl() {
        return url(postgres);
    }

    /** The folder of the password files, one per role. */
    public Path secrets() {
        return secrets;
    }

    public Path passwordFile(String role) {
        return secrets.resolve(role + ".password");
    }

    /** The key pair that signs certificates of custody. */
    public Path certificateKey() {
        return certificateKey(secrets);
    }

    /** A new connection to the database as one of its roles; {@link EmbeddedPostgres#OWNER} may do everything. */
    public Connection connect(String role) throws SQLException, IOException {
        return DriverManager.getConnection(
                postgresUrl(), role, Files.readString(passwordFile(role)).strip());
    }

    /** For tests that stop or kill it. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** For tests that stop or kill it. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }

    static String url(EmbeddedPostgres postgres) {
        return postgres.url(DATABASE);
    }

    /** Bootstrap's part in Kafka: the topics. */
    public static void prepare(EmbeddedKafka kafka) throws IOException {
        prepare(bootstrap -> bootstrap.prepareKafka(), kafka.servers(), new PostgresOptions(), Path.of("."));
    }

    /** Bootstrap's part in PostgreSQL: roles and their passwords, the database, migrations; and the key of certificates. */
    public static void prepare(EmbeddedPostgres postgres, Path secrets) throws IOException {
        var owner = new PostgresOptions();
        owner.url = url(postgres);
        owner.user = EmbeddedPostgres.OWNER;
        owner.passwordFile = postgres.passwordFile();
        prepare(bootstrap -> bootstrap.prepareDatabase(), "", owner, secrets);
        CertificateKey.make(certificateKey(secrets));
    }

    static Path certificateKey(Path secrets) {
        return secrets.resolve("certificate.key");
    }

    private interface Preparation {
        void run(Bootstrap bootstrap) throws BootstrapException, InterruptedException;
    }

    private static void prepare(Preparation preparation, String kafkaServers, PostgresOptions owner, Path secrets)
            throws IOException {
        try {
            preparation.run(
                    new Bootstrap(Map.of("bootstrap.servers", kafkaServers), owner, secrets, TopicSettings.DEFAULT));
        } catch (BootstrapException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while setting up the servers", e);
        }
    }
}
