package io.quarterdeck.tradingbot.report;

import io.quarterdeck.tradingbot.model.Score;
import io.quarterdeck.tradingbot.model.TrainedModel.Metrics;
import io.quarterdeck.tradingbot.report.Performance.OfQuarter;
import io.quarterdeck.tradingbot.report.Performance.Totals;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs of several strategies over the same bars, side by side, as tables in Markdown. */
public final class WalkForwardTables {

    private WalkForwardTables() {}

    /** @param reports by the strategies' names */
    public static String whole(Map<String, Report> reports) {
        var table = new ArrayList<String>();
        table.add(
                "| strategy | growth | in a year | Sharpe | 95 % of other courses | more than luck | trials | drawdown |"
                        + " costs | trades | in the market | halts |");
        table.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        reports.forEach((name, report) -> {
            Totals totals = report.performance().totals();
            table.add(row(
                    "`" + name + "`",
                    percent(totals.growth()),
                    percent(totals.cagr()),
                    number(totals.sharpe()),
                    number(report.sharpe().low()) + " to "
                            + number(report.sharpe().high()),
                    percent(report.deflated().probability()),
                    "" + report.deflated().trials(),
                    percent(totals.maximumDrawdown()),
                    money(totals.fees() + totals.slippage()),
                    "" + totals.trades(),
                    percent(totals.inMarket()),
                    report.performance().guards().stream()
                            .filter(guard -> guard.halts() > 0)
                            .map(guard -> guard.guard() + " " + guard.halts())
                            .collect(Collectors.joining(", "))));
        });
        return text(table);
    }

    /** A row for each quarter and strategy. @param reports by the strategies' names */
    public static String byQuarter(Map<String, Report> reports) {
        var table = new ArrayList<String>();
        table.add("| quarter | strategy | growth | Sharpe | drawdown | costs | trades |");
        table.add("|---|---|--:|--:|--:|--:|--:|");
        Set<String> quarters = new LinkedHashSet<>();
        reports.values()
                .forEach(report -> report.performance().quarters().forEach(quarter -> quarters.add(quarter.quarter())));
        quarters.stream()
                .sorted()
                .forEach(name -> reports.forEach((strategy, report) -> {
                    for (OfQuarter quarter : report.performance().quarters()) {
                        if (quarter.quarter().equals(name)) {
                            table.add(row(
                                    name,
                                    "`" + strategy + "`",
                                    percent(quarter.growth()),
                                    number(quarter.sharpe()),
                                    percent(quarter.maximumDrawdown()),
                                    money(quarter.costs()),
                                    "" + quarter.trades()));
                        }
                    }
                }));
        return text(table);
    }

    /** A row for each model. @param metrics by the models' ids */
    public static String models(Map<String, Metrics> metrics) {
        var table = new ArrayList<String>();
        table.add(
                "| model | kind | rows | went up | log loss | AUC | held back: rows | went up | log loss of a constant |"
                        + " log loss, AUC of each kind |");
        table.add("|---|---|--:|--:|--:|--:|--:|--:|--:|---|");
        metrics.forEach((id, model) -> {
            Score training = model.training();
            Score any = model.heldBack().values().stream().findFirst().orElse(null);
            table.add(row(
                    "`" + id + "`",
                    model.chosen(),
                    "" + training.rows(),
                    percent(training.baseRate()),
                    exact(training.logLoss()),
                    exact(training.auc()),
                    any == null ? "" : "" + any.rows(),
                    any == null ? "" : percent(any.baseRate()),
                    any == null ? "" : exact(any.baseLogLoss()),
                    model.heldBack().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(kind -> kind.getKey() + " "
                                    + exact(kind.getValue().logLoss()) + ", "
                                    + exact(kind.getValue().auc()))
                            .collect(Collectors.joining("; "))));
        });
        return text(table);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String exact(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String money(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
