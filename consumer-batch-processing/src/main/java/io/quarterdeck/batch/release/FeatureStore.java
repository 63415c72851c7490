package io.quarterdeck.batch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.batch.run.GateOverride;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The feature tables in PostgreSQL and the register of releases. A release replaces the rows of its quarter in one
 * transaction: a reader sees the old release or the new one, whole, under every isolation level, waits for nothing, and a
 * killed run leaves nothing behind.
 */
public final class FeatureStore implements AutoCloseable {

    /** First key of the advisory locks by which runs exclude one another; the second names the quarter. */
    private static final int QUARTER_LOCK = 0x5144_0001;

    private final Connection connection;

    private FeatureStore(Connection connection) {
        this.connection = connection;
    }

    public static FeatureStore open(PostgresOptions postgres) throws SQLException, IOException {
        return new FeatureStore(postgres.connect("consumer-batch-processing"));
    }

    /**
     * Claims the quarter until {@link #unclaim} or the end of the connection.
     *
     * @throws FailedRun when another run has it
     */
    public void claim(Quarter quarter) throws SQLException, FailedRun {
        if (!lock("SELECT pg_try_advisory_lock(?, ?)", quarter)) {
            throw new FailedRun("another run is at work on " + quarter + "; wait for it to end, then try again");
        }
    }

    /** Lets other runs have the quarter. */
    public void unclaim(Quarter quarter) throws SQLException {
        lock("SELECT pg_advisory_unlock(?, ?)", quarter);
    }

