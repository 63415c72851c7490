package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.benchmarks.report.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A comparison's outcome, and under what circumstances it came about.
 *
 * @param measuredAt its start, ISO 8601
 * @param revision of the sources
 */
record Result(
        String name, String title, String measuredAt, String revision, Machine machine, int warmUp, Outcome outcome) {

    /** As Markdown. */
    String page() {
        var page = new StringBuilder("# " + name + "\n\n" + title + ".\n\n");
        page.append(outcome.work()).append(".\n\n");
        page.append(HEADER);
        outcome.figures().forEach(figure -> page.append(line(figure)).append('\n'));
        page.append('\n').append(outcome.agreed() ? "Both agree: " : "**They disagree**: ");
        page.append(outcome.agreement()).append(".\n\n");
        outcome.notes().forEach(note -> page.append("- ").append(note).append('\n'));
        page.append(outcome.notes().isEmpty() ? "" : "\n");
        page.append(table("settings", outcome.settings()));
        page.append("Measured ").append(measuredAt).append(", revision ").append(revision);
        page.append(", ").append(listed(outcome.versions())).append("; ").append(machine.processor());
        page.append(format(", %d cores, %,d MB; ", machine.cores(), machine.memoryMb()));
        page.append(machine.system()).append("; ").append(machine.java());
        page.append(format("; load before %.1f; ", machine.load()));
        page.append(warmUp).append(" pair(s) to warm up.\n");
        return page.toString();
    }

    static final String HEADER = """
            | what | unit | ours: median (least to most) | peer | median (least to most) | times as good: median | least | most | aim | met |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    /** A row of the table that {@link #HEADER} begins. */
    static String line(Figure figure) {
        String peer = "| - | - | - | - | - ";
        if (figure.hasPeer()) {
            Spread ratio = figure.ratio();
            peer = format(
                    "| %s | %s | **%.2f** | %.2f | %.2f ",
                    figure.peer(), values(figure.peerSpread()), ratio.median(), ratio.least(), ratio.most());
        }
        return "| %s | %s | %s %s| %s | %s |"
                .formatted(
                        figure.what(),
                        figure.unit(),
                        values(figure.ourSpread()),
                        peer,
                        aim(figure),
                        figure.aim().equals(Aim.NONE) ? "-" : figure.met() ? "yes" : "**no**");
    }

    private static String aim(Figure figure) {
        double bound = figure.aim().bound();
        return switch (figure.aim().of()) {
            case NONE -> "-";
            case RATIO -> format(">= %.2f times", bound);
            case OURS -> format(figure.better() == Figure.Better.HIGHER ? ">= %,.0f" : "< %,.0f", bound);
        };
    }

    private static String values(Spread spread) {
        String number = spread.median() >= 100 ? "%,.0f" : "%.2f";
        return format(number + " (" + number + " to " + number + ")", spread.median(), spread.least(), spread.most());
    }

    private static String table(String what, Map<String, String> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(entry -> "| " + entry.getKey() + " | `" + entry.getValue() + "` |\n")
                        .collect(Collectors.joining("", "| " + what + " | |\n|---|---|\n", "\n"));
    }

    private static String listed(Map<String, String> versions) {
        return new TreeMap<>(versions)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    List<Figure> figures() {
        return outcome.figures();
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
