package io.quarterdeck.batch;

import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.Release;
import java.util.List;
import java.util.Locale;

/** The closing table of a run, one line per quarter. */
final class Summary {

    private static final String HEAD = "%-8s %11s %11s %11s %9s %9s %9s  %-22s %8s%n";
    private static final String LINE = "%-8s %,11d %,11d %,11d %,9d %,9d %,9d  %-22s %8.1f%n";

    private Summary() {}

    static String of(List<PublishQuarter.Outcome> outcomes) {
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
        for (PublishQuarter.Outcome outcome : outcomes) {
            Release release = outcome.release();
            text.append(String.format(
                    Locale.ROOT,
                    LINE,
                    release.quarter(),
                    outcome.quality().bars(),
                    outcome.quality().trades(),
                    outcome.quality().duplicates(),
                    outcome.quality().unusable(),
                    release.tables().get(Interval.HOUR).hash().rows(),
                    release.tables().get(Interval.DAY).hash().rows(),
                    release.name() + (release.partial() ? " partial" : "") + (outcome.isNew() ? "" : " (unchanged)"),
                    outcome.took().toMillis() / 1000.0));
        }
        return text.toString().stripTrailing();
    }
}
