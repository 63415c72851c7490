package io.quarterdeck.tradingbot.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What persons demand of runs, in {@code trading.command}; the journal says which were met. */
public final class Demands {

    public static final String KILL = "kill";
    public static final String RESUME = "resume";

    /**
     * @param id which the journal's entry has as its request
     * @param command {@link #KILL} or {@link #RESUME}
     * @param argument what {@code kill} demands, or the guard that {@code resume} releases
     */
    public record Demand(long id, String command, String argument, String actor, String reason) {}

    private static final String NOT_MET = """
            NOT EXISTS (SELECT FROM trading.journal
                         WHERE journal.run = command.run AND type = 'commanded'
                           AND (entry ->> 'request')::bigint = command.id)""";

    private final Database database;

    public Demands(Database database) {
        this.database = database;
    }

    /** Those that the run has not met, the oldest first. */
    public List<Demand> open(String run) throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var query = connection.prepareStatement(
                    "SELECT id, command, argument, actor, reason FROM trading.command WHERE run = ? AND " + NOT_MET
                            + " ORDER BY id")) {
                query.setString(1, run);
                var demands = new ArrayList<Demand>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        demands.add(new Demand(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5)));
                    }
                }
                return demands;
            }
        });
    }

    /**
     * Demands something of a run that there is.
     *
     * @return its id
     */
    public long add(String run, String command, String argument, String actor, String reason)
            throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO trading.command (run, command, argument, actor, reason) VALUES (?, ?, ?, ?, ?)
                    RETURNING id""")) {
                insert.setString(1, run);
                insert.setString(2, command);
                insert.setString(3, argument);
                insert.setString(4, actor);
                insert.setString(5, reason);
                try (var row = insert.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    public boolean met(long id) throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var query =
                    connection.prepareStatement("SELECT FROM trading.command WHERE id = ? AND NOT " + NOT_MET)) {
                query.setLong(1, id);
                try (var row = query.executeQuery()) {
                    return row.next();
                }
            }
        });
    }
}
