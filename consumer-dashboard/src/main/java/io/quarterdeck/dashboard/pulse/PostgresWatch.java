package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at PostgreSQL over a connection of its own, so that it is not held up by those who look at pages. The first look
 * counts all raw rows, which takes its time; the others are quick. Not for use by two threads.
 */
final class PostgresWatch implements Watch.Looking<PostgresLook>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresWatch.class);

    private static final Duration QUICK = Duration.ofSeconds(4);
    private static final Duration COUNTING = Duration.ofMinutes(10);
    /** So counting takes a tenth of one core at most, whatever it takes. */
    private static final int PAUSE_BY_COUNT = 9;

    private final PostgresOptions postgres;
    private final RawCensus census;
    private final CensusTaker taker;
    private Connection connection;
    private Jdbi jdbi;
    private long nextCount = System.nanoTime();
    private long certificate = -1;
    private List<PostgresLook.Certificate> certificates = List.of();

    PostgresWatch(PostgresOptions postgres, RawCensus census) {
        this.postgres = postgres;
        this.census = census;
        this.taker = new CensusTaker(census);
    }

    @Override
    public PostgresLook look() throws SQLException, IOException {
        try {
            if (connection == null) {
                connection = connect(QUICK);
                jdbi = Jdbi.create(connection);
                Database.configure(jdbi);
            }
            PostgresLook look = jdbi.inTransaction(handle -> new PostgresLook(
                    CensusTaker.stored(handle),
                    lake(handle),
                    undecodable(handle),
                    run(handle),
                    quarters(handle),
                    releases(handle),
                    certificates(handle),
                    schedule(handle),
                    bots(handle)));
            boolean mayCount = System.nanoTime() - nextCount >= 0 && !taker.isUpTo(look.stored());
            if (mayCount || !census.isComplete()) {
                count();
            }
            return look;
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Over a connection that may take its time. */
    private void count() throws SQLException, IOException {
        long started = System.nanoTime();
        try (Connection patient = connect(COUNTING)) {
            Jdbi counting = Jdbi.create(patient);
            Database.configure(counting);
            if (!census.isComplete() || !counting.inTransaction(taker::countNew)) {
                taker.countAll(counting);
                log.info("counted all raw rows took={}ms", (System.nanoTime() - started) / 1_000_000);
            }
        }
        long ended = System.nanoTime();
        nextCount = ended + (ended - started) * PAUSE_BY_COUNT;
    }

    private Connection connect(Duration statement) throws SQLException, IOException {
        var properties = new Properties();
        properties.setProperty("user", postgres.user);
        properties.setProperty("password", postgres.password());
        properties.setProperty("ApplicationName", "consumer-dashboard watch");
        properties.setProperty("connectTimeout", String.valueOf(QUICK.toSeconds()));
        properties.setProperty("loginTimeout", String.valueOf(QUICK.toSeconds()));
        properties.setProperty(
                "socketTimeout", String.valueOf(statement.plusSeconds(1).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("options", "-c TimeZone=UTC -c jit=off -c statement_timeout=" + statement.toMillis());
        Connection made = DriverManager.getConnection(postgres.url, properties);
        made.setReadOnly(true);
        made.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return made;
    }

    private static List<PostgresLook.LakeOffset> lake(Handle handle) {
        return handle.createQuery("SELECT topic, kafka_partition, next_offset, noted_at FROM raw.lake_offset")
                .mapTo(PostgresLook.LakeOffset.class)
                .list();
    }

    private static long undecodable(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM (SELECT FROM raw.undecodable LIMIT :most) AS capped")
                .bind("most", PostgresLook.MOST_UNDECODABLE)
                .mapTo(Long.class)
                .one();
    }

    private static PostgresLook.Run run(Handle handle) {
        return handle.createQuery("""
                        SELECT id, state, quarters, started_at, ended_at, error,
                               (SELECT step FROM governance.run_step
                                 WHERE run = run.id AND took_ms IS NULL AND run.state = 'RUNNING'
                                 ORDER BY id DESC LIMIT 1) AS step
                          FROM governance.run
                         ORDER BY id DESC
                         LIMIT 1
                        """).mapTo(PostgresLook.Run.class).findOne().orElse(null);
    }

    private static List<PostgresLook.OfQuarter> quarters(Handle handle) {
        return handle.createQuery("""
                        SELECT DISTINCT ON (quarter) quarter, run, state, started_at, gate,
                               CASE WHEN gate @> '[{"check": "custody"}]'
                                    THEN NOT gate @> '[{"check": "custody", "passed": false}]'
                               END AS custody
                          FROM governance.run_quarter
                         ORDER BY quarter, run DESC
                        """).mapTo(PostgresLook.OfQuarter.class).list();
    }

    private static List<String> releases(Handle handle) {
        return handle.createQuery("""
                        SELECT name FROM (SELECT DISTINCT ON (quarter) quarter, name
                                            FROM governance.release ORDER BY quarter, version DESC) AS in_force
                         ORDER BY quarter DESC
                        """).mapTo(String.class).list();
    }

    /** Certificates never change, so they are read when there is a new one. */
    private List<PostgresLook.Certificate> certificates(Handle handle) {
        long newest = handle.createQuery("SELECT coalesce(max(id), 0) FROM governance.certificate")
                .mapTo(Long.class)
                .one();
        if (newest != certificate) {
            certificates = handle.createQuery("""
                            SELECT id, created_at, quarter, body, prev_hash, hash, signature, public_key,
                                   (SELECT hash FROM governance.certificate AS before WHERE before.id = newest.id - 1)
                                       AS hash_before
                              FROM (SELECT DISTINCT ON (quarter) *
                                      FROM governance.certificate ORDER BY quarter, id DESC) AS newest
                             ORDER BY id DESC
                            """)
                    .mapTo(PostgresLook.Certificate.class)
                    .list();
            certificate = newest;
        }
        return certificates;
    }

    private static PostgresLook.Schedule schedule(Handle handle) {
        return handle.createQuery("""
                        SELECT execution_time AS next_run_at, picked AS running, last_heartbeat,
                               coalesce(consecutive_failures, 0) AS failures
                          FROM schedule.scheduled_tasks
                         ORDER BY execution_time
                         LIMIT 1
                        """)
                .mapTo(PostgresLook.Schedule.class)
                .findOne()
                .orElse(null);
    }

    private record BotRow(String run, String state, Instant slot, Instant seenAt, long seenSecondsAgo) {}

    /** Live runs, but those that were left for a newer one a day ago. */
    private static List<PostgresLook.Bot> bots(Handle handle) {
        List<PostgresLook.Halt> halts =
                handle.createQuery("""
                        SELECT run, guard, symbol, halt, detail, at
                          FROM trading.halts
                         WHERE run IN (SELECT name FROM trading.run WHERE mode = 'live')
                         ORDER BY run, symbol NULLS FIRST, guard
                        """).mapTo(PostgresLook.Halt.class).list();
        return handle.createQuery("""
                        SELECT run, state, slot, seen_at,
                               extract(epoch FROM clock_timestamp() - seen_at)::bigint AS seen_seconds_ago
                          FROM trading.progress
                          JOIN trading.run ON run.name = progress.run
                         WHERE run.mode = 'live'
                           AND NOT (seen_at < clock_timestamp() - interval '1 day'
                                    AND EXISTS (SELECT FROM trading.run AS newer
                                                 WHERE newer.mode = 'live' AND newer.started_at > run.started_at))
                         ORDER BY run
                        """)
                .mapTo(BotRow.class)
                .map(row -> new PostgresLook.Bot(
                        row.run(),
                        row.state(),
                        row.slot(),
                        row.seenAt(),
                        row.seenSecondsAgo(),
                        halts.stream()
                                .filter(halt -> halt.run().equals(row.run()))
                                .toList()))
                .list();
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("closing", e);
            }
            connection = null;
        }
    }
}
