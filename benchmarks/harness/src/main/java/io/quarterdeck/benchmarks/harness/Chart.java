package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Spread;
import java.util.List;
import java.util.Locale;

/** A chart of figures as SVG: for each a bar of ours, and one of the peer's, as long as the median, with least and most. */
final class Chart {

    private static final int LEFT = 330;
    private static final int LENGTH = 420;
    private static final int BAR = 16;
    private static final int GAP = 20;

    private static final String OURS = "#2563eb";
    private static final String PEER = "#9ca3af";

    private final StringBuilder svg = new StringBuilder();
    private int y = GAP;

    private Chart() {}

    static String of(List<Figure> figures) {
        var chart = new Chart();
        figures.forEach(chart::draw);
        return format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                                + " font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                        LEFT + LENGTH + 130, chart.y)
                + chart.svg
                + "</svg>\n";
    }

    private void draw(Figure figure) {
        double longest = Math.max(
                figure.ourSpread().most(),
                figure.hasPeer() ? figure.peerSpread().most() : 0);
        text(
                8,
                y,
                "start",
                "<tspan font-weight=\"bold\">" + escaped(figure.what() + ", " + figure.unit()) + "</tspan>");
        y += 8;
        bar(figure.ours(), figure.ourSpread(), longest, OURS);
        if (figure.hasPeer()) {
            bar(figure.peer(), figure.peerSpread(), longest, PEER);
        }
        y += GAP;
    }

    private void bar(String name, Spread spread, double longest, String colour) {
        double scale = longest > 0 ? LENGTH / longest : 0;
        int middle = y + BAR / 2;
        text(LEFT - 8, middle + 4, "end", escaped(name));
        svg.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                LEFT, y, spread.median() * scale, BAR, colour));
        svg.append(format(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#111827\"/>\n",
                LEFT + spread.least() * scale, LEFT + spread.most() * scale, middle, middle));
        text(
                (int) (LEFT + spread.most() * scale) + 8,
                middle + 4,
                "start",
                format(spread.median() >= 100 ? "%,.0f" : "%.2f", spread.median()));
        y += BAR + 4;
    }

    private void text(int x, int baseline, String anchor, String content) {
        svg.append(format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#111827\">%s</text>\n",
                x, baseline, anchor, content));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
