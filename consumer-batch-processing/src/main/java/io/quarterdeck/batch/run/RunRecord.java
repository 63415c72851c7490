package io.quarterdeck.batch.run;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one run did, in {@code governance.run} and the tables that hang on it. Each entry is committed at once, over a
 * connection of its own beside the one that publishes, so that a run that is killed leaves its last state. As long as it
 * lives the run holds an advisory lock with its number; the next run marks those dead whose lock is free.
 */
public final class RunRecord implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunRecord.class);

    /** First key of the advisory locks that living runs hold; the second is the run's number. */
    private static final int RUN_LOCK = 0x5144_0002;

    /** How a run ends. */
    public enum End {
        /** Every quarter is published or unchanged. */
        SUCCEEDED,
        /** The gate refused at least one. */
        REFUSED,
        FAILED
    }

    /** What became of a quarter. */
    public enum QuarterEnd {
        PUBLISHED,
        /** The release in force has the same content. */
        UNCHANGED,
        /** By the gate. */
        REFUSED
    }

    private final Connection connection;
    private final String startedBy;
    private final List<Step> steps = new ArrayList<>();
    private int id;
    private UUID lineageId;

    private RunRecord(Connection connection, String startedBy) {
        this.connection = connection;
        this.startedBy = startedBy;
    }

    /**
     * Marks the dead and enters a new run.
     *
     * @param options the command line as understood, as JSON, nothing secret in it
     */
    public static RunRecord begin(PostgresOptions postgres, String options) throws SQLException, IOException {
        var record = new RunRecord(postgres.connect("consumer-batch-processing run record"), startedBy(postgres.user));
        try {
            record.markTheDead();
            record.enter(options);
        } catch (SQLException | RuntimeException e) {
            record.connection.close();
            throw e;
        }
        log.info("run id={} started_by={}", record.id, record.startedBy);
        return record;
    }

    private static String startedBy(String role) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return "%s@%s as %s".formatted(System.getProperty("user.name"), host, role);
    }

    private void markTheDead() throws SQLException {
        String sql = """
                WITH dead AS (
                    UPDATE governance.run
                       SET state = 'DEAD', ended_at = clock_timestamp(), error = 'ended without a word: killed, or cut off'
                     WHERE CASE state WHEN 'RUNNING' THEN pg_try_advisory_xact_lock(?, id) ELSE false END
                    RETURNING id
                )
                SELECT array_agg(id) FROM dead
                """;
        connection.setAutoCommit(false);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, RUN_LOCK);
            try (ResultSet found = update.executeQuery()) {
                found.next();
                Array dead = found.getArray(1);
                if (dead != null) {
                    settleQuarters(dead);
                    log.warn("marked dead runs={}: they had ended without a word", dead);
                }
            }
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    /** A run that ended between its publication and the next line of its record has published all the same. */
    private void settleQuarters(Array runs) throws SQLException {
        String sql = """
                UPDATE governance.run_quarter AS entry
                   SET state = CASE WHEN release.name IS NULL THEN 'FAILED' ELSE 'PUBLISHED' END, release = release.name
                  FROM governance.run_quarter AS open
                  LEFT JOIN governance.release ON release.run_id = open.run AND release.quarter = open.quarter
                 WHERE entry.run = open.run AND entry.quarter = open.quarter
                   AND open.state = 'RUNNING' AND open.run = ANY (?)
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, runs);
            update.executeUpdate();
        }
    }

    private void enter(String options) throws SQLException {
        String sql = """
                INSERT INTO governance.run (options, code_version, started_by) VALUES (?::jsonb, ?, ?)
                RETURNING id, lineage_id
                """;
        connection.setAutoCommit(false); // who can see the run finds it locked
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, options);
            insert.setString(2, CodeVersion.current());
            insert.setString(3, startedBy);
            try (ResultSet made = insert.executeQuery()) {
                made.next();
                id = made.getInt(1);
                lineageId = made.getObject(2, UUID.class);
            }
        }
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_lock(?, ?)")) {
            lock.setInt(1, RUN_LOCK);
            lock.setInt(2, id);
            lock.execute();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Number of the run. */
    public int id() {
        return id;
    }

    /** The run in OpenLineage events. */
    public UUID lineageId() {
        return lineageId;
    }

    /** Operating system user and host, and database role. */
    public String startedBy() {
        return startedBy;
    }

    /** Who does the work. */
    public void sparkIs(String applicationId, String master) throws SQLException {
        String sql = "UPDATE governance.run SET spark_application_id = ?, spark_master = ? WHERE id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, applicationId);
            update.setString(2, master);
            update.setInt(3, id);
            update.executeUpdate();
        }
    }

    /** What the run is made from: snapshots of {@code lake.raw.bars} and {@code lake.raw.trades}. */
    public void reads(Optional<Long> bars, Optional<Long> trades) throws SQLException {
        String sql = "UPDATE governance.run SET bars_snapshot_id = ?, trades_snapshot_id = ? WHERE id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, bars.orElse(null), Types.BIGINT);
            update.setObject(2, trades.orElse(null), Types.BIGINT);
            update.setInt(3, id);
            update.executeUpdate();
        }
    }

    /** What the run sets out to make. */
    public void makes(Collection<Quarter> quarters) throws SQLException {
        String sql = "UPDATE governance.run SET quarters = ? WHERE id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(
                    1,
                    connection.createArrayOf(
                            "text", quarters.stream().map(Quarter::toString).toArray()));
            update.setInt(2, id);
            update.executeUpdate();
        }
    }

    /** Begins a step that all quarters share. */
    public Step step(String name) throws SQLException {
        return step(name, null);
    }

    /** Begins a step; one that is never {@link Step#done} is where the run failed. */
    public Step step(String name, Quarter quarter) throws SQLException {
        String sql = "INSERT INTO governance.run_step (run, quarter, step) VALUES (?, ?, ?) RETURNING id";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, id);
            insert.setString(2, quarter == null ? null : quarter.toString());
            insert.setString(3, name);
            try (ResultSet made = insert.executeQuery()) {
                made.next();
                return new Step(made.getLong(1), name);
            }
        }
    }

    /** The steps that are done, in order. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** A step of the run, timed. */
    public final class Step {

        private final long stepId;
        private final String name;
        private final long startedNanos = System.nanoTime();
        private Duration took;

        private Step(long stepId, String name) {
            this.stepId = stepId;
            this.name = name;
        }

        /** Ends a step in which rows mean nothing. */
        public void done() throws SQLException {
            done(null, null);
        }

        /** Ends the step; rows are null where they mean nothing. */
        public void done(Long rowsIn, Long rowsOut) throws SQLException {
            took = Duration.ofNanos(System.nanoTime() - startedNanos);
            String sql = "UPDATE governance.run_step SET took_ms = ?, rows_in = ?, rows_out = ? WHERE id = ?";
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setLong(1, took.toMillis());
                update.setObject(2, rowsIn, Types.BIGINT);
                update.setObject(3, rowsOut, Types.BIGINT);
                update.setLong(4, stepId);
                update.executeUpdate();
            }
            steps.add(this);
        }

        public String name() {
            return name;
        }

        public Duration took() {
            return took;
        }
    }

    /** The run takes up a quarter. */
    public void begins(Quarter quarter) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO governance.run_quarter (run, quarter) VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, quarter.toString());
            insert.executeUpdate();
        }
    }

    /** What cleaning found in a quarter. */
    public void found(Quarter quarter, List<QualityResult> results) throws SQLException {
        String sql = """
                INSERT INTO governance.quality_result (run, quarter, symbol, rule, action, row_count, samples)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)
                """;
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (QualityResult result : results) {
                insert.setInt(1, id);
                insert.setString(2, quarter.toString());
                insert.setString(3, result.symbol());
                insert.setString(4, result.rule());
                insert.setString(5, result.action());
                insert.setLong(6, result.rows());
                insert.setString(7, result.samples());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    /**
     * What the gate said.
     *
     * @param checks a JSON array
     * @param override if it refused, and was overruled
     */
    public void judged(Quarter quarter, String checks, Optional<GateOverride> override) throws SQLException {
        String sql = """
                UPDATE governance.run_quarter SET gate = ?::jsonb, override_reason = ?, override_by = ?
                 WHERE run = ? AND quarter = ?
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, checks);
            update.setString(2, override.map(GateOverride::reason).orElse(null));
            update.setString(3, override.map(GateOverride::by).orElse(null));
            update.setInt(4, id);
            update.setString(5, quarter.toString());
            update.executeUpdate();
        }
    }

    /**
     * The run is done with a quarter.
     *
     * @param release its release that the run made, or found to have the same content
     */
    public void ends(Quarter quarter, QuarterEnd end, Optional<String> release, Duration took) throws SQLException {
        String sql = """
                UPDATE governance.run_quarter SET state = ?, release = ?, took_ms = ? WHERE run = ? AND quarter = ?
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, end.name());
            update.setString(2, release.orElse(null));
            update.setLong(3, took.toMillis());
            update.setInt(4, id);
            update.setString(5, quarter.toString());
            update.executeUpdate();
        }
    }

    /** Keeps an OpenLineage event, as JSON. */
    public void lineage(Quarter quarter, String eventType, Instant time, String event) throws SQLException {
        String sql = """
                INSERT INTO governance.lineage_event (run, quarter, event_type, event_time, event)
                VALUES (?, ?, ?, ?, ?::jsonb)
                """;
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, id);
            insert.setString(2, quarter.toString());
            insert.setString(3, eventType);
            insert.setObject(4, time.atOffset(ZoneOffset.UTC));
            insert.setString(5, event);
            insert.executeUpdate();
        }
    }

    /** Whether the gate refused the quarter in the last run that took it up, and that run read the same snapshots. */
    public boolean refusedBefore(Quarter quarter, Optional<Long> bars, Optional<Long> trades) throws SQLException {
        String sql = """
                SELECT run_quarter.state = 'REFUSED'
                       AND NOT coalesce(run_quarter.gate @> '[{"check": "custody"}]', false)
                       AND run.bars_snapshot_id IS NOT DISTINCT FROM ?
                       AND run.trades_snapshot_id IS NOT DISTINCT FROM ?
                  FROM governance.run_quarter
                  JOIN governance.run ON run.id = run_quarter.run
                 WHERE run_quarter.quarter = ?
                 ORDER BY run.id DESC
                 LIMIT 1
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, bars.orElse(null), Types.BIGINT);
            select.setObject(2, trades.orElse(null), Types.BIGINT);
            select.setString(3, quarter.toString());
            try (ResultSet found = select.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    /**
     * The run ends.
     *
     * @param error why it failed; null if it did not
     * @param lines its log
     */
    public void ends(End end, String error, List<RunLog.Line> lines) throws SQLException {
        keep(lines);
        settleQuarters(connection.createArrayOf("integer", new Integer[] {id}));
        String sql = "UPDATE governance.run SET state = ?, ended_at = clock_timestamp(), error = ? WHERE id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, end.name());
            update.setString(2, error);
            update.setInt(3, id);
            update.executeUpdate();
        }
    }

    private void keep(List<RunLog.Line> lines) throws SQLException {
        String sql = """
                INSERT INTO governance.run_log (run, position, logged_at, level, logger, message)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int position = 0;
            for (RunLog.Line line : lines) {
                insert.setInt(1, id);
                insert.setInt(2, ++position);
                insert.setObject(3, line.at().atOffset(ZoneOffset.UTC));
                insert.setString(4, line.level());
                insert.setString(5, line.logger());
                insert.setString(6, line.message());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            log.warn("the run's log is not kept: {}", e.getMessage()); // how it ended matters more
        }
        connection.setAutoCommit(true);
    }

    /** Lets go of the lock; a run that has not ended counts as dead from now on. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
