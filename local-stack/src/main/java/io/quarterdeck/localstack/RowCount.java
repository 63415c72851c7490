package io.quarterdeck.localstack;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How many rows a table of quarters holds.
 *
 * @param estimated counting took longer than anyone waits for a status: as many as there were when PostgreSQL last looked
 *     (vacuum or analyze), so lately landed rows may be missing
 */
record RowCount(long rows, boolean estimated) {

    private static final String TIME_LIMIT = "SET statement_timeout = '700ms'";

    private static final String CANCELED = "57014";

    /** @param table with its schema; partitioned */
    static RowCount of(String table, Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(TIME_LIMIT);
            try {
                return new RowCount(number("SELECT count(*) FROM " + table, connection), false);
            } catch (SQLException e) {
                if (!CANCELED.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        return new RowCount(number("""
                SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint -- -1: never looked at
                FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                WHERE inhparent = '%s'::regclass
                """.formatted(table), connection), true);
    }

    private static long number(String query, Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
