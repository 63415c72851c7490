package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What PostgreSQL really holds. */
public final class PostgresContent {

    /** Connects as somebody who may read everything. */
    public interface Connector {
        Connection connect() throws SQLException, IOException;
    }

    private final Connector connector;

    public PostgresContent(Connector connector) {
        this.connector = connector;
    }

    /** Whole tables are read here, for longer than anybody waits at a dashboard. */
    private Connection connect() throws SQLException, IOException {
        Connection connection = connector.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0");
        }
        return connection;
    }

    public long rows(EventKind<?> kind) throws SQLException, IOException {
        return number("SELECT count(*) FROM " + kind.table()).longValueExact();
    }

    /** Next offset that each partition of the kind's topic would be read from, as stored with the rows. */
    public Map<Integer, Long> nextOffsets(EventKind<?> kind) throws SQLException, IOException {
        try (Connection connection = connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT kafka_partition, next_offset FROM raw.consumer_offset WHERE topic = ?")) {
            query.setString(1, kind.topic());
            try (ResultSet rows = query.executeQuery()) {
                var offsets = new TreeMap<Integer, Long>();
                while (rows.next()) {
                    offsets.put(rows.getInt(1), rows.getLong(2));
                }
                return offsets;
            }
        }
    }

    /** Count and content hash per Kafka partition, computed by PostgreSQL from its stored columns. */
    public Map<Integer, ContentHash> byPartition(EventKind<?> kind) throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT kafka_partition, rows, hex FROM " + kind.table() + "_content")) {
            var content = new TreeMap<Integer, ContentHash>();
            while (rows.next()) {
                content.merge(rows.getInt(1), ContentHash.parse(rows.getLong(2), rows.getString(3)), ContentHash::plus);
            }
            return content;
        }
    }

    /** The content hash of each table of each whole quarter's release in force, by {@code 2016Q4 features.bars_1h}. */
    public Map<String, String> releases() throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT DISTINCT ON (r.quarter, t.table_name)
                               r.quarter || ' ' || t.table_name, t.content_hash
                          FROM governance.release r JOIN governance.release_table t ON t.release = r.name
                         WHERE NOT r.partial
                         ORDER BY r.quarter, t.table_name, r.version DESC""")) {
            var hashes = new TreeMap<String, String>();
            while (rows.next()) {
                hashes.put(rows.getString(1), rows.getString(2));
            }
            return hashes;
        }
    }

    /** The first value of the first row, which there must be. */
    public BigDecimal number(String sql, String... parameters) throws SQLException, IOException {
        return new BigDecimal(text(sql, parameters));
    }

    /** The first value of the first row, which there must be. */
    public String text(String sql, String... parameters) throws SQLException, IOException {
        try (Connection connection = connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new AssertionError("no row: " + query);
                }
                return row.getString(1);
            }
        }
    }
}
