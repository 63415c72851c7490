package io.quarterdeck.tradingbot.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** What runs there are, and how far each is. */
public final class Runs {

    public enum Mode {
        REPLAY,
        LIVE;

        /** As in the tables. */
        public String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum State {
        CATCHING_UP,
        RUNNING,
        ENDED;

        String sql() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Database database;

    public Runs(Database database) {
        this.database = database;
    }

    /**
     * Notes a new run; one that is there goes on.
     *
     * @throws IllegalStateException if it was begun in another mode or with another strategy
     */
    public void begin(String run, Mode mode, String strategy) throws SQLException, IOException {
        String begun = database.inTransaction(connection -> {
            try (var insert = connection.prepareStatement(
                    "INSERT INTO trading.run (name, mode, strategy) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, run);
                insert.setString(2, mode.sql());
                insert.setString(3, strategy);
                insert.executeUpdate();
            }
            try (var query = connection.prepareStatement("SELECT mode, strategy FROM trading.run WHERE name = ?")) {
                query.setString(1, run);
                try (var row = query.executeQuery()) {
                    row.next();
                    return row.getString(1) + " of " + row.getString(2);
                }
            }
        });
        String wanted = mode.sql() + " of " + strategy;
        if (!begun.equals(wanted)) {
            throw new IllegalStateException("run " + run + " was begun as " + begun + ", not as " + wanted
                    + "; give this one another name (--run)");
        }
    }

    /** Entries before this sequence have been sent to the topics; 0 for a new run. */
    public long sent(String run) throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var query = connection.prepareStatement("SELECT sent FROM trading.progress WHERE run = ?")) {
                query.setString(1, run);
                try (var row = query.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0;
                }
            }
        });
    }

    /**
     * Tells how far a run is.
     *
     * @param slot open time of the newest minute, below 0 before the first
     */
    public void progress(String run, State state, long slot, long sent, long dropped) throws SQLException, IOException {
        database.inTransaction(connection -> progress(connection, run, state, slot, sent, dropped));
    }

    private static int progress(Connection connection, String run, State state, long slot, long sent, long dropped)
            throws SQLException {
        try (var upsert = connection.prepareStatement("""
                INSERT INTO trading.progress (run, state, slot, sent, dropped) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (run) DO UPDATE SET state = excluded.state, slot = excluded.slot, sent = excluded.sent,
                       dropped = excluded.dropped, seen_at = clock_timestamp()""")) {
            upsert.setString(1, run);
            upsert.setString(2, state.sql());
            upsert.setObject(3, slot < 0 ? null : PostgresJournal.time(slot));
            upsert.setLong(4, sent);
            upsert.setLong(5, dropped);
            return upsert.executeUpdate();
        }
    }
}
