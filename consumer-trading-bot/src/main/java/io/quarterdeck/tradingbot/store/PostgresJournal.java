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
 * The journal of a run in {@code trading.journal}: the entries of a slot in one transaction. If the answer to a commit is lost,
 * the entries are looked up and written only if they are not there.
 */
public final class PostgresJournal implements Journal {

    private static final int PAGE = 10_000;
    private static final String TAKEN = "23505"; // unique_violation

    private final Database database;
    private final String run;
    private final Consumer<List<Entry>> committed;
    private final List<Entry> pending = new ArrayList<>();

    /** @param committed is told what was committed, slot by slot */
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

    /** By symbol, the sum of all fills, as the database reckons it. */
    public Map<String, Double> positions() throws SQLException, IOException {
        return database.inTransaction(connection -> {
            try (var query =
                    connection.prepareStatement("SELECT symbol, quantity FROM trading.positions WHERE run = ?")) {
                query.setString(1, run);
                var positions = new HashMap<String, Double>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        positions.put(rows.getString(1), rows.getDouble(2));
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
    public void commit() {
        try {
            boolean[] tried = {false};
            database.inTransaction(connection -> {
                boolean again = tried[0];
                tried[0] = true;
                return again && areThere(connection) ? 0 : insert(connection);
            });
        } catch (SQLException e) {
            throw new JournalException(
                    TAKEN.equals(e.getSQLState())
                            ? "run " + run + " is at work in another process: its journal has entry "
                                    + pending.get(0).sequence() + " already; stop one of the two"
                            : "run " + run + ": its journal cannot be written: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new JournalException(e.getMessage(), e);
        }
        committed.accept(List.copyOf(pending));
        pending.clear();
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