    private boolean lock(String sql, Quarter quarter) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(sql)) {
            call.setInt(1, QUARTER_LOCK);
            call.setInt(2, quarter.year() * 10 + quarter.number());
            try (ResultSet answer = call.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    /** The newest release of the quarter. */
    public Optional<Release> inForce(Quarter quarter) throws SQLException {
        String sql = """
                SELECT release.version, release.partial, content.table_name, content.row_count, content.content_hash,
                       content.lake_snapshot_id
                  FROM governance.release AS release
                  JOIN governance.release_table AS content ON content.release = release.name
                 WHERE release.quarter = ?
                   AND release.version = (SELECT max(version) FROM governance.release WHERE quarter = ?)
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, quarter.toString());
            select.setString(2, quarter.toString());
            try (ResultSet found = select.executeQuery()) {
                var tables = new EnumMap<Interval, Release.Content>(Interval.class);
                int version = 0;
                boolean partial = false;
                while (found.next()) {
                    version = found.getInt(1);
                    partial = found.getBoolean(2);
                    tables.put(
                            Interval.ofTable(found.getString(3)),
                            new Release.Content(
                                    ContentHash.parse(found.getLong(4), found.getString(5)), found.getLong(6)));
                }
                return version == 0 ? Optional.empty() : Optional.of(new Release(quarter, version, partial, tables));
            }
        }
    }

    /**
     * Publishes the release, whose rows must be those its hashes were taken from.
     *
     * @param comparison with earlier releases, kept beside it
     * @throws FailedRun when PostgreSQL then holds something else; nothing is published
     */
    public void publish(Release release, Origin origin, Comparison comparison, Map<Interval, Iterator<Row>> rows)
            throws SQLException, IOException, FailedRun {
        addPartitions(release.quarter());
        connection.setAutoCommit(false);
        try {
            for (var table : rows.entrySet()) {
                replace(table.getKey(), release.quarter(), table.getValue());
                check(table.getKey(), release);
            }
            register(release, origin, comparison.diffs());
            registerDrift(release, comparison);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException | IOException | FailedRun | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Exception failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e); // the connection is gone, and with it the transaction
        }
    }

    /**
     * What a release was made from.
     *
     * @param startedAt when the run began to work on the quarter
     * @param codeVersion of the batch job
     * @param barsSnapshotId snapshot of {@code lake.raw.bars}, if it has one
     * @param tradesSnapshotId snapshot of {@code lake.raw.trades}, if it has one
     * @param options as JSON
     * @param quality counts of rows seen and dropped, as JSON
     * @param run number of the run
     * @param override why it is published although the gate refused it
     * @param certificate of custody that it stands on
     */
    public record Origin(
            Instant startedAt,
            String codeVersion,
            Optional<Long> barsSnapshotId,
            Optional<Long> tradesSnapshotId,
            String options,
            String quality,
            int run,
            Optional<GateOverride> override,
            long certificate) {}

    private void addPartitions(Quarter quarter) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("SELECT features.add_quarter(?)")) {
            call.setString(1, quarter.toString());
            call.execute();
        }
    }

    private void replace(Interval interval, Quarter quarter, Iterator<Row> rows) throws SQLException, IOException {
        String sql = "DELETE FROM %s WHERE open_time >= ? AND open_time < ?".formatted(interval.table());
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, utc(quarter.start()));
            delete.setObject(2, utc(quarter.end()));
            delete.executeUpdate();
        }
        BinaryCopy.into(connection, interval, rows);
    }

    private void check(Interval interval, Release release) throws SQLException, FailedRun {
        String sql = "SELECT row_count, content_hash FROM features.content_hash(?, ?)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, interval.table());
            select.setString(2, release.quarter().toString());
            try (ResultSet found = select.executeQuery()) {
                found.next();
                ContentHash stored = ContentHash.parse(found.getLong(1), found.getString(2));
                ContentHash computed = release.tables().get(interval).hash();
                if (!stored.equals(computed)) {
                    throw new FailedRun(
                            "%s %s: PostgreSQL holds %d rows with hash %s, computed were %d with %s; nothing published"
                                    .formatted(
                                            interval.table(),
                                            release.name(),
                                            stored.rows(),
                                            stored.hex(),
                                            computed.rows(),
                                            computed.hex()));
                }
            }
        }
    }

    private void register(Release release, Origin origin, Map<Interval, TableDiff> diffs)
            throws SQLException, JsonProcessingException {
        String insertRelease = """
                INSERT INTO governance.release
                    (quarter, version, partial, started_at, code_version, lake_snapshot_id, trades_snapshot_id, options,
                     quality, run_id, override_reason, override_by, certificate)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
                """;
        try (PreparedStatement insert = connection.prepareStatement(insertRelease)) {
            insert.setString(1, release.quarter().toString());
            insert.setInt(2, release.version());
            insert.setBoolean(3, release.partial());
            insert.setObject(4, utc(origin.startedAt()));
            insert.setString(5, origin.codeVersion());
            insert.setObject(6, origin.barsSnapshotId().orElse(null), Types.BIGINT);
            insert.setObject(7, origin.tradesSnapshotId().orElse(null), Types.BIGINT);
            insert.setString(8, origin.options());
            insert.setString(9, origin.quality());
            insert.setInt(10, origin.run());
            insert.setString(11, origin.override().map(GateOverride::reason).orElse(null));
            insert.setString(12, origin.override().map(GateOverride::by).orElse(null));
            insert.setString(13, Long.toString(origin.certificate()));
            insert.executeUpdate();
        }
        String insertTable = """
                INSERT INTO governance.release_table (release, table_name, row_count, content_hash, lake_snapshot_id, diff)
                VALUES (?, ?, ?, ?, ?, ?::jsonb)
                """;
        try (PreparedStatement insert = connection.prepareStatement(insertTable)) {
            for (var table : release.tables().entrySet()) {
                insert.setString(1, release.name());
                insert.setString(2, table.getKey().table());
                insert.setLong(3, table.getValue().hash().rows());
                insert.setString(4, table.getValue().hash().hex());
                insert.setLong(5, table.getValue().lakeSnapshotId());
                TableDiff diff = diffs.get(table.getKey());
                insert.setString(6, diff == null ? null : ReleaseRegister.JSON.writeValueAsString(diff));
                insert.executeUpdate();
            }
        }
    }

    private void registerDrift(Release release, Comparison comparison) throws SQLException {
        String sql = """
                INSERT INTO governance.drift
                    (release, table_name, column_name, reference_release, value_count, reference_value_count, psi, psi_limit,
                     mean, reference_mean, standard_deviation, reference_standard_deviation, mean_shift, mean_shift_limit,
                     null_share, reference_null_share, null_share_rise_limit, drifted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (var table : comparison.drifts().entrySet()) {
                for (Drift drift : table.getValue()) {
                    insert.setString(1, release.name());
                    insert.setString(2, table.getKey().table());
                    insert.setString(3, drift.column());
                    insert.setString(4, comparison.reference().orElseThrow());
                    insert.setLong(5, drift.now().values());
                    insert.setLong(6, drift.reference().values());
                    setNumber(insert, 7, drift.psi());
                    setNumber(insert, 8, drift.psiLimit());
                    setNumber(insert, 9, drift.now().mean());
                    setNumber(insert, 10, drift.reference().mean());
                    setNumber(insert, 11, drift.now().standardDeviation());
                    setNumber(insert, 12, drift.reference().standardDeviation());
                    setNumber(insert, 13, drift.meanShift());
                    setNumber(insert, 14, Drift.MEAN_SHIFT_LIMIT);
                    setNumber(insert, 15, drift.now().nullShare());
                    setNumber(insert, 16, drift.reference().nullShare());
                    setNumber(insert, 17, Drift.NULL_SHARE_RISE_LIMIT);
                    insert.setArray(
                            18, connection.createArrayOf("text", drift.reasons().toArray()));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** @param value NaN for null */
    private static void setNumber(PreparedStatement insert, int parameter, double value) throws SQLException {
        insert.setObject(parameter, Double.isNaN(value) ? null : value, Types.DOUBLE);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
