package io.quarterdeck.testservers;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Real Kafka and PostgreSQL, as bootstrap leaves them, for all tests of this JVM; both end with it. */
public final class Servers {

    private static Servers running;

    private final TestKafka kafka;
    private final TestPostgres postgres;

    private Servers(TestKafka kafka, TestPostgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    public static synchronized Servers running() {
        if (running == null) {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "servers");
                var servers = new Servers(
                        TestKafka.open(folder.resolve("kafka")), TestPostgres.open(folder.resolve("postgres")));
                servers.bootstrap(TopicSettings.DEFAULT).run();
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

    public TestKafka kafka() {
        return kafka;
    }

    public TestPostgres postgres() {
        return postgres;
    }

    /** Everything as after the first bootstrap: empty topics, empty tables. */
    public void reset() throws Exception {
        try (var admin = admin()) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        }
        bootstrap(TopicSettings.DEFAULT).prepareKafka();
        for (EventKind<?> kind : EventKind.ALL) {
            execute("TRUNCATE " + kind.table());
        }
        execute("TRUNCATE raw.undecodable, raw.consumer_offset");
    }

    public Bootstrap bootstrap(TopicSettings topics) {
        return new Bootstrap(kafkaClient(), options(TestPostgres.OWNER), postgres.secrets(), topics);
    }

    public Map<String, String> kafkaClient() {
        return Map.of("bootstrap.servers", kafka.servers());
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.servers()));
    }

    public PostgresOptions options(String role) {
        var options = new PostgresOptions();
        options.url = postgres.url("quarterdeck");
        options.user = role;
        options.passwordFile = postgres.secrets().resolve(role + ".password");
        return options;
    }

    public Connection connectAs(String role) throws SQLException, IOException {
        return options(role).connect("test");
    }

    public void execute(String sql) throws SQLException, IOException {
        executeAs(TestPostgres.OWNER, sql);
    }

    public void executeAs(String role, String sql) throws SQLException, IOException {
        try (var connection = connectAs(role);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query as the owner, each with its columns as text joined by a space. */
    public List<String> query(String sql) throws SQLException, IOException {
        return queryAs(TestPostgres.OWNER, sql);
    }

    public List<String> queryAs(String role, String sql) throws SQLException, IOException {
        try (var connection = connectAs(role);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                var values = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                lines.add(String.join(" ", values));
            }
            return lines;
        }
    }

    public long count(String table) throws SQLException, IOException {
        return Long.parseLong(query("SELECT count(*) FROM " + table).get(0));
    }
}
