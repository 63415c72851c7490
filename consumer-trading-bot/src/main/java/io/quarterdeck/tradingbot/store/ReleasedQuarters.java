package io.quarterdeck.tradingbot.store;

import io.quarterdeck.tradingbot.model.TrainingQuarter;
import io.quarterdeck.tradingbot.model.TrainingRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What can be learnt from: the quarters that are over and released, and their rows with labels. */
public final class ReleasedQuarters {

    /** @param release in force */
    public record Released(String quarter, String release, long startMicros, long endMicros) {}

    private final Questions questions;

    public ReleasedQuarters(Questions questions) {
        this.questions = questions;
    }

    /** In order of time. */
    public List<Released> list() {
        return questions.ask(connection -> {
            try (var query = connection.prepareStatement("SELECT quarter, release, " + Columns.micros("starts_at")
                    + ", " + Columns.micros("ends_at") + """
                      FROM features.training_quarter
                     WHERE ends_at <= clock_timestamp()
                     ORDER BY starts_at""")) {
                var quarters = new ArrayList<Released>();
                try (var row = query.executeQuery()) {
                    while (row.next()) {
                        quarters.add(new Released(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
                    }
                }
                return quarters;
            }
        });
    }

    /**
     * The quarter's rows.
     *
     * @throws IllegalStateException if another release has come into force since it was listed
     */
    public TrainingQuarter read(Released quarter, List<String> columns) {
        List<String> names = Columns.checked(columns);
        List<TrainingRow> rows = questions.ask(connection -> rows(connection, quarter, names));
        return new TrainingQuarter(
                quarter.quarter(), quarter.release(), quarter.startMicros(), quarter.endMicros(), rows);
    }

    private static List<TrainingRow> rows(Connection connection, Released quarter, List<String> columns)
            throws SQLException {
        try (var query = connection.prepareStatement("SELECT release, symbol, " + Columns.micros("open_time") + ", "
                + Columns.micros("known_at") + ", " + Columns.micros("label_barrier_time") + """
                , label_barrier > 0 OR label_barrier = 0 AND label_forward_log_return_24 > 0 AS up, \
                """
                + String.join(", ", columns) + """

                  FROM features.training_1h
                 WHERE open_time >= ? AND open_time < ?
                   AND label_barrier_time <= ? AND (label_barrier <> 0 OR label_forward_log_return_24 IS NOT NULL)
                 ORDER BY open_time, symbol""")) {
            query.setFetchSize(1_000);
            query.setObject(1, PostgresJournal.time(quarter.startMicros()));
            query.setObject(2, PostgresJournal.time(quarter.endMicros()));
            query.setObject(3, PostgresJournal.time(quarter.endMicros()));
            var found = new ArrayList<TrainingRow>();
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    if (!row.getString(1).equals(quarter.release())) {
                        throw new IllegalStateException(
                                quarter.release() + " is no longer in force, " + row.getString(1) + " is; try again");
                    }
                    found.add(new TrainingRow(
                            row.getString(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getBoolean(6),
                            Columns.values(row, 7, columns.size())));
                }
            }
            return found;
        }
    }
}
