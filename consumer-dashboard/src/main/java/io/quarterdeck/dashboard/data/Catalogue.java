package io.quarterdeck.dashboard.data;

import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Which feature tables, columns and releases there are: the only names that a request can turn into SQL. */
public final class Catalogue {

    /**
     * A table that the dictionary lists, such as {@code bars_1h}.
     *
     * @param intervalSeconds of its bars
     */
    public record Table(String name, long intervalSeconds) {

        /** With its schema, fit for SQL. */
        public String sql() {
            return "features." + quoted(name);
        }

        /** Such as {@code 1h}. */
        public String interval() {
            return name.substring(name.indexOf('_') + 1);
        }
    }

    /** A column that the dictionary lists of a table. */
    public record Column(String columnName, String kind, String dataType) {

        /** Fit for SQL. */
        public String sql() {
            return quoted(columnName);
        }

        public boolean isNumber() {
            return dataType.equals("double precision");
        }
    }

    /** The release of a quarter in force. */
    public record Release(String name, String quarter, int version) {

        public Instant from() {
            return Quarter.parse(quarter).start();
        }

        /** Exclusive. */
        public Instant to() {
            return Quarter.parse(quarter).end();
        }
    }

    private Catalogue() {}

    /** All tables, finest interval first. */
    public static List<Table> tables(Handle handle) {
        return handle.createQuery("SELECT DISTINCT table_name FROM features.dictionary").mapTo(String.class).stream()
                .map(name -> new Table(name, seconds(name)))
                .sorted(java.util.Comparator.comparingLong(Table::intervalSeconds))
                .toList();
    }

    public static Table table(Handle handle, String name) {
        return tables(handle).stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound(
                        "there is no feature table " + Parameters.shown(name), "See /api/v1/features/tables."));
    }

    /** The columns of a table in its order. */
    public static List<Column> columns(Handle handle, Table table) {
        return handle.createQuery("""
                        SELECT column_name, kind, data_type FROM features.dictionary
                         WHERE table_name = :table ORDER BY position
                        """)
                .bind("table", table.name())
                .mapTo(Column.class)
                .list();
    }

    /** A column of numbers. */
    public static Column number(Handle handle, Table table, String name) {
        return columns(handle, table).stream()
                .filter(column -> column.columnName().equals(name) && column.isNumber())
                .findFirst()
                .orElseThrow(() -> ApiException.notFound(
                        table.name() + " has no column of numbers " + Parameters.shown(name),
                        "See /api/v1/features/dictionary?table=" + table.name() + "."));
    }

    public static Optional<Release> findRelease(Handle handle, Quarter quarter) {
        return handle.createQuery("""
                        SELECT name, quarter, version FROM governance.release
                         WHERE quarter = :quarter ORDER BY version DESC LIMIT 1
                        """)
                .bind("quarter", quarter.toString())
                .mapTo(Release.class)
                .findOne();
    }

    public static Release release(Handle handle, Quarter quarter) {
        return findRelease(handle, quarter)
                .orElseThrow(() -> ApiException.notFound(
                        quarter + " has no release", "Make one: ./quarterdeck quarter " + quarter + "."));
    }

    /** The rows of a release, of one symbol or of all: a condition, for {@link #bound}. */
    public static String rowsOf(Optional<String> symbol) {
        return "open_time >= :from AND open_time < :to" + (symbol.isPresent() ? " AND symbol = :symbol" : "");
    }

    public static Query bound(Query query, Release release, Optional<String> symbol) {
        query.bind("from", release.from()).bind("to", release.to());
        symbol.ifPresent(name -> query.bind("symbol", name));
        return query;
    }

    private static long seconds(String table) {
        String interval = table.substring(table.indexOf('_') + 1);
        long number = Long.parseLong(interval.replaceAll("\\D", ""));
        return number
                * switch (interval.charAt(interval.length() - 1)) {
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    case 'd' -> 86_400;
                    default -> throw new IllegalStateException("no interval: " + table);
                };
    }

    private static String quoted(String identifier) {
        if (!identifier.matches("[a-z0-9_]+")) {
            throw new IllegalStateException("the dictionary lists " + identifier);
        }
        return '"' + identifier + '"';
    }
}
