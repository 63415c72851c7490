package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Demands;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who demands what of which run, and why; taken as a {@code @Mixin}. */
final class DemandOptions {

    private static final Duration ASK_EVERY = Duration.ofMillis(200);
    private static final String NO_SUCH_RUN = "23503"; // foreign_key_violation

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Option(
            names = "--run",
            paramLabel = "NAME",
            defaultValue = "${env:RUN:-paper}",
            description = "The run. Env RUN; now ${DEFAULT-VALUE}.")
    String run;

    @Option(names = "--person", paramLabel = "NAME", required = true, description = "Who demands it.")
    String person;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why. It stays in the journal.")
    String reason;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "PT10S",
            description = "For so long wait until the bot has done it; now ${DEFAULT-VALUE}.")
    Duration wait;

    /** Demands it, and waits. Ends with 0 once it is done, with 1 if it still stands open. */
    int demand(String command, String argument, PrintWriter out) throws SQLException, IOException {
        try (var database = Database.withoutPatience(() -> postgres.connect(TradingBotMain.NAME))) {
            var demands = new Demands(database);
            long id = add(demands, command, argument);
            Instant deadline = Instant.now().plus(wait);
            while (!demands.met(id)) {
                if (Instant.now().isAfter(deadline)) {
                    out.println("demand " + id
                            + " is noted, but not done yet: does the bot run? It does it as soon as it can,"
                            + " also when it is started again.");
                    out.flush();
                    return 1;
                }
                pause();
            }
            out.println("demand " + id + " is done: " + command + " " + argument + " of run " + run);
            out.flush();
            return 0;
        }
    }

    private long add(Demands demands, String command, String argument) throws SQLException, IOException {
        try {
            return demands.add(run, command, argument, person, reason);
        } catch (SQLException e) {
            if (NO_SUCH_RUN.equals(e.getSQLState())) {
                throw new IOException("there is no run " + run + "; trading.run lists those that there are", e);
            }
            throw e;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
