package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.DashboardClients.Answers;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How long the dashboard's API lets wait when many ask at once for all that its pages ask for; it has no peer. */
final class Dashboard implements Comparison {

    private static final int CLIENTS = 50;
    private static final Duration A_ROUND = Duration.ofSeconds(30);
    private static final Duration A_SHORT_ROUND = Duration.ofSeconds(5);

    /** The bot's live run. */
    private static final String RUN = "paper";

    private static final Duration BOT_LIMIT = Duration.ofMinutes(5);
    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final String BOT_IS_DONE = """
            SELECT coalesce((SELECT max(slot) FROM trading.progress) >= (SELECT max(open_time) FROM raw.bars), false)""";

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public String title() {
        return "The dashboard's API with " + CLIENTS + " clients, who ask for all that its pages ask for";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        try (var stack = EmbeddedStack.start(bench, bench.folder())) {
            stack.run("produce", bench.market().csv().toString());
            stack.awaitLanded();
            stack.run("quarter", "--all", "--allow-partial", "--override-gate", "benchmark: any features will do");
            boolean botIsDone = awaitBot(stack);
            List<String> questions = questions(stack);
            var clients = new DashboardClients(stack.dashboard(), "viewer", stack.password("viewer"), questions);
            var rounds = new ArrayList<Answers>();
            for (int round = -bench.warmUp(); round < bench.pairs(); round++) {
                Answers answers = clients.ask(CLIENTS, bench.brief() ? A_SHORT_ROUND : A_ROUND);
                double[] all = answers.sorted();
                bench.say(String.format(
                        Locale.ROOT,
                        "  %s: %,d answers, p50 %.1f ms, p99 %.1f ms",
                        round < 0 ? "warm-up" : "round " + (round + 1) + " of " + bench.pairs(),
                        all.length,
                        Answers.at(0.5, all),
                        Answers.at(0.99, all)));
                if (round >= 0) {
                    rounds.add(answers);
                }
            }
            return outcome(bench, rounds, questions, botIsDone);
        }
    }

    private static Outcome outcome(Bench bench, List<Answers> rounds, List<String> questions, boolean botIsDone) {
        Set<String> failures = new TreeSet<>();
        rounds.forEach(round -> failures.addAll(round.failures()));
        var notes = new ArrayList<>(List.of(
                "The clients run on the same cores as the dashboard, and the other services of the stack, which are idle; each waits "
                        + DashboardClients.PAUSE.toMillis()
                        + " ms after an answer. One more opens the stream of events and never reads.",
                botIsDone
                        ? "The bot has traded on every bar before."
                        : "The bot was not through with all bars when the clients began."));
        questions.stream().map(question -> line(question, rounds)).forEach(notes::add);
        return new Outcome(
                "A stack with " + bench.market().what() + " and the features of all their quarters, " + rounds.size()
                        + " round(s)",
                failures.isEmpty(),
                failures.isEmpty() ? "every answer had the status 200" : "not every status was 200: " + failures,
                Map.of(),
                Map.of("clients", Integer.toString(CLIENTS), "heap of the dashboard", "256 MB"),
                List.of(
                        figure("all answers, p99", 0.99, rounds, Aim.ours(100)),
                        figure("all answers, p50", 0.5, rounds, Aim.NONE)),
                notes);
    }

    private static Figure figure(String what, double quantile, List<Answers> rounds, Aim aim) {
        return Figure.ofOurs(
                what,
                "ms",
                Better.LOWER,
                rounds.stream()
                        .map(round -> Answers.at(quantile, round.sorted()))
                        .toList(),
                aim);
    }

    /** One question in all rounds together. */
    private static String line(String question, List<Answers> rounds) {
        double[] times = rounds.stream()
                .filter(round -> round.millis().containsKey(question))
                .flatMap(round -> round.millis().get(question).stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return times.length == 0
                ? "`" + question + "`: not asked"
                : String.format(
                        Locale.ROOT,
                        "`%s`: p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                        question,
                        Answers.at(0.5, times),
                        Answers.at(0.99, times),
                        times[times.length - 1]);
    }

    /** Whether it has dealt with the newest bar; of a market that it does not trade it never has. */
    private static boolean awaitBot(EmbeddedStack stack) throws SQLException, IOException, InterruptedException {
        Instant deadline = Instant.now().plus(BOT_LIMIT);
        try (Connection connection = stack.connect("dashboard")) {
            while (text(BOT_IS_DONE, connection).equals("f")) {
                if (Instant.now().isAfter(deadline)) {
                    return false;
                }
                Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
            }
            return true;
        }
    }

    /** Of all pages, of the newest quarter and of the symbol with the most rows. */
    private static List<String> questions(EmbeddedStack stack) throws SQLException, IOException {
        try (Connection connection = stack.connect("dashboard")) {
            String quarter = text("SELECT max(quarter) FROM governance.release", connection);
            String symbol = text(
                    "SELECT symbol FROM features.bars_1h GROUP BY symbol ORDER BY count(*) DESC LIMIT 1", connection);
            String run = text("SELECT max(id) FROM governance.run", connection);
            return Stream.of(
                            "/session",
                            "/pulse",
                            "/pulse/history?minutes=60",
                            "/overview",
                            "/alerts",
                            "/market/symbols",
                            "/market/bars?symbol=SYMBOL&interval=1h&limit=500&overlays=ema_12,bollinger_20",
                            "/market/bars?symbol=SYMBOL&interval=1m&limit=500",
                            "/market/bars?symbol=SYMBOL&interval=1d&limit=2000",
                            "/market/trades?symbol=SYMBOL",
                            "/pipeline",
                            "/pipeline/rejected?limit=50",
                            "/pipeline/undecodable?limit=50",
                            "/quality/quarters",
                            "/quality?quarter=QUARTER",
                            "/quality/coverage?quarter=QUARTER",
                            "/features/tables",
                            "/features/dictionary?table=bars_1h",
                            "/features/distribution?table=bars_1h&column=rsi_14&quarter=QUARTER",
                            "/features/history?table=bars_1h&column=rsi_14&symbol=SYMBOL",
                            "/features/correlation?table=bars_1h&quarter=QUARTER",
                            "/features/labels?table=bars_1h&quarter=QUARTER",
                            "/features/releases",
                            "/features/snippets?table=bars_1h&quarter=QUARTER",
                            "/runs?limit=50",
                            "/runs/" + run,
                            "/actions",
                            "/trading/runs",
                            "/trading/runs/" + RUN,
                            "/trading/runs/" + RUN + "/equity",
                            "/trading/runs/" + RUN + "/orders?limit=50",
                            "/trading/runs/" + RUN + "/fills?limit=50",
                            "/trading/runs/" + RUN + "/guards?limit=50",
                            "/trading/reports?limit=50",
                            "/trading/trials?limit=200")
                    .map(question -> question.replace("SYMBOL", symbol).replace("QUARTER", quarter))
                    .toList();
        }
    }

    private static String text(String sql, Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
