package io.quarterdeck.tradingbot.report;

import io.quarterdeck.tradingbot.report.Performance.Day;
import io.quarterdeck.tradingbot.report.Performance.OfGuard;
import io.quarterdeck.tradingbot.report.Performance.OfQuarter;
import io.quarterdeck.tradingbot.report.Performance.OfSymbol;
import io.quarterdeck.tradingbot.report.Performance.Part;
import io.quarterdeck.tradingbot.report.Performance.Totals;
import io.quarterdeck.tradingbot.report.Report.Range;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** A report as one page that needs nothing else: no script, nothing from elsewhere. */
public final class ReportPage {

    private static final int WIDTH = 900;
    private static final int POINTS = 900;

    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #888; --run: #0a7; --other: #c60; --loss: #c33; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2em auto; padding: 0 1em; }
            h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin-top: 2em; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: right; padding: .2em .6em; border-bottom: 1px solid color-mix(in srgb, var(--line) 40%, transparent); }
            th:first-child, td:first-child { text-align: left; }
            svg { width: 100%; height: auto; } polyline { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
            .run { stroke: var(--run); color: var(--run); } .other { stroke: var(--other); color: var(--other); }
            .fall { fill: var(--loss); opacity: .5; } .axis { stroke: var(--line); stroke-width: .5; }
            text { font-size: 11px; fill: currentColor; } .note { color: var(--line); }
            """;

    private ReportPage() {}

    public static String html(Report report) {
        Performance run = report.performance();
        var page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<title>")
                .append(escaped(run.run()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Run ")
                .append(escaped(run.run()))
                .append("</h1>\n<p>")
                .append(escaped(run.strategy()))
                .append("<br><span class=\"note\">")
                .append(escaped(run.settings()))
                .append("</span></p>\n<p>")
                .append(run.from())
                .append(" to ")
                .append(run.to())
                .append(". Paper money; fees, spread and impact are paid, borrowing is free.</p>\n");
        equity(page, report);
        drawdown(page, run);
        totals(page, run.totals(), report.against().totals());
        chance(page, report);
        quarters(page, run);
        symbols(page, run.symbols());
        guards(page, run.guards());
        return page.append("</body></html>\n").toString();
    }

    /** On a logarithmic scale, if it can be: the same share of growth has the same height. */
    private static void equity(StringBuilder page, Report report) {
        List<Day> days = report.performance().days();
        List<Double> others = report.against().equities();
        double top = others.get(0);
        double bottom = top;
        for (int i = 0; i < days.size(); i++) {
            top = Math.max(top, Math.max(days.get(i).equity(), others.get(i)));
            bottom = Math.min(bottom, Math.min(days.get(i).equity(), others.get(i)));
        }
        DoubleUnaryOperator scale = bottom > 0 ? Math::log : value -> value;
        double from = scale.applyAsDouble(bottom);
        double range = Math.max(1e-9, scale.applyAsDouble(top) - from);
        DoubleUnaryOperator height = value -> 220 - 200 * (scale.applyAsDouble(value) - from) / range;
        page.append("<h2>Equity at the end of each day</h2>\n<p><span class=\"run\">this run</span>, ")
                .append("<span class=\"other\">buy and hold</span>")
                .append(bottom > 0 ? "; logarithmic scale" : "")
                .append("</p>\n");
        open(page, "Equity of this run and of buy and hold");
        axis(page, money(top), money(bottom), days);
        line(page, "other", days.size(), i -> height.applyAsDouble(others.get(i)));
        line(page, "run", days.size(), i -> height.applyAsDouble(days.get(i).equity()));
        page.append("</svg>\n");
    }

    private static void drawdown(StringBuilder page, Performance run) {
        List<Day> days = run.days();
        double deepest =
                Math.max(1e-9, days.stream().mapToDouble(Day::drawdown).max().orElse(0));
        page.append("<h2>Below the highest day's end so far</h2>\n");
        open(page, "Drawdown of this run");
        axis(page, "0 %", percent(-deepest), days);
        page.append("<polygon class=\"fall\" points=\"0,20 ");
        points(page, days.size(), i -> 20 + 200 * days.get(i).drawdown() / deepest);
        page.append(WIDTH).append(",20\"/></svg>\n");
    }

    private static void open(StringBuilder page, String label) {
        page.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(" 260")
                .append("\" role=\"img\" aria-label=\"")
                .append(label)
                .append("\">\n");
    }

    private static void axis(StringBuilder page, String top, String bottom, List<Day> days) {
        page.append("<line class=\"axis\" x1=\"0\" x2=\"900\" y1=\"20\" y2=\"20\"/>")
                .append("<line class=\"axis\" x1=\"0\" x2=\"900\" y1=\"220\" y2=\"220\"/>")
                .append("<text x=\"0\" y=\"14\">")
                .append(top)
                .append("</text><text x=\"0\" y=\"234\">")
                .append(bottom)
                .append("</text><text x=\"0\" y=\"252\">")
                .append(days.get(0).date())
                .append("</text><text x=\"900\" y=\"252\" text-anchor=\"end\">")
                .append(days.get(days.size() - 1).date())
                .append("</text>\n");
    }

    private static void line(StringBuilder page, String name, int count, IntToDoubleFunction y) {
        page.append("<polyline class=\"").append(name).append("\" points=\"");
        points(page, count, y);
        page.append("\"/>\n");
    }

    private static void points(StringBuilder page, int count, IntToDoubleFunction y) {
        int step = Math.max(1, count / POINTS);
        for (int i = 0; i < count; i += step) {
            double x = count == 1 ? 0 : WIDTH * i / (count - 1.0);
            page.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y.applyAsDouble(i)));
        }
    }

    private static void totals(StringBuilder page, Totals run, Totals other) {
        page.append("<h2>Totals</h2>\n<table><tr><th></th><th>this run</th><th>buy and hold</th></tr>\n");
        row(page, "equity at the end", money(run.endEquity()), money(other.endEquity()));
        row(page, "growth", percent(run.growth()), percent(other.growth()));
        row(page, "growth in a year (CAGR)", percent(run.cagr()), percent(other.cagr()));
        row(page, "volatility of a year", percent(run.volatility()), percent(other.volatility()));
        row(page, "Sharpe ratio", number(run.sharpe()), number(other.sharpe()));
        row(page, "Sortino ratio", number(run.sortino()), number(other.sortino()));
        row(page, "Calmar ratio", number(run.calmar()), number(other.calmar()));
        row(page, "maximum drawdown", percent(run.maximumDrawdown()), percent(other.maximumDrawdown()));
        row(page, "longest drawdown, days", number(run.longestDrawdownDays()), number(other.longestDrawdownDays()));
        row(page, "mean loss of the worst 5 % of days", percent(run.tailLoss()), percent(other.tailLoss()));
        row(page, "exposure, mean", percent(run.exposure()), percent(other.exposure()));
        row(page, "time with a position", percent(run.inMarket()), percent(other.inMarket()));
        row(page, "turnover in a year, equities", number(run.turnover()), number(other.turnover()));
        row(page, "fees", money(run.fees()), money(other.fees()));
        row(page, "spread and impact", money(run.slippage()), money(other.slippage()));
        row(page, "orders, fills", run.orders() + ", " + run.fills(), other.orders() + ", " + other.fills());
        row(page, "trades closed", "" + run.trades(), "" + other.trades());
        row(page, "of these with profit", percent(run.hitRate()), percent(other.hitRate()));
        row(page, "profit factor", number(run.profitFactor()), number(other.profitFactor()));
        row(page, "mean profit of a trade", money(run.expectancy()), money(other.expectancy()));
        row(page, "the same, of what went into it", percent(run.expectancyShare()), percent(other.expectancyShare()));
        page.append("</table>\n");
    }

    private static void chance(StringBuilder page, Report report) {
        page.append(
                "<h2>Against chance</h2>\n<table><tr><th></th><th>from</th><th>to</th><th>at or below 0</th></tr>\n");
        range(page, "Sharpe ratio, 95 % of resampled courses", report.sharpe(), false);
        range(page, "growth in a year, likewise", report.growth(), true);
        range(
                page,
                "yearly return above buy and hold, likewise",
                report.against().excess(),
                true);
        page.append("</table>\n<p>Deflated Sharpe ratio: ")
                .append(percent(report.deflated().probability()))
                .append(" likely to be more than the luck of the best of ")
                .append(report.deflated().trials())
                .append(report.deflated().trials() == 1 ? " trial" : " trials")
                .append(". Beta against buy and hold: ")
                .append(number(report.against().beta()))
                .append(".</p>\n");
    }

    private static void range(StringBuilder page, String what, Range range, boolean percent) {
        row(
                page,
                what,
                percent ? percent(range.low()) : number(range.low()),
                percent ? percent(range.high()) : number(range.high()),
                percent(range.atOrBelow0()));
    }

    private static void quarters(StringBuilder page, Performance run) {
        page.append("<h2>By quarter</h2>\n<table><tr><th>quarter</th><th>growth</th><th>maximum drawdown</th>")
                .append("<th>Sharpe</th><th>costs</th><th>trades</th><th>profit by symbol</th></tr>\n");
        for (OfQuarter quarter : run.quarters()) {
            var parts = new StringBuilder();
            for (Part part : run.parts()) {
                if (part.quarter().equals(quarter.quarter())) {
                    parts.append(parts.isEmpty() ? "" : ", ")
                            .append(part.symbol())
                            .append(' ')
                            .append(money(part.profit()));
                }
            }
            row(
                    page,
                    quarter.quarter(),
                    percent(quarter.growth()),
                    percent(quarter.maximumDrawdown()),
                    number(quarter.sharpe()),
                    money(quarter.costs()),
                    "" + quarter.trades(),
                    parts.toString());
        }
        page.append("</table>\n");
    }

    private static void symbols(StringBuilder page, List<OfSymbol> symbols) {
        page.append(
                        "<h2>By symbol</h2>\n<table><tr><th>symbol</th><th>profit</th><th>fees</th><th>spread and impact</th>")
                .append("<th>turnover</th><th>trades</th><th>with profit</th></tr>\n");
        for (OfSymbol symbol : symbols) {
            row(
                    page,
                    symbol.symbol(),
                    money(symbol.profit()),
                    money(symbol.fees()),
                    money(symbol.slippage()),
                    money(symbol.turnover()),
                    "" + symbol.trades(),
                    percent(symbol.hitRate()));
        }
        page.append("</table>\n");
    }

    private static void guards(StringBuilder page, List<OfGuard> guards) {
        if (guards.isEmpty()) {
            return;
        }
        page.append("<h2>Guards</h2>\n<table><tr><th>guard</th><th>halts</th><th>orders and fills refused</th></tr>\n");
        guards.forEach(guard -> row(page, guard.guard(), "" + guard.halts(), "" + guard.refusals()));
        page.append("</table>\n");
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append("<td>").append(escaped(cell)).append("</td>");
        }
        page.append("</tr>\n");
    }

    private static String money(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.2f", value) : "–";
    }

    private static String percent(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f %%", 100 * value) : "–";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
