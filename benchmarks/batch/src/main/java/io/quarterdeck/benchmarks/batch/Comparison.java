package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether two outputs say the same. */
final class Comparison {

    /**
     * Of a value, relative to its own size or the mean size of its column, whichever is larger: the two sum in another order,
     * and a value near 0 is the difference of larger ones.
     */
    private static final double TOLERANCE = 1e-6;

    private Comparison() {}

    /**
     * What differs between the tables in two folders, a line for each difference; empty if nothing does.
     *
     * @param table such as {@code 1h}
     */
    static List<String> differences(Path ours, Path theirs, String table) throws SQLException {
        var differences = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            // Ours is a folder of part files for each quarter, theirs one file.
            statement.execute(
                    "CREATE VIEW a AS SELECT * FROM read_parquet('%s/%s-*.parquet/*.parquet')".formatted(ours, table));
            statement.execute(
                    "CREATE VIEW b AS SELECT * FROM read_parquet('%s/%s-*.parquet')".formatted(theirs, table));
            long rows = number(statement, "SELECT count(*) FROM a");
            long matched = number(statement, "SELECT count(*) FROM a JOIN b USING (symbol, open_time)");
            long others = number(statement, "SELECT count(*) FROM b");
            if (rows == 0 || rows != matched || rows != others) {
                differences.add(
                        "%s: %d rows, the peer has %d, %d have the same key".formatted(table, rows, others, matched));
            }
            for (String column : columns(table)) {
                String differs = """
                        SELECT count(*)
                          FROM (SELECT %1$s AS x, %2$s AS y, avg(abs(x)) OVER () AS size
                                  FROM a JOIN b USING (symbol, open_time))
                         WHERE (x IS NULL) <> (y IS NULL) OR abs(x - y) > %3$s * greatest(abs(x), size)""".formatted(number("a." + column), number("b." + column), TOLERANCE);
                long count = number(statement, differs);
                if (count > 0) {
                    differences.add("%s.%s differs in %d of %d rows".formatted(table, column, count, rows));
                }
            }
        }
        return differences;
    }

    /** Of the peer's table. */
    static long rows(Path theirs, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            return number(statement, "SELECT count(*) FROM read_parquet('%s/%s-*.parquet')".formatted(theirs, table));
        }
    }

    private static String number(String column) {
        return column.endsWith("_time") ? "epoch(" + column + ")" : column;
    }

    /** All but the keys and what only trades can tell. */
    private static List<String> columns(String table) {
        return FeatureTable.columns(Interval.parse(table)).stream()
                .filter(column -> column.group() != Column.Group.KEY && column.group() != Column.Group.ORDER_FLOW)
                .map(Column::name)
                .filter(name -> !name.equals("known_at"))
                .toList();
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }
}
