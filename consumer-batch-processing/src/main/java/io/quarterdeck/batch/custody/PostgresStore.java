package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The raw tables of PostgreSQL as one transaction sees them, with the offsets up to which they are stored, here and in the
 * lake. Since the offsets are of this moment, a snapshot of the lake that is taken later holds all that they say.
 */
final class PostgresStore implements RowSource, AutoCloseable {

    private static final int ROWS_AT_ONCE = 10_000;
    private static final String TIMESTAMP = "TIMESTAMPTZ";

    private final Connection connection;

    private PostgresStore(Connection connection) {
        this.connection = connection;
    }

    static PostgresStore open(PostgresOptions postgres) throws SQLException, IOException {
        Connection connection = postgres.connect("audit");
        try (Statement set = connection.createStatement()) {
            set.execute("SET idle_in_transaction_session_timeout = 0"); // while the lake is read
        }
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        return new PostgresStore(connection);
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    /** By topic and partition the first offset that is not stored here. */
    Map<String, Map<Integer, Long>> nextOffsets() throws SQLException {
        return offsets(Tables.CONSUMER_OFFSET);
    }

    /** By topic and partition the first offset that is not stored in the lake, as far as is known. */
    Map<String, Map<Integer, Long>> nextOffsetsOfLake() throws SQLException {
        return offsets(Tables.LAKE_OFFSET);
    }

    private Map<String, Map<Integer, Long>> offsets(String table) throws SQLException {
        var offsets = new TreeMap<String, Map<Integer, Long>>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT topic, kafka_partition, next_offset FROM " + table)) {
            while (row.next()) {
                offsets.computeIfAbsent(row.getString(1), topic -> new TreeMap<>())
                        .put(row.getInt(2), row.getLong(3));
            }
        }
        return offsets;
    }

