package io.quarterdeck.tradingbot.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** Columns of the feature tables in SQL. */
final class Columns {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private Columns() {}

    /** The same, or an exception if one can be no column: names cannot be bound, so they stand in the statement. */
    static List<String> checked(List<String> columns) {
        columns.forEach(column -> {
            if (!NAME.matcher(column).matches()) {
                throw new IllegalArgumentException("'" + column + "' is no column of a feature table");
            }
        });
        return List.copyOf(columns);
    }

    /** A time as epoch microseconds. */
    static String micros(String time) {
        return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
    }

    /** So many numbers, from this column of the result on; NaN for null. */
    static double[] values(ResultSet row, int from, int count) throws SQLException {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            double value = row.getDouble(from + i);
            values[i] = row.wasNull() ? Double.NaN : value;
        }
        return values;
    }
}
