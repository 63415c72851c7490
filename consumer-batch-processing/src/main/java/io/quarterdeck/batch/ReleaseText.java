package io.quarterdeck.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.batch.release.ReleaseRegister;
import io.quarterdeck.batch.release.TableDiff;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Releases as text for people. */
final class ReleaseText {

    /** Longest list of columns; the tables in PostgreSQL have all. */
    private static final int COLUMNS = 12;

    private ReleaseText() {}

    /** One line per release and table. */
    static String list(List<ReleaseRegister.Entry> entries) {
        if (entries.isEmpty()) {
            return "There is no release yet; quarterly-features makes them.\n";
        }
        var text = new StringBuilder(line(
                "%-11s %-8s %-8s %-17s %9s  %-32s  %-20s  %s",
                "release", "in force", "partial", "table", "rows", "content hash", "created", "code"));
        for (ReleaseRegister.Entry entry : entries) {
            Release release = entry.release();
            release.tables()
                    .forEach((interval, content) -> text.append(line(
                            "%-11s %-8s %-8s %-17s %9d  %s  %-20s  %s",
                            release.name(),
                            yes(entry.inForce()),
                            yes(release.partial()),
                            interval.table(),
                            content.hash().rows(),
                            content.hash().hex(),
                            entry.createdAt().truncatedTo(ChronoUnit.SECONDS),
                            entry.codeVersion())));
        }
        return text.toString();
    }

    /** All that is known of one release. */
    static String of(ReleaseRegister.Entry entry, Optional<ReleaseRegister.DriftReport> drift)
            throws JsonProcessingException {
        Release release = entry.release();
        var text = new StringBuilder();
        text.append(line(
                "%s: %s, %s",
                release.name(),
                entry.inForce() ? "in force" : "followed by a newer version",
                release.partial() ? "of a partial quarter" : "of a complete quarter"));
        text.append(line("  created  %s, begun %s", entry.createdAt(), entry.startedAt()));
        text.append(line("  code     %s", entry.codeVersion()));
        text.append(line(
                "  read     lake.raw.bars snapshot %s, lake.raw.trades snapshot %s",
                orNone(entry.barsSnapshotId()), orNone(entry.tradesSnapshotId())));
        text.append(line(
                "  stands   on certificate of custody %s",
                entry.certificate() == null ? "none: it was made before there were any" : entry.certificate()));
        text.append(line("  options  %s", entry.options()));
        text.append(line("  quality  %s", totals(entry.quality())));
        release.tables().forEach((interval, content) -> {
            text.append(line(
                    "%n%s: %d rows, content hash %s, snapshot %d of lake.%s",
                    interval.table(),
                    content.hash().rows(),
                    content.hash().hex(),
                    content.lakeSnapshotId(),
                    interval.table()));
            TableDiff diff = entry.diffs().get(interval);
            if (diff != null) {
                text.append(diff(diff));
            }
        });
        text.append(drift.map(ReleaseText::drift).orElse(line("%nDrift: there was no release of the quarter before.")));
        return text.toString();
    }

    private static String diff(TableDiff diff) {
        var text = new StringBuilder(line(
                "  against the version before: %d rows added, %d changed, %d removed",
                diff.added(), diff.changed(), diff.removed()));
        diff.columns().stream()
                .limit(COLUMNS)
                .forEach(column -> text.append(line(
                        "    %-28s %9d values changed%s",
                        column.column(),
                        column.changed(),
                        column.largestAbsolute() == null
                                ? ""
                                : ", by at most %s%s"
                                        .formatted(
                                                number(column.largestAbsolute()),
                                                column.largestRelative() == null
                                                        ? ""
                                                        : " or " + number(100 * column.largestRelative()) + " %"))));
        if (diff.columns().size() > COLUMNS) {
            text.append(line("    and %d columns more", diff.columns().size() - COLUMNS));
        }
        if (!diff.addedColumns().isEmpty()) {
            text.append(line("    new columns: %s", String.join(", ", diff.addedColumns())));
        }
        return text.toString();
    }

    private static String drift(ReleaseRegister.DriftReport drift) {
        var text = new StringBuilder(line(
                "%nDrift against %s: %d of %d features",
                drift.reference(), drift.drifted().size(), drift.compared()));
        drift.drifted().stream()
                .limit(COLUMNS)
                .forEach(feature -> text.append(line(
                        "  %-3s %-28s %-16s psi %s, mean shift %s sigma, nulls %.1f %% (before %.1f %%)",
                        feature.table(),
                        feature.column(),
                        feature.reasons(),
                        feature.psi() == null ? "-" : number(feature.psi()),
                        feature.meanShift() == null ? "-" : number(feature.meanShift()),
                        100 * feature.nullShare(),
                        100 * feature.referenceNullShare())));
        if (drift.drifted().size() > COLUMNS) {
            text.append(
                    line("  and %d more in governance.drift", drift.drifted().size() - COLUMNS));
        }
        return text.toString();
    }

    /** The counts of all symbols added up, without those that are 0. */
    private static String totals(String quality) throws JsonProcessingException {
        Map<String, Long> totals = new TreeMap<>();
        for (JsonNode symbol : new ObjectMapper().readTree(quality)) {
            symbol.fields().forEachRemaining(count -> {
                if (count.getValue().isIntegralNumber()) {
                    totals.merge(count.getKey(), count.getValue().asLong(), Long::sum);
                }
            });
        }
        return totals.entrySet().stream()
                .filter(count -> count.getValue() != 0)
                .map(count -> count.getKey() + "=" + count.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String yes(boolean so) {
        return so ? "yes" : "no";
    }

    private static Object orNone(Long id) {
        return id == null ? "none" : id;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing() + "\n";
    }
}
