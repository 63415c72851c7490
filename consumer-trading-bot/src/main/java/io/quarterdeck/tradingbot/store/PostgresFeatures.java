package io.quarterdeck.tradingbot.store;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.market.FeatureRow;
import io.quarterdeck.tradingbot.market.FeatureRows;
import io.quarterdeck.tradingbot.market.FeatureSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows of {@code features.training_1h}, of the releases in force, a quarter in memory at a time. While it is asked about moments
 * behind the newest row, as in a live run, it looks for new rows, at most once a minute. A row from before the quarter that
 * precedes the first moment is not found.
 */
public final class PostgresFeatures implements FeatureSource {

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Questions questions;
    private final List<String> symbols;
    private final List<String> columns;
    private final long untilMicros;
    private final InstantSource clock;

    private FeatureRows rows = new FeatureRows(List.of());
    private long newestMicros = Long.MIN_VALUE;
    private long endMicros = Long.MIN_VALUE;
    private Instant lookAt = Instant.MIN;

    /**
     * @param columns of the feature table, in the order of the rows' values
     * @param untilMicros rows that became known later are not there
     */
    public PostgresFeatures(
            Questions questions, List<String> symbols, List<String> columns, long untilMicros, InstantSource clock) {
        this.questions = questions;
        this.symbols = List.copyOf(symbols);
        this.columns = Columns.checked(columns);
        this.untilMicros = untilMicros;
        this.clock = clock;
    }

    @Override
    public Optional<FeatureRow> newest(String symbol, long nowMicros) {
        boolean behind = nowMicros > newestMicros && !clock.instant().isBefore(lookAt);
        if (nowMicros >= endMicros || behind) {
            load(nowMicros);
        }
        return rows.newest(symbol, nowMicros);
    }

    private void load(long nowMicros) {
        Quarter quarter = Quarter.of(Instant.ofEpochSecond(Math.floorDiv(nowMicros, 1_000_000L)));
        long end = micros(quarter.end());
        long after = Math.max(newestMicros, micros(quarter.previous().start()));
        List<FeatureRow> loaded = symbols.stream()
                .map(symbol -> rows.newest(symbol, nowMicros))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(ArrayList::new));
        loaded.addAll(questions.ask(connection -> read(connection, after, Math.min(end - 1, untilMicros))));
        rows = new FeatureRows(loaded);
        newestMicros =
                loaded.stream().mapToLong(FeatureRow::knownAtMicros).max().orElse(newestMicros);
        endMicros = end;
        lookAt = clock.instant().plus(LOOK_EVERY);
    }

    private List<FeatureRow> read(Connection connection, long afterMicros, long upToMicros) throws SQLException {
        // The bounds of open_time say nothing new, but which partitions are not needed.
        try (var query = connection.prepareStatement(
                "SELECT symbol, " + Columns.micros("open_time") + ", " + Columns.micros("known_at") + ", release, "
                        + String.join(", ", columns) + """

                  FROM features.training_1h
                 WHERE known_at > ? AND known_at <= ? AND open_time > ?::timestamptz - interval '1 day' AND open_time <= ?
                   AND symbol = ANY (?)
                 ORDER BY known_at, symbol""")) {
            query.setFetchSize(1_000);
            query.setObject(1, PostgresJournal.time(afterMicros));
            query.setObject(2, PostgresJournal.time(upToMicros));
            query.setObject(3, PostgresJournal.time(afterMicros));
            query.setObject(4, PostgresJournal.time(upToMicros));
            query.setArray(5, connection.createArrayOf("text", symbols.toArray()));
            var found = new ArrayList<FeatureRow>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new FeatureRow(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getString(4),
                            Columns.values(row, 5, columns.size())));
                }
            }
            return found;
        }
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000;
    }
}
