package io.quarterdeck.batch.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people asked for on the dashboard ({@code governance.operator_action}), and what came of it
 * ({@code schedule.operator_outcome}). A request is taken once, by one instance, whatever is killed when. Whoever calls this
 * must be the only one at work: the schedule's task sees to it.
 */
final class OperatorRequests {

    private static final Logger log = LoggerFactory.getLogger(OperatorRequests.class);

    private static final int LONGEST_MESSAGE = 500;

    private final DataSource database;

    OperatorRequests(DataSource database) {
        this.database = database;
    }

    /** A quarter that somebody wants to be made. */
    record Request(long action, String quarter) {

        /** The options of the job that make it, and by which its run can be found. */
        List<String> jobOptions() {
            return List.of("--quarter", quarter, "--operator-action", String.valueOf(action));
        }
    }

    /** Whether there is one that nobody has taken. */
    boolean waiting() throws SQLException {
        String sql = """
                SELECT EXISTS (SELECT FROM governance.operator_action
                                WHERE id NOT IN (SELECT action FROM schedule.operator_outcome))
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet found = select.executeQuery()) {
            found.next();
            return found.getBoolean(1);
        }
    }

    /** Takes the oldest that waits; from then on it is ours. */
    Optional<Request> take() throws SQLException {
        String sql = """
                WITH taken AS (
                    INSERT INTO schedule.operator_outcome (action)
                    SELECT min(id) FROM governance.operator_action
                     WHERE id NOT IN (SELECT action FROM schedule.operator_outcome)
                    HAVING min(id) IS NOT NULL
                        ON CONFLICT DO NOTHING
                    RETURNING action
                )
                SELECT id, subject FROM governance.operator_action JOIN taken ON taken.action = operator_action.id
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql);
                ResultSet found = insert.executeQuery()) {
            return found.next() ? Optional.of(new Request(found.getLong(1), found.getString(2))) : Optional.empty();
        }
    }

    /** The job has ended, and its run's record says the rest. */
    String ended(Request request, int exitCode) throws SQLException {
        String sql = """
                SELECT run.id, run.error, made.state, made.release,
                       (SELECT string_agg(
                                   format('%s%s %s, allowed %s',
                                          failing ->> 'check', ' of ' || (failing ->> 'symbol'),
                                          round((failing ->> 'found')::numeric, 4), failing ->> 'allowed'),
                                   '; ')
                          FROM jsonb_array_elements(made.gate) AS failing
                         WHERE NOT (failing ->> 'passed')::boolean)
                  FROM governance.run
                  LEFT JOIN governance.run_quarter AS made ON made.run = run.id AND made.quarter = ?
                 WHERE run.options -> 'operator_action' = to_jsonb(?)
                 ORDER BY run.id DESC
                 LIMIT 1
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, request.quarter());
            select.setLong(2, request.action());
            try (ResultSet run = select.executeQuery()) {
                boolean recorded = run.next();
                String message = recorded
                        ? message(exitCode, run.getString(2), run.getString(3), run.getString(4), run.getString(5))
                        : "failed: exit code %d and no record of a run; the log of the schedule says why"
                                .formatted(exitCode);
                settle(connection, request.action(), exitCode, recorded ? run.getInt(1) : null, message);
                return message;
            }
        }
    }

    private static String message(int exitCode, String error, String state, String release, String refusals) {
        return switch (exitCode) {
            case Job.DONE -> "UNCHANGED".equals(state) ? "unchanged: " + release + " stands" : "published " + release;
            case Job.REFUSED_BY_GATE -> "the gate refused: " + refusals;
            default -> "failed: " + (error == null ? "exit code " + exitCode : error);
        };
    }

    /** The job could not be run, or not to its end. */
    void failed(Request request, Integer exitCode, String why) throws SQLException {
        try (Connection connection = database.getConnection()) {
            settle(connection, request.action(), exitCode, null, "failed: " + why);
        }
    }

    private static void settle(Connection connection, long action, Integer exitCode, Integer run, String message)
            throws SQLException {
        String sql = """
                UPDATE schedule.operator_outcome
                   SET ended_at = clock_timestamp(), exit_code = ?, run = ?, message = left(?, ?)
                 WHERE action = ? AND ended_at IS NULL
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, exitCode, Types.INTEGER);
            update.setObject(2, run, Types.INTEGER);
            update.setString(3, message.lines().findFirst().orElse(message));
            update.setInt(4, LONGEST_MESSAGE);
            update.setLong(5, action);
            update.executeUpdate();
        }
    }

    /** Of an instance that was stopped or killed while it was at them. */
    void settleLeftOpen() throws SQLException {
        String sql = """
                UPDATE schedule.operator_outcome AS outcome
                   SET ended_at = clock_timestamp(), message = 'failed: the schedule was stopped',
                       run = (SELECT max(run.id) FROM governance.run
                               WHERE run.options -> 'operator_action' = to_jsonb(outcome.action))
                 WHERE ended_at IS NULL
                RETURNING action
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql);
                ResultSet found = update.executeQuery()) {
            while (found.next()) {
                log.warn(
                        "request={} was left open by a schedule that was stopped; it is not run again",
                        found.getLong(1));
            }
        }
    }
}
