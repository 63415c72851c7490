package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.LocalServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A table of PostgreSQL that bars land in, whose rows tell when they were committed. */
final class PostgresBars implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** The server's statistics are a second old: more than any lander brings in that time. */
    private static final long BEHIND_AT_MOST = 200_000;

    private final Connection owner;
    private final String table;
    private final String openTime;

    /** @param openTime what gives a row's time */
    private PostgresBars(Connection owner, String table, String openTime) {
        this.owner = owner;
        this.table = table;
        this.openTime = openTime;
    }

    /** Servers of which PostgreSQL notes when each transaction was committed; it does not by default. */
    static LocalServers servers(Path folder) throws IOException, SQLException {
        var servers = LocalServers.start(folder);
        boolean ready = false;
        try {
            try (Connection owner = servers.connect(EmbeddedPostgres.OWNER);
                    Statement statement = owner.createStatement()) {
                statement.execute("ALTER SYSTEM SET track_commit_timestamp = on");
            }
            servers.postgres().stop();
            servers.postgres().start();
            ready = true;
            return servers;
        } finally {
            if (!ready) {
                servers.close();
            }
        }
    }

    /** The table of our lander. */
    static PostgresBars ofOurs(LocalServers servers) throws SQLException, IOException {
        return new PostgresBars(servers.connect(EmbeddedPostgres.OWNER), "raw.bars", "open_time");
    }

    /**
     * A table with the same columns and indexes, not partitioned, for a lander that does not say when it read a row and takes its
     * time for the number that it is in JSON.
     */
    static PostgresBars ofPeer(LocalServers servers) throws SQLException, IOException {
        var bars = new PostgresBars(
                servers.connect(EmbeddedPostgres.OWNER),
                "peer.bars",
                "(timestamptz 'epoch' + open_time * interval '1 microsecond')");
        bars.execute("CREATE SCHEMA peer");
        bars.execute("CREATE TABLE peer.bars (LIKE raw.bars INCLUDING ALL)");
        bars.execute("ALTER TABLE peer.bars ALTER COLUMN ingested_at SET DEFAULT clock_timestamp()");
        bars.execute("ALTER TABLE peer.bars ALTER COLUMN open_time TYPE bigint USING 0");
        return bars;
    }

    String name() {
        return table;
    }

    /** Makes the partitions that a market's bars need, which our lander does as it goes. */
    void makeQuarters(Instant first, Instant last) throws SQLException {
        try (var call = owner.prepareStatement("SELECT raw.ensure_quarters(?::regclass, ?, ?)")) {
            call.setString(1, table);
            call.setObject(2, first.atOffset(ZoneOffset.UTC));
            call.setObject(3, last.atOffset(ZoneOffset.UTC));
            call.execute();
        }
    }

    /**
     * Waits until so many rows are there; looks seldom, and counts only when nothing moves any more.
     *
     * @return when the last of them was committed
     * @throws IOException when they are not there in time, or the lander has failed
     */
    Instant awaitRows(long rows, Lander lander, Duration limit) throws SQLException, IOException, InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        long before = -1;
        while (true) {
            long inserted = inserted();
            if (inserted >= rows || inserted == before) {
                long counted = number("SELECT count(*) FROM " + table);
                if (counted >= rows) {
                    return lastCommit();
                }
                if (Instant.now().isAfter(deadline)) {
                    throw new IOException("only %,d of %,d rows came into %s within %d s"
                            .formatted(counted, rows, table, limit.toSeconds()));
                }
            }
            lander.check();
            before = inserted;
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    /** Whether so many rows are there; counts, which is work, only when it may be so. */
    boolean holds(long rows) throws SQLException {
        return inserted() + BEHIND_AT_MOST >= rows && rows() >= rows;
    }

    /** Rows by the server's statistics. */
    private long inserted() throws SQLException {
        return number("SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables"
                + " WHERE relid = '%1$s'::regclass OR relid IN (SELECT relid FROM pg_partition_tree('%1$s'))"
                        .formatted(table));
    }

    /** When the last of its rows was committed. */
    Instant lastCommit() throws SQLException {
        String sql =
                "SELECT max(pg_xact_commit_timestamp(id)) FROM (SELECT DISTINCT xmin AS id FROM %s) AS transactions"
                        .formatted(table);
        try (Statement statement = owner.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /**
     * Rows, and the hashes of their values with their places in the topic, added up: the same whatever their order. The server's
     * own hash of a row, which only needs to be the same in two tables of one machine, takes a fifteenth of an MD5's time.
     */
    String content() throws SQLException {
        return text("""
                SELECT count(*) || ' rows, hash ' || sum(hash_record_extended(
                           row(symbol, %s, open, high, low, close, volume, source_id, source_line, kafka_partition, kafka_offset), 0))
                  FROM %s""".formatted(openTime, table));
    }

    long rows() throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    /** From {@code open_time} to the commit, of rows whose {@code open_time} is {@code since} or later. */
    Delays delays(Instant since) throws SQLException {
        String sql = """
                SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY millis), percentile_disc(0.99) WITHIN GROUP (ORDER BY millis)
                  FROM (SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - time)::double precision * 1000 AS millis
                          FROM (SELECT xmin, %s AS time FROM %s) AS rows
                         WHERE time >= ?) AS delays""".formatted(openTime, table);
        try (var select = owner.prepareStatement(sql)) {
            select.setObject(1, since.atOffset(ZoneOffset.UTC));
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return new Delays(rows(), found.getDouble(1), found.getDouble(2));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = owner.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }
}