    /** All rows of the scope, hashed by PostgreSQL from its columns in one pass over each table. */
    Digest digest(Scope scope) throws SQLException {
        var digest = new Digest();
        for (EventKind<?> kind : EventKind.ALL) {
            String sql = """
                    SELECT source_id, kafka_partition, day, place, count(*),
                           raw.modulo_64_bits(sum(('x' || left(md5, 16))::bit(64)::bigint)),
                           raw.modulo_64_bits(sum(('x' || right(md5, 16))::bit(64)::bigint))
                      FROM (SELECT source_id, kafka_partition, (%s AT TIME ZONE 'UTC')::date AS day, %s AS place, %s AS md5
                              FROM %s WHERE %s) AS digests
                     GROUP BY source_id, kafka_partition, day, place
                    """.formatted(
                            kind.timeColumn().name(),
                            place(scope, kind),
                            md5(kind),
                            kind.table(),
                            scope.condition(kind, TIMESTAMP));
            // Not by a cursor, for which PostgreSQL would not share the work among its workers: four times as slow.
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery(sql)) {
                while (row.next()) {
                    var group = new Group(
                            kind.topic(),
                            row.getLong(1),
                            row.getInt(2),
                            row.getObject(3, LocalDate.class),
                            Place.values()[row.getInt(4)]);
                    digest.add(group, new ContentHash(row.getLong(5), row.getLong(6), row.getLong(7)));
                }
            }
        }
        return digest;
    }

    /**
     * Rows of the scope at or behind the offset that, by PostgreSQL's own account, comes next. Rows and that offset commit
     * together, so no lander can have put them there; to {@link #digest} they would look as if still in flight.
     */
    Map<Comparison.Source, String> strangers(Scope scope) throws SQLException {
        var strangers = new HashMap<Comparison.Source, String>();
        for (EventKind<?> kind : EventKind.ALL) {
            String sql =
                    """
                    SELECT source_id, count(*), min(source_line), string_agg(DISTINCT stored.kafka_partition::text, ', ')
                      FROM %s AS stored LEFT JOIN %s AS next
                        ON next.topic = '%s' AND next.kafka_partition = stored.kafka_partition
                     WHERE kafka_offset >= coalesce(next_offset, 0) AND %s
                     GROUP BY source_id
                    """.formatted(kind.table(), Tables.CONSUMER_OFFSET, kind.topic(), scope.condition(kind, TIMESTAMP));
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery(sql)) {
                while (row.next()) {
                    strangers.put(
                            new Comparison.Source(kind.topic(), row.getLong(1)),
                            ("%s holds %,d rows that no lander can have put there, as it has not come to their offsets yet;"
                                            + " from source line %d on, in partition %s of %s")
                                    .formatted(name(), row.getLong(2), row.getLong(3), row.getString(4), kind.topic()));
                }
            }
        }
        return strangers;
    }

    /** {@link Scope#place} in SQL: the ordinal of the place. */
    private static String place(Scope scope, EventKind<?> kind) {
        var cases = new StringBuilder("CASE kafka_partition");
        scope.spans()
                .getOrDefault(kind.topic(), Map.of())
                .forEach((partition, span) -> cases.append(
                        " WHEN %d THEN CASE WHEN kafka_offset >= %d THEN %d WHEN kafka_offset < %d THEN %d ELSE %d END"
                                .formatted(
                                        partition,
                                        span.landed(),
                                        Place.IN_FLIGHT.ordinal(),
                                        span.kafkaBegin(),
                                        Place.NOT_IN_KAFKA.ordinal(),
                                        Place.EVERYWHERE.ordinal())));
        return cases.charAt(cases.length() - 1) == 'D'
                ? cases + " ELSE " + Place.IN_FLIGHT.ordinal() + " END"
                : String.valueOf(Place.IN_FLIGHT.ordinal());
    }

    /** The migrations' function {@code raw.bar_md5}; it takes the columns in the order of the kind. */
    private static String md5(EventKind<?> kind) {
        String name = kind.schema().substring(0, kind.schema().indexOf('/'));
        return "raw.%s_md5(%s)"
                .formatted(
                        name,
                        kind.columns().stream().map(EventKind.Column::name).collect(Collectors.joining(", ")));
    }

    /** By topic the records of its partitions that could never be decoded. */
    Map<String, Long> undecodable(Scope scope) throws SQLException {
        var records = new HashMap<String, Long>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT topic, kafka_partition, kafka_offset FROM " + Tables.RAW_UNDECODABLE)) {
            while (row.next()) {
                if (scope.place(row.getString(1), row.getInt(2), row.getLong(3)) == Place.EVERYWHERE) {
                    records.merge(row.getString(1), 1L, Long::sum);
                }
            }
        }
        return records;
    }

    @Override
    public RowCursor rows(Suspects suspects) throws SQLException {
        EventKind<?> kind = suspects.kind();
        String columns = kind.columns().stream()
                .map(column -> column.type() == EventKind.Column.Type.TIME
                        ? "(extract(epoch FROM " + column.name() + ") * 1000000)::bigint"
                        : column.name())
                .collect(Collectors.joining(", "));
        String sql = "SELECT %s, kafka_partition, kafka_offset FROM %s WHERE %s ORDER BY kafka_partition, kafka_offset"
                .formatted(columns, kind.table(), suspects.condition(TIMESTAMP));
        PreparedStatement select = connection.prepareStatement(sql);
        select.setFetchSize(ROWS_AT_ONCE);
        ResultSet row = select.executeQuery();
        return new RowCursor() {
            @Override
            public StoredRow next() throws SQLException {
                return row.next() ? read(kind, row) : null;
            }

            @Override
            public void close() throws SQLException {
                select.close();
            }
        };
    }

    private static StoredRow read(EventKind<?> kind, ResultSet row) throws SQLException {
        var values = new Object[kind.columns().size()];
        for (int i = 0; i < values.length; i++) {
            Class<?> type = switch (kind.columns().get(i).type()) {
                case TEXT, SIDE -> String.class;
                case TIME, INTEGER -> Long.class;
                case NUMBER -> Double.class;
            };
            values[i] = row.getObject(i + 1, type);
        }
        return StoredRow.of(kind, values, row.getInt(values.length + 1), row.getLong(values.length + 2));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
