package io.quarterdeck.tradingbot.store;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.market.Slot;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The journal of a run in {@code trading.journal}: whole slots, in one transaction those since the last {@link #flush}, which comes
 * by itself once there are many. If the answer to a commit is lost, the entries are looked up and written only if they are not
 * there.
 */
public final class PostgresJournal implements Journal {

    private static final int PAGE = 10_000;
    private static final int MOST_PENDING = 1_000;
    private static final String TAKEN = "23505"; // unique_violation

    private final Database database;
    private final String run;
    private final Consumer<List<Entry>> committed;
    private final List<Entry> pending = new ArrayList<>();

    /** @param committed is told what was committed, some slots at a time */
    public PostgresJournal(Database database, String run, Consumer<List<Entry>> committed) {
        this.database = database;
        this.run = run;
        this.committed = committed;
    }

    /** All entries from this sequence on, in order, some at a time. */
    public void read(long fromSequence, Consumer<List<Entry>> page) throws SQLException, IOException {
        long next = fromSequence;
        while (true) {
            long from = next;
            List<Entry> entries = database.inTransaction(connection -> page(connection, from));
            if (entries.isEmpty()) {
                return;
            }
            page.accept(entries);
            next = entries.get(entries.size() - 1).sequence() + 1;
        }
    }

    private List<Entry> page(Connection connection, long from) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT entry FROM trading.journal WHERE run = ? AND sequence >= ? ORDER BY sequence LIMIT " + PAGE)) {
            query.setString(1, run);
            query.setLong(2, from);
            var entries = new ArrayList<Entry>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    entries.add(EntryJson.entry(rows.getString(1)));
                }
            }
            return entries;
        }
    }

    /**
     * By symbol, the sum of all fills, as the database reckons it.
     *
     * @param end sequence behind the newest entry that this process knows
     * @throws JournalException if there are more: another process runs the same run
     */
    public Map<String, Double> positions(long end) throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var query = connection.prepareStatement("""
                    SELECT newest, symbol, quantity
                      FROM (SELECT max(sequence) AS newest FROM trading.journal WHERE run = ?) AS journal
                      LEFT JOIN trading.positions ON run = ?""")) { // one statement: it sees one state of the journal
                query.setString(1, run);
                query.setString(2, run);
                var positions = new HashMap<String, Double>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        if (rows.getLong(1) >= end && !rows.wasNull()) {
                            throw taken(end, null);
                        }
                        if (rows.getString(2) != null) {
                            positions.put(rows.getString(2), rows.getDouble(3));
                        }
                    }
                }
                return positions;
            }
        });
    }

    @Override
    public void append(Entry entry) {
        pending.add(entry);
    }

    @Override
    public void endSlot() {
        if (pending.size() >= MOST_PENDING) {
            flush();
        }
    }

    /** Keeps the slots that have ended; between slots only. */
    public void flush() {
        if (pending.isEmpty()) {
            return;
        }
        try {
            boolean[] tried = {false};
            database.inTransaction(connection -> {
                boolean again = tried[0];
                tried[0] = true;
                return again && areThere(connection) ? 0 : insert(connection);
            });
        } catch (SQLException e) {
            throw TAKEN.equals(e.getSQLState())
                    ? taken(pending.get(0).sequence(), e)
                    : new JournalException("run " + run + ": its journal cannot be written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new JournalException(e.getMessage(), e);
        }
        committed.accept(List.copyOf(pending));
        pending.clear();
    }

    private JournalException taken(long sequence, SQLException cause) {
        return new JournalException(
                "run " + run + " is at work in another process: its journal has entry " + sequence
                        + " already; stop one of the two",
                cause);
    }

    private boolean areThere(Connection connection) throws SQLException {
        List<Entry> there = page(connection, pending.get(0).sequence());
        return there.equals(pending);
    }

    private int insert(Connection connection) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO trading.journal (run, sequence, type, at, symbol, entry)
                VALUES (?, ?, ?, ?, ?, ?::json)""")) {
            for (Entry entry : pending) {
                insert.setString(1, run);
                insert.setLong(2, entry.sequence());
                insert.setString(3, entry.type());
                insert.setObject(4, at(entry));
                insert.setString(5, entry.symbol());
                insert.setString(6, EntryJson.line(entry));
                insert.addBatch();
            }
            return insert.executeBatch().length;
        }
    }

    private static OffsetDateTime at(Entry entry) {
        return entry.slot() == Entry.NO_SLOT ? null : time(entry.slot() + Slot.LENGTH_MICROS);
    }

    static OffsetDateTime time(long micros) {
        return OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS);
    }
}
