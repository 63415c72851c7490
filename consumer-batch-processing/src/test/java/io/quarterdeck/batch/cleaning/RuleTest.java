package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleTest {

    private static final Path PAGE = Path.of("../docs/quality-rules.md");
    private static final Path SQL = Path.of("../infra/src/main/resources/migrations/governance/R__quality_rules.sql");

    /** To write the page anew after a change of {@link Rule} run with {@code -Dgolden.write}. */
    @Test
    void thePageInDocsSaysWhatTheCodeSays() throws IOException {
        holds(PAGE, page());
    }

    /** Likewise. */
    @Test
    void theTableInPostgresSaysWhatTheCodeSays() throws IOException {
        holds(SQL, sql());
    }

    private static void holds(Path file, String text) throws IOException {
        if (System.getProperty("golden.write") != null) {
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }

    private static String page() {
        var page = new StringBuilder("""
                # Quality rules

                What the quarterly job does to raw rows before it computes features. `governance.quality_rule` says the same. This
                page is made from `Rule` in `consumer-batch-processing`, which is the place to change.

                - A row counts under the first rule that applies, in this order. Rules for a minute judge what the rules for bars and
                  trades have left.
                - **drop**: it is not used. **flag**: it is used, and counted. **fail**: it is not used, and one of them is enough to
                  refuse the quarter.
                - What is dropped stands in `lake.quarantine.bars` and `lake.quarantine.trades`, with its quarter, the rule, and the
                  source file, line, partition and offset it came from: what the run dropped that last worked on the quarter, published
                  or not. Counts per quarter, symbol and rule stand in `governance.release.quality`.
                - A rule that looks at other minutes looks back a day at most, and forward no further than the end of the five minutes
                  that the minute belongs to, so that a row of a feature table never rests on what came after its `known_at`
                  ([how spikes are told from moves](decisions/0009-how-spikes-are-told-from-moves.md)).

                | rule | judges | action | threshold | reason |
                |---|---|---|---|---|
                """);
        for (Rule rule : Rule.values()) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            rule.text(),
                            rule.subject().text(),
                            rule.action().text(),
                            rule.threshold()
                                    .map(threshold -> "%.0f %s".formatted(threshold.value(), threshold.unit()))
                                    .orElse(""),
                            rule.reason()));
        }
        return page.toString();
    }

    private static String sql() {
        return """
                -- R__quality_rules.sql: made from Rule in consumer-batch-processing, which is the place to change.
                DELETE FROM governance.quality_rule;

                INSERT INTO governance.quality_rule (position, name, subject, action, threshold, unit, reason)
                VALUES
                """
                + Arrays.stream(Rule.values())
                        .map(rule -> "    (%d, '%s', '%s', '%s', %s,\n     '%s')"
                                .formatted(
                                        rule.ordinal() + 1,
                                        rule.text(),
                                        rule.subject().text(),
                                        rule.action().text(),
                                        rule.threshold()
                                                .map(threshold -> String.format(
                                                        Locale.ROOT, "%.0f, '%s'", threshold.value(), threshold.unit()))
                                                .orElse("NULL, NULL"),
                                        rule.reason()))
                        .collect(Collectors.joining(",\n"))
                + ";\n";
    }
}
