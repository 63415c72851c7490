package io.quarterdeck.dashboard;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestKafka;
import io.quarterdeck.testservers.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Real Kafka and PostgreSQL for all tests of this JVM; both end with it. */
final class Servers {

    private static Servers running;

    private final TestKafka kafka;
    private final TestPostgres postgres;

    private Servers(TestKafka kafka, TestPostgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    static synchronized Servers running() {
        if (running == null) {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "servers");
                var servers = new Servers(
                        TestKafka.open(folder.resolve("kafka")), TestPostgres.open(folder.resolve("postgres")));
                new Bootstrap(
                                servers.kafkaClient(),
                                servers.options(TestPostgres.OWNER),
                                servers.postgres.secrets(),
                                TopicSettings.DEFAULT)
                        .run();
                running = servers;
            } catch (IOException | BootstrapException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return running;
    }

    TestKafka kafka() {
        return kafka;
    }

    TestPostgres postgres() {
        return postgres;
    }

    Map<String, String> kafkaClient() {
        return Map.of("bootstrap.servers", kafka.servers());
    }

    PostgresOptions options(String role) {
        var options = new PostgresOptions();
        options.url = postgres.url("quarterdeck");
        options.user = role;
        options.passwordFile = postgres.secrets().resolve(role + ".password");
        return options;
    }

    /** As the owner. */
    void execute(String sql) {
        execute(TestPostgres.OWNER, sql);
    }

    void execute(String role, String sql) {
        try (var connection = options(role).connect("test");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query as the owner, each with its columns as text with a bar between. */
    List<String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                var values = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                lines.add(String.join("|", values));
            }
            return lines;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    double number(String sql) {
        return Double.parseDouble(query(sql).get(0));
    }

    private Connection connect() throws SQLException, IOException {
        return options(TestPostgres.OWNER).connect("test");
    }
}
