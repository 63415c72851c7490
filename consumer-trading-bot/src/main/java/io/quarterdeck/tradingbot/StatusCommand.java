package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.tradingbot.store.Database;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the runs: how far each is, what it is worth, what it holds, and what halts it.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (var database = Database.withoutPatience(() -> postgres.connect(TradingBotMain.NAME))) {
            int runs = database.inTransaction(connection -> show(connection, out));
            if (runs == 0) {
                out.println("no runs yet; the commands live and replay begin one");
            }
        }
        out.flush();
        return 0;
    }

    private static int show(Connection connection, PrintWriter out) throws SQLException {
        int runs = 0;
        try (var query = connection.createStatement();
                var rows = query.executeQuery("""
                SELECT name, mode, strategy, coalesce(state, 'begun'), slot, seen_at,
                       (SELECT equity FROM trading.equity WHERE run = name ORDER BY sequence DESC LIMIT 1),
                       (SELECT count(*) FROM trading.orders WHERE run = name),
                       (SELECT count(*) FROM trading.fills WHERE run = name)
                  FROM trading.run
                  LEFT JOIN trading.progress ON run = name
                 ORDER BY started_at""")) {
            for (; rows.next(); runs++) {
                String run = rows.getString(1);
                out.printf(
                        Locale.ROOT,
                        "%s: %s of %s, %s, newest minute %s, seen %s%n    equity=%.2f orders=%d fills=%d%n",
                        run,
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getDouble(7),
                        rows.getLong(8),
                        rows.getLong(9));
                lines(
                        connection,
                        out,
                        run,
                        "SELECT 'holds ' || quantity || ' ' || symbol FROM trading.positions"
                                + " WHERE run = ? AND quantity <> 0 ORDER BY symbol");
                lines(
                        connection,
                        out,
                        run,
                        "SELECT 'halted by ' || guard || coalesce(' for ' || symbol, '') || ': ' || halt"
                                + " || ', ' || detail FROM trading.halts WHERE run = ? ORDER BY guard, symbol");
            }
        }
        return runs;
    }

    private static void lines(Connection connection, PrintWriter out, String run, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    out.println("    " + rows.getString(1));
                }
            }
        }
    }
}
