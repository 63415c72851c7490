package io.quarterdeck.tradingbot.report;

import io.quarterdeck.tradingbot.report.Performance.Totals;
import java.io.PrintWriter;
import java.util.Locale;

/** What a run was worth, in a few lines for a terminal. */
public final class ReportText {

    private ReportText() {}

    /** In one line. */
    public static String line(Totals totals) {
        return String.format(
                Locale.ROOT,
                "growth=%.2f%% cagr=%.2f%% sharpe=%.2f drawdown=%.2f%% costs=%.0f trades=%d",
                100 * totals.growth(),
                100 * totals.cagr(),
                totals.sharpe(),
                100 * totals.maximumDrawdown(),
                totals.fees() + totals.slippage(),
                totals.trades());
    }

    public static void print(PrintWriter out, Report report) {
        out.println(report.performance().strategy() + " "
                + line(report.performance().totals()));
        out.println("buy and hold " + line(report.against().totals()));
        out.printf(
                Locale.ROOT,
                "sharpe in 95 of 100 other courses: %.2f to %.2f; more than the luck of %d: %.1f %%%n",
                report.sharpe().low(),
                report.sharpe().high(),
                report.deflated().trials(),
                100 * report.deflated().probability());
        report.performance()
                .guards()
                .forEach(guard ->
                        out.println(guard.guard() + " halts=" + guard.halts() + " refusals=" + guard.refusals()));
        report.performance()
                .quarters()
                .forEach(quarter -> out.printf(
                        Locale.ROOT,
                        "%s growth=%.2f%% drawdown=%.2f%% costs=%.0f trades=%d%n",
                        quarter.quarter(),
                        100 * quarter.growth(),
                        100 * quarter.maximumDrawdown(),
                        quarter.costs(),
                        quarter.trades()));
    }
}
