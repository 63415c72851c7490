package io.quarterdeck.datastorage;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.localstack.EmbeddedKafka;
import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Real Kafka and PostgreSQL for all tests of this JVM; both end with it. */
final class Servers {

    private static Servers running;

    private final LocalServers local;

    private Servers(LocalServers local) {
        this.local = local;
    }

    static synchronized Servers running() {
        if (running == null) {
            try {
                running = new Servers(LocalServers.start(Files.createTempDirectory(Path.of("target"), "servers")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    EmbeddedKafka kafka() {
        return local.kafka();
    }

    EmbeddedPostgres postgres() {
        return local.postgres();
    }

    /** Everything as after the first bootstrap: empty topics, empty tables. */
    void reset() throws Exception {
        try (var admin = admin()) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        }
        bootstrap(TopicSettings.DEFAULT).prepareKafka();
        for (EventKind<?> kind : EventKind.ALL) {
            execute("TRUNCATE " + kind.table());
        }
        execute("TRUNCATE raw.undecodable, raw.consumer_offset");
    }

    Bootstrap bootstrap(TopicSettings topics) {
        return new Bootstrap(kafkaClient(), options(EmbeddedPostgres.OWNER), local.secrets(), topics);
    }

    Map<String, String> kafkaClient() {
        return Map.of("bootstrap.servers", local.kafkaServers());
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", local.kafkaServers()));
    }

    PostgresOptions options(String role) {
        var options = new PostgresOptions();
        options.url = local.postgresUrl();
        options.user = role;
        options.passwordFile = local.passwordFile(role);
        return options;
    }

    Connection connectAs(String role) throws SQLException, IOException {
        return options(role).connect("test");
    }

    void execute(String sql) throws SQLException, IOException {
        executeAs(EmbeddedPostgres.OWNER, sql);
    }

    void executeAs(String role, String sql) throws SQLException, IOException {
        try (var connection = connectAs(role);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query as the owner, each with its columns as text joined by a space. */
    List<String> query(String sql) throws SQLException, IOException {
        try (var connection = connectAs(EmbeddedPostgres.OWNER);
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

    long count(String table) throws SQLException, IOException {
        return Long.parseLong(query("SELECT count(*) FROM " + table).get(0));
    }
}
