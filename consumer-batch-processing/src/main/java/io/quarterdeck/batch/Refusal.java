package io.quarterdeck.batch;

import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.cleaning.Rule.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells on one screen why the gate refused a quarter, on which rows, and what can be done. */
final class Refusal {

    private static final int RULES_SHOWN = 5;
    private static final int ROWS_SHOWN = 2;

    private Refusal() {}

    /** @param run number of the run, under which the record holds the rest */
    static String explained(PublishQuarters.Outcome outcome, int run) {
        var lines = new ArrayList<String>();
        lines.add("%s is refused by the gate; what was published of it before stays as it is."
                .formatted(outcome.quarter()));
        for (Gate.Check check : outcome.decision().refusals()) {
            lines.add(line(check));
        }
        List<Broken> broken = broken(outcome.quality());
        if (!broken.isEmpty()) {
            lines.add("Rows that were dropped, the most frequent first:");
        }
        for (Broken rows : broken.subList(0, Math.min(RULES_SHOWN, broken.size()))) {
            lines.add("  %s %s: %d rows".formatted(rows.symbol(), rows.rule().text(), rows.count()));
            rows.samples().stream().limit(ROWS_SHOWN).forEach(sample -> lines.add("    " + line(sample)));
        }
        lines.add("All of it: SELECT * FROM governance.quality_result WHERE run = %d AND quarter = '%s'"
                .formatted(run, outcome.quarter()));
        lines.add("What to do: correct the source, land it, run again; or, if the data are right, publish them with"
                + " --override-gate REASON (--max-reject-ratio and --min-coverage move the limits).");
        return String.join(System.lineSeparator(), lines);
    }

    /** Why the audit did. */
    static String explainedByCustody(PublishQuarters.Outcome outcome) {
        var lines = new ArrayList<String>();
        lines.add("%s is not published, as it has no certificate of custody; what was published of it before stays."
                .formatted(outcome.quarter()));
        lines.addAll(outcome.custody().explanation());
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(Gate.Check check) {
        String where = check.symbol() == null ? "" : " of " + check.symbol();
        return switch (check.check()) {
            case Gate.REJECT_RATIO ->
                String.format(
                        Locale.ROOT,
                        "  %s%s: %.4f of the rows are unusable, at most %s may be",
                        check.check(),
                        where,
                        check.found(),
                        check.allowed());
            case Gate.COVERAGE ->
                String.format(
                        Locale.ROOT,
                        "  %s%s: %.4f of the days have bars, at least %s must",
                        check.check(),
                        where,
                        check.found(),
                        check.allowed());
            default -> "  %s%s: %.0f rows, none may be".formatted(check.check(), where, check.found());
        };
    }

    private static String line(Quality.Sample sample) {
        return sample.sourceId() == null
                ? sample.row()
                : "%s (source %d, line %d)".formatted(sample.row(), sample.sourceId(), sample.sourceLine());
    }

    private record Broken(String symbol, Rule rule, long count, List<Quality.Sample> samples) {}

    /** What counts as unusable. */
    private static List<Broken> broken(Quality quality) {
        var broken = new ArrayList<Broken>();
        quality.symbols()
                .forEach((symbol, found) -> found.counts().forEach((rule, count) -> {
                    if (count > 0 && rule.action() != Action.FLAG && !rule.isDuplicate()) {
                        broken.add(
                                new Broken(symbol, rule, count, found.samples().getOrDefault(rule, List.of())));
                    }
                }));
        broken.sort(Comparator.comparingLong(Broken::count).reversed());
        return broken;
    }
}
