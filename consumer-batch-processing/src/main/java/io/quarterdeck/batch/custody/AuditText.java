package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Comparison.Source;
import io.quarterdeck.batch.custody.RowDifferences.RowDifference;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an audit found, as text for people. */
final class AuditText {

    private static final int GROUPS_SHOWN = 20;

    private AuditText() {}

    /**
     * The table of agreement: one line per source.
     *
     * @param columns the stores, from left to right
     * @param names of the sources, as far as they are known
     */
    static String table(Comparison comparison, List<String> columns, Map<Long, String> names) {
        var lines = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("file", "topic"));
        head.addAll(columns);
        head.add("");
        lines.add(head);
        comparison.held().forEach((source, stores) -> {
            var line = new ArrayList<>(List.of(name(source, names), source.topic()));
            for (String column : columns) {
                ContentHash hash = stores.get(column);
                line.add(hash == null ? "-" : Comparison.text(hash));
            }
            line.add(
                    switch (comparison.verdict(source)) {
                        case AGREE -> "agree";
                        case DIFFERS -> "DIFFERS";
                        case LANDING -> "landing";
                    });
            lines.add(line);
        });
        return aligned(lines);
    }

    private static String aligned(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> line : lines) {
            var padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                boolean left = i < 2 || i == widths.length - 1;
                padded.append(("%" + (left ? "-" : "") + widths[i] + "s  ").formatted(line.get(i)));
            }
            text.append(padded.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** Everything that does not agree; nothing if all does. */
    static List<String> differences(Comparison comparison, RowDifferences rows, Map<Long, String> names) {
        var lines = new ArrayList<String>();
        comparison
                .problems()
                .forEach((source, problems) -> problems.stream()
                        .limit(GROUPS_SHOWN)
                        .forEach(problem -> lines.add("DIFFERS %s: %s".formatted(name(source, names), problem))));
        comparison.differences().stream().limit(GROUPS_SHOWN).forEach(difference -> {
            Group group = difference.group();
            var held = new ArrayList<String>();
            difference.held().forEach((store, hash) -> held.add(store + " " + Comparison.text(hash)));
            lines.add("DIFFERS %s: %s-%d, %s: %s"
                    .formatted(
                            names.getOrDefault(group.sourceId(), "source " + group.sourceId()),
                            group.topic(),
                            group.partition(),
                            group.day() == null ? "no time" : group.day(),
                            String.join(", ", held)));
        });
        if (comparison.differences().size() > GROUPS_SHOWN) {
            lines.add("  and %,d groups more".formatted(comparison.differences().size() - GROUPS_SHOWN));
        }
        if (!comparison.differences().isEmpty()) {
            lines.add("Rows that differ: %,d%s"
                    .formatted(
                            rows.count(),
                            rows.count() > rows.shown().size()
                                    ? "; the first %d:".formatted(rows.shown().size())
                                    : ""));
            rows.shown().forEach(row -> lines.addAll(row(row, names)));
        }
        return lines;
    }

    private static List<String> row(RowDifference row, Map<Long, String> names) {
        var lines = new ArrayList<String>();
        lines.add("  %s line %d, %s-%d offset %d"
                .formatted(
                        names.getOrDefault(row.sourceId(), "source " + row.sourceId()),
                        row.sourceLine(),
                        row.topic(),
                        row.partition(),
                        row.offset()));
        var byContent = new LinkedHashMap<List<String>, List<String>>();
        row.contents()
                .forEach((store, contents) -> byContent
                        .computeIfAbsent(contents, any -> new ArrayList<>())
                        .add(store));
        byContent.forEach((contents, stores) -> lines.add("    %s: %s"
                .formatted(
                        String.join(", ", stores),
                        contents.isEmpty() ? "nothing" : String.join("; and once more: ", contents))));
        return lines;
    }

    private static String name(Source source, Map<Long, String> names) {
        return source.id() == 0 ? source.topic() : names.getOrDefault(source.id(), "source " + source.id());
    }

    /** A store and how fast it was read. */
    static String speed(String store, long rows, double seconds) {
        return String.format(
                Locale.ROOT,
                "read %-10s %,12d rows in %6.1f s, %,9.0f rows/s",
                store,
                rows,
                seconds,
                seconds > 0 ? rows / seconds : 0);
    }

    /** Why a quarter is not published: on one screen. */
    static List<String> refusal(Quarter quarter, Comparison comparison, RowDifferences rows, long ahead) {
        var lines = new ArrayList<String>();
        if (comparison.agrees()) {
            lines.add(
                    "  %,d rows of %s are in the lake and not yet in PostgreSQL, so there is nothing to prove them by."
                            .formatted(ahead, quarter));
            lines.add("What to do: see that consumer-data-storage runs, and run again; --max-wait gives it more time.");
            return lines;
        }
        lines.add("  PostgreSQL and the lake do not hold the same rows of " + quarter + ":");
        differences(comparison, rows, Map.of()).forEach(line -> lines.add("  " + line));
        lines.add("What to do: see all of it with `audit --quarter " + quarter
                + "`, and the runbook, \"The audit differs\". No option publishes such a quarter.");
        return lines;
    }
}
