package io.quarterdeck.batch.custody;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Puts the lake's raw rows into PostgreSQL in place of what is there, for when Kafka has forgotten them. All of it is one
 * transaction, progress included: whatever ends it before its end has changed nothing. consumer-data-storage must not run;
 * it goes on behind the lake's last row.
 */
@Command(
        name = "postgres-from-lake",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces raw.* of PostgreSQL by what the lake holds, as far as the stream says that it has come.",
            "To be run as the owner of the database, while consumer-data-storage is stopped."
        })
public final class PostgresFromLake implements Callable<Integer> {

    private static final int ROWS_AT_ONCE = 5_000;

    @Mixin
    LakeOptions lakeOptions = new LakeOptions();

    @Mixin
    PostgresOptions postgresOptions = new PostgresOptions();

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new PostgresFromLake())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("postgres-from-lake: " + failure.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws SQLException, IOException {
        var builder = SparkSession.builder()
                .appName("postgres-from-lake")
                .config("spark.sql.datetime.java8API.enabled", true); // times as Instant
        lakeOptions.sparkSettings(postgresOptions).forEach(builder::config);
        try (SparkSession spark = builder.getOrCreate();
                Connection connection = postgresOptions.connect("postgres-from-lake")) {
            connection.setAutoCommit(false);
            PrintWriter out = spec.commandLine().getOut();
            for (EventKind<?> kind : EventKind.ALL) {
                out.println("%s: %,d rows".formatted(kind.table(), replace(kind, spark, connection)));
            }
            moveOffsets(connection);
            connection.commit();
            out.flush();
        }
        return 0;
    }

    private static long replace(EventKind<?> kind, SparkSession spark, Connection connection) throws SQLException {
        execute(connection, "TRUNCATE " + kind.table());
        String table = LakeOptions.CATALOG + "." + kind.table();
        String landed = landed(kind, connection);
        if (landed.isEmpty() || !spark.catalog().tableExists(table)) {
            return 0;
        }
        Dataset<Row> rows = spark.table(table).filter(expr(landed));
        ensureQuarters(kind, rows, connection);
        List<String> columns = List.of(rows.columns());
        String insert = "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        kind.table(),
                        String.join(", ", columns),
                        String.join(", ", Collections.nCopies(columns.size(), "?")));
        long inserted = 0;
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            // In the order in which they landed first: the tables' indexes live from that.
            Iterator<Row> each = rows.orderBy(col("kafka_offset")).toLocalIterator();
            while (each.hasNext()) {
                Row row = each.next();
                for (int i = 0; i < row.length(); i++) {
                    statement.setObject(i + 1, stored(row.get(i)));
                }
                statement.addBatch();
                inserted++;
                if (inserted % ROWS_AT_ONCE == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
        return inserted;
    }

    private static Object stored(Object value) {
        return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
    }

    /** The rows that the stream says are there, as a condition; empty if it says nothing. */
    private static String landed(EventKind<?> kind, Connection connection) throws SQLException {
        var landed = new StringJoiner(" OR ");
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT kafka_partition, next_offset FROM %s WHERE topic = ?".formatted(Tables.LAKE_OFFSET))) {
            select.setString(1, kind.topic());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    landed.add("(kafka_partition = %d AND kafka_offset < %d)".formatted(row.getInt(1), row.getLong(2)));
                }
            }
        }
        return landed.toString();
    }

    private static void ensureQuarters(EventKind<?> kind, Dataset<Row> rows, Connection connection)
            throws SQLException {
        String time = kind.timeColumn().name();
        Row span = rows.selectExpr("min(" + time + ")", "max(" + time + ")").first();
        if (span.isNullAt(0)) {
            return;
        }
        try (PreparedStatement ensure = connection.prepareStatement("SELECT raw.ensure_quarters(?::regclass, ?, ?)")) {
            ensure.setString(1, kind.table());
            ensure.setObject(2, stored(span.get(0)));
            ensure.setObject(3, stored(span.get(1)));
            ensure.execute();
        }
    }

    /** The topic's id stays, by which a topic made anew is told from this one. */
    private static void moveOffsets(Connection connection) throws SQLException {
        execute(connection, """
                UPDATE %s AS stored SET next_offset = lake.next_offset FROM %s AS lake
                 WHERE stored.topic = lake.topic AND stored.kafka_partition = lake.kafka_partition""".formatted(Tables.CONSUMER_OFFSET, Tables.LAKE_OFFSET));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
