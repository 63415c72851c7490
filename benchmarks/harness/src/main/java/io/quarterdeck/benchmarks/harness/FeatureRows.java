package io.quarterdeck.benchmarks.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * A table of features as it stands in PostgreSQL.
 *
 * @param keys symbol and open time of each row, in order
 * @param columns all columns of numbers and times (as seconds), value by value; NaN where there is none
 */
record FeatureRows(List<String> keys, Map<String, double[]> columns) {

    /**
     * Of a value, relative to its own size or the mean size of its column, whichever is larger: the two sum in another order,
     * and a value near 0 is the difference of larger ones.
     */
    static final double TOLERANCE = 1e-6;

    static FeatureRows of(String table, Connection connection) throws SQLException {
        connection.setAutoCommit(false); // so that rows come some thousand at a time
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            var row = statement.executeQuery("SELECT * FROM " + table + " ORDER BY symbol COLLATE \"C\", open_time");
            Map<Integer, String> numeric = numeric(row.getMetaData());
            var keys = new ArrayList<String>();
            var values = new LinkedHashMap<Integer, DoubleStream.Builder>();
            numeric.keySet().forEach(column -> values.put(column, DoubleStream.builder()));
            while (row.next()) {
                keys.add(row.getString("symbol") + " "
                        + row.getTimestamp("open_time").toInstant());
                for (var column : values.entrySet()) {
                    column.getValue().add(value(row, column.getKey()));
                }
            }
            var columns = new LinkedHashMap<String, double[]>();
            values.forEach((column, all) ->
                    columns.put(numeric.get(column), all.build().toArray()));
            return new FeatureRows(keys, columns);
        }
    }

    private static Map<Integer, String> numeric(ResultSetMetaData columns) throws SQLException {
        var numeric = new LinkedHashMap<Integer, String>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnTypeName(i).matches("(float|int|timestamp).*")) {
                numeric.put(i, columns.getColumnName(i));
            }
        }
        return numeric;
    }

    private static double value(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        if (value instanceof Timestamp time) {
            return time.getTime() / 1000.0;
        }
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    int rows() {
        return keys.size();
    }

    /** The columns that another table has, too. */
    Set<String> columnsInCommonWith(FeatureRows other) {
        var common = new LinkedHashSet<>(columns.keySet());
        common.retainAll(other.columns.keySet());
        return common;
    }

    /** What differs from another table in the columns that both have; a line for each, none when both say the same. */
    List<String> differencesFrom(FeatureRows other) {
        if (!keys.equals(other.keys)) {
            return List.of(
                    "%d rows, the other has %d; not all have the same symbol and time".formatted(rows(), other.rows()));
        }
        var differences = new ArrayList<String>();
        for (String name : columnsInCommonWith(other)) {
            long differ = differing(columns.get(name), other.columns.get(name));
            if (differ > 0) {
                differences.add("%s differs in %d of %d rows".formatted(name, differ, rows()));
            }
        }
        return differences;
    }

    private static long differing(double[] ours, double[] theirs) {
        double size = Arrays.stream(ours)
                .filter(value -> !Double.isNaN(value))
                .map(Math::abs)
                .average()
                .orElse(0);
        long differing = 0;
        for (int i = 0; i < ours.length; i++) {
            boolean bothMissing = Double.isNaN(ours[i]) && Double.isNaN(theirs[i]);
            double tolerated = TOLERANCE * Math.max(Math.abs(ours[i]), size);
            if (!bothMissing && !(Math.abs(ours[i] - theirs[i]) <= tolerated)) {
                differing++;
            }
        }
        return differing;
    }
}
