package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

public class FeatureDictionaryTest {

    private static final Path PAGE = Path.of("../docs/feature-dictionary.md");

    /** To write the page anew after a change of {@link FeatureTable} run with {@code -Dgolden.write}. */
    @Test
    void thePageInDocsSaysWhatTheCodeSays() throws IOException {
        if (System.getProperty("golden.write") != null) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    private static String page() {
        var page = new StringBuilder("""
                # Feature dictionary

                The columns of the feature tables, in PostgreSQL and in the lake. `features.dictionary` and the comments on the
                columns say the same. This page is made from `FeatureTable` in `consumer-batch-processing`, which is the place
                to change.

                - A row is one symbol and one interval in UTC, keyed by (`symbol`, `open_time`). An interval without a trade has
                  no row, and windows count rows, not time: `x[-n]` is the value n rows before, `x[+n]` after.
                - A minute's bar is the recorded one where there is one, else it is made from the symbol's trades
                  ([how](decisions/0008-how-trades-become-minutes.md)). The last columns come from trades alone and are null
                  without.
                - A row's features can be known from `known_at` on. Only the columns `label_*` look ahead, and never beyond the
                  end of the quarter.
                - "Warm-up" is how many rows of a symbol have no value yet, counted from the start of the time that is read
                  before the quarter:""");
        page.append(" ")
                .append(Arrays.stream(Interval.values())
                        .map(interval -> interval.warmUp().toDays() + " days for `" + interval.table() + "`")
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        for (Interval interval : Interval.values()) {
            page.append("\n## `%s`\n\n".formatted(interval.table()))
                    .append("| column | kind | meaning | unit | formula | rests on | warm-up | null | source |\n")
                    .append("|---|---|---|---|---|---|---|---|---|\n");
            for (Column column : FeatureTable.columns(interval)) {
                page.append("| `%s` | %s | %s | %s | %s | %s | %d | %s | %s |\n"
                        .formatted(
                                column.name(),
                                column.kind().text(),
                                column.meaning(),
                                column.unit(),
                                column.formula(),
                                column.restsOn(),
                                column.warmUp(),
                                column.nulls(),
                                column.source()));
            }
        }
        return page.toString();
    }
}
