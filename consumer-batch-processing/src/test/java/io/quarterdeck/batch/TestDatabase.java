package io.quarterdeck.batch;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.infra.secrets.CertificateKey;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A PostgreSQL server with the roles and migrations of bootstrap. */
public final class TestDatabase implements AutoCloseable {

    private final TestPostgres server;

    private TestDatabase(TestPostgres server) {
        this.server = server;
    }

    public static TestDatabase start(Path folder) throws IOException, BootstrapException, InterruptedException {
        var database = new TestDatabase(TestPostgres.open(folder));
        var owner = database.as(TestPostgres.OWNER);
        new Bootstrap(Map.of(), owner, database.server.secrets(), TopicSettings.DEFAULT).prepareDatabase();
        CertificateKey.make(database.certificateKey());
        return database;
    }

    public PostgresOptions as(String role) {
        var options = new PostgresOptions();
        options.url = server.url("quarterdeck");
        options.user = role;
        options.passwordFile = server.secrets().resolve(role + ".password");
        return options;
    }

    /** The key pair that signs certificates. */
    public Path certificateKey() {
        return server.secrets().resolve("certificate.key");
    }

    /** Makes PostgreSQL hold what the lake holds, as if both landers had been at work on the same topics. */
    void mirror(SparkSession lake) throws SQLException, IOException {
        try (Connection connection = as(TestPostgres.OWNER).connect("test");
                var statement = connection.createStatement()) {
            for (EventKind<?> kind : EventKind.ALL) {
                if (!lake.catalog().tableExists("lake." + kind.table())) {
                    continue;
                }
                statement.execute("TRUNCATE " + kind.table());
                Dataset<Row> rows = lake.table("lake." + kind.table());
                String values = String.join(", ", Collections.nCopies(rows.columns().length, "?"));
                try (var insert = connection.prepareStatement("INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(kind.table(), String.join(", ", rows.columns()), values))) {
                    for (Row row : rows.collectAsList()) {
                        for (int i = 0; i < row.length(); i++) {
                            Object value = row.get(i);
                            insert.setObject(
                                    i + 1, value instanceof Timestamp || value instanceof Instant ? utc(value) : value);
                        }
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                for (String offsets : List.of("raw.consumer_offset", "raw.lake_offset")) {
                    boolean named = offsets.equals("raw.consumer_offset");
                    statement.execute("DELETE FROM %s WHERE topic = '%s'".formatted(offsets, kind.topic()));
                    statement.execute(
                            "INSERT INTO %s SELECT '%s', kafka_partition, max(kafka_offset) + 1%s FROM %s GROUP BY 2"
                                    .formatted(offsets, kind.topic(), named ? ", 'test'" : "", kind.table()));
                }
            }
        }
    }

    private static OffsetDateTime utc(Object time) {
        if (time instanceof Timestamp timestamp) {
            return timestamp.toInstant().atOffset(ZoneOffset.UTC);
        }
        return ((Instant) time).atOffset(ZoneOffset.UTC);
    }

    /** The rows of a query, their values as text joined by commas. */
    public List<String> query(String role, String sql) throws SQLException, IOException {
        try (Connection connection = as(role).connect("test")) {
            return query(connection, sql);
        }
    }

    public static List<String> query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                var values = new ArrayList<String>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    values.add(found.getString(i));
                }
                rows.add(String.join(",", values));
            }
            return rows;
        }
    }

    public void execute(String role, String sql) throws SQLException, IOException {
        try (Connection connection = as(role).connect("test");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
