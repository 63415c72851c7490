package io.quarterdeck.dashboard;

import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestKafka;
import io.quarterdeck.testservers.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The servers of all tests of this JVM, with questions whose answers are compared with those of the dashboard. */
final class Servers {

    private final io.quarterdeck.testservers.Servers servers;

    private Servers(io.quarterdeck.testservers.Servers servers) {
        this.servers = servers;
    }

    static Servers running() {
        return new Servers(io.quarterdeck.testservers.Servers.running());
    }

    TestKafka kafka() {
        return servers.kafka();
    }

    TestPostgres postgres() {
        return servers.postgres();
    }

    Map<String, String> kafkaClient() {
        return servers.kafkaClient();
    }

    PostgresOptions options(String role) {
        return servers.options(role);
    }

    /** As the owner. */
    void execute(String sql) {
        execute(TestPostgres.OWNER, sql);
    }

    void execute(String role, String sql) {
        try {
            servers.executeAs(role, sql);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query as the owner, each with its columns as text with a bar between. */
    List<String> query(String sql) {
        try (var connection = servers.connectAs(TestPostgres.OWNER);
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
}
