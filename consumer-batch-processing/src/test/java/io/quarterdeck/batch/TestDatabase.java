package io.quarterdeck.batch;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        return database;
    }

    public PostgresOptions as(String role) {
        var options = new PostgresOptions();
        options.url = server.url("quarterdeck");
        options.user = role;
        options.passwordFile = server.secrets().resolve(role + ".password");
        return options;
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
