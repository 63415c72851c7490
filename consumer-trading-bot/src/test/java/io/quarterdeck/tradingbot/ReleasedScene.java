package io.quarterdeck.tradingbot;

import io.quarterdeck.testservers.Servers;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Questions;
import java.io.IOException;
import java.sql.SQLException;

/** Released quarters in a real database: two symbols, hourly rows in which one feature says where the price goes. */
public final class ReleasedScene {

    private final Servers servers;

    private ReleasedScene(Servers servers) {
        this.servers = servers;
    }

    /** Without any quarter. */
    public static ReleasedScene empty() throws SQLException, IOException {
        var scene = new ReleasedScene(Servers.running());
        scene.servers.execute("""
                SET session_replication_role = replica; -- what stays for everybody goes for tests
                DELETE FROM trading.model; DELETE FROM trading.trial; DELETE FROM trading.report;
                DELETE FROM features.bars_1h; DELETE FROM governance.run_quarter; DELETE FROM governance.release;
                DELETE FROM governance.run""");
        return scene;
    }

    /** As role trading_bot. */
    public Questions questions() {
        return new Questions(() -> Database.withoutPatience(() -> servers.connectAs("trading_bot")));
    }

    public Servers servers() {
        return servers;
    }

    /**
     * Makes the rows of a quarter's first hours, and releases it. {@code log_return_1} is a wave, after whose upper half the
     * price rises (but for each seventh row), {@code sma_ratio_24} is null.
     */
    public void release(String quarter, int hours) throws SQLException, IOException {
        rows(quarter, hours);
        release(quarter);
    }

    public void rows(String quarter, int hours) throws SQLException, IOException {
        servers.execute("SELECT features.add_quarter('" + quarter + "')");
        servers.execute("""
                INSERT INTO features.bars_1h (symbol, open_time, known_at, open, high, low, close, volume, coverage,
                                              realized_volatility, log_return_1, hour_sin,
                                              label_barrier, label_barrier_time, label_forward_log_return_24)
                SELECT symbol, at, at + interval '1 hour', 1, 1, 1, 1, 1, 1, 0.01, sin(hour + shift), sin(hour),
                       CASE WHEN hour %% 5 = 0 THEN 0 WHEN (sin(hour + shift) > 0) = (hour %% 7 <> 0) THEN 1 ELSE -1 END,
                       at + interval '4 hours',
                       CASE WHEN (sin(hour + shift) > 0) = (hour %% 7 <> 0) THEN 0.01 ELSE -0.01 END
                  FROM (VALUES ('A', 0), ('B', 2)) AS symbols (symbol, shift),
                       generate_series(0, %2$d - 1) AS hour,
                       LATERAL (SELECT features.quarter_start('%1$s') + hour * interval '1 hour' AS at) AS moment""".formatted(quarter, hours));
    }

    /** Puts another version in force. */
    public void release(String quarter) throws SQLException, IOException {
        servers.execute("""
                INSERT INTO governance.release (quarter, version, started_at, code_version, options, quality, certificate)
                SELECT '%1$s', version, now(), 'test', '{}', '{}', 1
                  FROM (SELECT count(*) + 1 AS version FROM governance.release WHERE quarter = '%1$s') AS next""".formatted(quarter));
    }

    /** Ends a run that took the quarter up. @param state as in governance.run_quarter */
    public void run(String quarter, String state) throws SQLException, IOException {
        servers.execute("""
                WITH run AS (INSERT INTO governance.run (options, code_version, started_by, state, ended_at)
                             VALUES ('{}', 'test', 'test', 'SUCCEEDED', now()) RETURNING id)
                INSERT INTO governance.run_quarter (run, quarter, state) SELECT id, '%s', '%s' FROM run""".formatted(quarter, state));
    }
}
