package io.quarterdeck.localstack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run of the trading bot, as {@code trading.*} has it.
 *
 * @param mode {@code live} or {@code replay}
 * @param state {@code catching up}, {@code running} or {@code ended}; as it said when it was last at work
 * @param slot open time of the newest minute it has dealt with; null before the first
 * @param equity at the newest hour's close; null before the first
 * @param halts what guards demand now
 */
record TradingRun(
        String name,
        String mode,
        String strategy,
        String state,
        String slot,
        Double equity,
        long orders,
        long fills,
        List<String> halts) {

    /** All of them, in the order in which they began. */
    static List<TradingRun> all(Connection connection) throws SQLException {
        var runs = new ArrayList<TradingRun>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT name, mode, strategy, coalesce(state, 'begun') AS state,
                               to_char(slot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') AS slot,
                               (SELECT equity FROM trading.equity
                                 WHERE equity.run = name ORDER BY at DESC LIMIT 1) AS equity,
                               (SELECT count(*) FROM trading.orders WHERE orders.run = name) AS orders,
                               (SELECT count(*) FROM trading.fills WHERE fills.run = name) AS fills,
                               ARRAY(SELECT guard || coalesce(' ' || symbol, '') || ': ' || halt FROM trading.halts
                                      WHERE halts.run = name ORDER BY guard, symbol) AS halts
                          FROM trading.run
                          LEFT JOIN trading.progress ON progress.run = name
                         ORDER BY started_at
                        """)) {
            while (rows.next()) {
                runs.add(new TradingRun(
                        rows.getString("name"),
                        rows.getString("mode"),
                        rows.getString("strategy"),
                        rows.getString("state"),
                        rows.getString("slot"),
                        rows.getObject("equity", Double.class),
                        rows.getLong("orders"),
                        rows.getLong("fills"),
                        List.of((String[]) rows.getArray("halts").getArray())));
            }
        }
        return runs;
    }

    /** For people: what it did. */
    String deeds() {
        return "%s: %,d orders, %,d fills, equity %s%s"
                .formatted(
                        strategy,
                        orders,
                        fills,
                        equity == null ? "-" : String.format(Locale.ROOT, "%,.2f", equity),
                        halts.isEmpty() ? "" : "; halted by " + String.join(", ", halts));
    }
}
