package io.quarterdeck.tradingbot.store;

import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.report.ReportJson;
import io.quarterdeck.tradingbot.report.ReportPage;
import java.util.ArrayList;
import java.util.List;

/** What runs were worth and what was tried, in {@code trading.report} and {@code trading.trial}. */
public final class Records {

    private final Questions questions;

    public Records(Questions questions) {
        this.questions = questions;
    }

    /**
     * Adds a report.
     *
     * @param mode {@code backtest}, {@code replay} or {@code live}
     */
    public void report(String run, String mode, Report report) {
        questions.ask(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO trading.report (run, mode, strategy, report, page) VALUES (?, ?, ?, ?::jsonb, ?)""")) {
                insert.setString(1, run);
                insert.setString(2, mode);
                insert.setString(3, report.performance().strategy());
                insert.setString(4, ReportJson.text(report));
                insert.setString(5, ReportPage.html(report));
                return insert.executeUpdate();
            }
        });
    }

    /** Adds a trial. @param strategy its name, without options */
    public void trial(String strategy, Performance performance) {
        questions.ask(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO trading.trial (run, strategy, options, daily_sharpe, totals)
                    VALUES (?, ?, ?, ?, ?::jsonb)""")) {
                double sharpe = Report.dailySharpe(performance);
                insert.setString(1, performance.run());
                insert.setString(2, strategy);
                insert.setString(3, performance.strategy());
                insert.setObject(4, Double.isNaN(sharpe) ? null : sharpe);
                insert.setString(5, ReportJson.text(performance.totals()));
                return insert.executeUpdate();
            }
        });
    }

    /** All that was ever tried of a strategy. The same trial made again, to the last digit, is not another one. */
    public Trials trials(String strategy) {
        return questions.ask(connection -> {
            try (var query = connection.prepareStatement("""
                    SELECT DISTINCT options, daily_sharpe, totals FROM trading.trial WHERE strategy = ?""")) {
                query.setString(1, strategy);
                List<Double> sharpes = new ArrayList<>();
                try (var row = query.executeQuery()) {
                    while (row.next()) {
                        double sharpe = row.getDouble(2);
                        sharpes.add(row.wasNull() ? Double.NaN : sharpe);
                    }
                }
                return Trials.of(
                        sharpes.stream().mapToDouble(Double::doubleValue).toArray());
            }
        });
    }
}
