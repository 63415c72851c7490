package io.quarterdeck.batch;

import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.run.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** The closing tables of a run: one line per quarter, and one per step. */
final class Summary {

    private static final String HEAD = "%-8s %11s %11s %11s %9s %9s %9s  %-22s %8s%n";
    private static final String LINE = "%-8s %,11d %,11d %,11d %,9d %,9d %,9d  %-22s %8.1f%n";

    private Summary() {}

    static String of(List<PublishQuarters.Outcome> outcomes) {
        var text = new StringBuilder(HEAD.formatted(
                "quarter",
                "bars in",
                "trades in",
                "duplicates",
                "unusable",
                "1h rows",
                "1d rows",
                "release",
                "seconds"));
        for (PublishQuarters.Outcome outcome : outcomes) {
            text.append(String.format(
                    Locale.ROOT,
                    LINE,
                    outcome.quarter(),
                    outcome.quality().bars(),
                    outcome.quality().trades(),
                    outcome.quality().duplicates(),
                    outcome.quality().unusable(),
                    rows(outcome, Interval.HOUR),
                    rows(outcome, Interval.DAY),
                    release(outcome),
                    outcome.took().toMillis() / 1000.0));
        }
        return text.toString().stripTrailing();
    }

    private static long rows(PublishQuarters.Outcome outcome, Interval interval) {
        return outcome.release()
                .map(release -> release.tables().get(interval).hash().rows())
                .orElse(0L);
    }

    private static String release(PublishQuarters.Outcome outcome) {
        String name = outcome.release()
                .map(release -> release.name() + (release.partial() ? " partial" : ""))
                .orElse("");
        return switch (outcome.end()) {
            case PUBLISHED -> name;
            case UNCHANGED -> name + " (unchanged)";
            case REFUSED -> "refused";
        };
    }

    /** Where the time went: each step's seconds, of all quarters together, and its share. */
    static String ofSteps(List<RunRecord.Step> steps) {
        var seconds = new LinkedHashMap<String, Double>();
        for (RunRecord.Step step : steps) {
            seconds.merge(step.name(), step.took().toMillis() / 1000.0, Double::sum);
        }
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        var text = new StringBuilder("%-22s %8s %6s%n".formatted("step", "seconds", "share"));
        seconds.forEach((name, ofStep) ->
                text.append(String.format(Locale.ROOT, "%-22s %8.1f %5.0f%%%n", name, ofStep, 100 * ofStep / all)));
        return text.toString().stripTrailing();
    }
}
