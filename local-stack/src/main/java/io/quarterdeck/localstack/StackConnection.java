package io.quarterdeck.localstack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How to reach one embedded stack. Names files with passwords, never a password.
 *
 * @param kafkaServers for clients: {@code bootstrap.servers}
 * @param postgresUrl JDBC URL of the database, without user and password
 * @param secrets folder with one {@code <role>.password} per PostgreSQL role
 * @param lakeWarehouse URI of the lake's folder
 * @param dashboardUrl for browsers; null in what an earlier version has written
 * @param httpPorts of each service: health and metrics
 */
public record StackConnection(
        String kafkaServers,
        String postgresUrl,
        String secrets,
        String lakeWarehouse,
        String dashboardUrl,
        Map<String, Integer> httpPorts) {

    /** Reads the tables that ML engineers read: the role to hand out. */
    static final String READER = "ml_reader";

    public StackConnection {
        httpPorts = Collections.unmodifiableMap(new TreeMap<>(httpPorts));
    }

    /** Of the stack in a home; empty when none has ever run there. */
    public static Optional<StackConnection> read(StackHome home) throws IOException {
        return Files.exists(home.connectionFile())
                ? Optional.of(Json.read(home.connectionFile(), StackConnection.class))
                : Optional.empty();
    }

    void write(StackHome home) throws IOException {
        Json.write(home.connectionFile(), this);
        Json.replace(home.connectionEnv(), env());
    }

    String passwordFile(String role) {
        return Path.of(secrets, role + ".password").toString();
    }

    /** The key pair that signs certificates of custody. */
    List<String> certificateKeyFlags() {
        return List.of(
                "--certificate-key",
                LocalServers.certificateKey(Path.of(secrets)).toString());
    }

    /** Its public half, which verifies them. */
    List<String> publicKeyFlags() {
        return List.of("--public-key", Path.of(secrets, "certificate.pub").toString());
    }

    int dashboardPort() {
        return URI.create(dashboardUrl).getPort();
    }

    public Connection connect(String role) throws SQLException, IOException {
        Path passwordFile = Path.of(passwordFile(role));
        if (!Files.exists(passwordFile)) {
            throw new IOException("there is no role '" + role + "': " + passwordFile + " does not exist");
        }
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", Files.readString(passwordFile).strip());
        properties.setProperty("ApplicationName", "quarterdeck");
        return DriverManager.getConnection(postgresUrl, properties);
    }

    /** Flags that every service with a connection to PostgreSQL takes. */
    List<String> postgresFlags(String role) {
        return List.of(
                "--postgres-url", postgresUrl,
                "--postgres-user", role,
                "--postgres-password-file", passwordFile(role));
    }

    private String env() {
        String server = postgresUrl.substring(postgresUrl.indexOf("//") + 2);
        String host = server.substring(0, server.indexOf(':'));
        String port = server.substring(server.indexOf(':') + 1, server.indexOf('/'));
        String database = server.substring(server.indexOf('/') + 1);
        return """
                # How to reach the embedded stack; written at each start. In a shell: set -a; source %s
                KAFKA_SERVERS='%s'
                POSTGRES_URL='%s'
                POSTGRES_USER='%s'
                POSTGRES_PASSWORD_FILE='%s'
                LAKE_WAREHOUSE='%s'
                DASHBOARD_URL='%s'
                # For psql: PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")" psql
                PGHOST='%s'
                PGPORT='%s'
                PGDATABASE='%s'
                PGUSER='%s'
                """.formatted(
                        "connection.env",
                        kafkaServers,
                        postgresUrl,
                        READER,
                        passwordFile(READER),
                        lakeWarehouse,
                        dashboardUrl,
                        host,
                        port,
                        database,
                        READER);
    }
}
