package io.quarterdeck.datastorage;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.localstack.EmbeddedKafka;
import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.marketdata.Topics;
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

    final EmbeddedKafka kafka;
    final EmbeddedPostgres postgres;
    final Path secrets;

    private Servers() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "servers");
        kafka = EmbeddedKafka.open(folder.resolve("kafka"));
        postgres = EmbeddedPostgres.open(folder.resolve("postgres"));
        secrets = folder.resolve("secrets");
    }

    static synchronized Servers running() {
        if (running == null) {
            try {
                running = new Servers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    /** Everything as after the first bootstrap: empty topics, empty tables. */
    void reset() throws Exception {
        try (var admin = admin()) {
            var names = admin.listTopics().names().get();
            names.retainAll(List.of(Topics.BARS, Topics.REJECTED, Topics.MANIFESTS));
            admin.deleteTopics(names).all().get();
        }
        bootstrap().run();
        execute("TRUNCATE raw.bars, raw.undecodable, raw.consumer_offset");
    }

    Bootstrap bootstrap() {
        return bootstrap(TopicSettings.DEFAULT);
    }

    Bootstrap bootstrap(TopicSettings topics) {
        return new Bootstrap(kafkaClient(), options(EmbeddedPostgres.OWNER), secrets, topics);
    }

    Map<String, String> kafkaClient() {
        return Map.of("bootstrap.servers", kafka.servers());
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.servers()));
    }

    PostgresOptions options(String role) {
        var options = new PostgresOptions();
        options.url = postgres.url("quarterdeck");
        options.user = role;
        options.passwordFile =
                role.equals(EmbeddedPostgres.OWNER) ? postgres.passwordFile() : secrets.resolve(role + ".password");
        return options;
    }

    Connection connectAs(String role) throws SQLException, IOException {
        return options(role).connect("test");
    }

    void execute(String sql) throws SQLException, IOException {
        try (var connection = connectAs(EmbeddedPostgres.OWNER);
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
