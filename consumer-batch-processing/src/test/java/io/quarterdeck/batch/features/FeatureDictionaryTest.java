package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.features.Column.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is made from {@link FeatureTable}; to make it anew after a change run with {@code -Dgolden.write}. */
public class FeatureDictionaryTest {

    private static final Path PAGE = Path.of("../docs/feature-dictionary.md");
    private static final Path MIGRATION =
            Path.of("../infra/src/main/resources/migrations/features/R__feature_catalogue.sql");

    @Test
    void thePageInDocsSaysWhatTheCodeSays() throws IOException {
        assertHolds(PAGE, page());
    }

    @Test
    void theMigrationMakesTheTablesThatTheCodeFills() throws IOException {
        assertHolds(MIGRATION, migration());
    }

    private static void assertHolds(Path file, String content) throws IOException {
        if (System.getProperty("golden.write") != null) {
            Files.writeString(file, content);
        }
        assertThat(file).hasContent(content);
    }

    private static String page() {
        var page = new StringBuilder("""
                # Feature dictionary

                The columns of the feature tables, in PostgreSQL and in the lake. `features.dictionary` and the comments on the
                columns say the same. This page is made from `FeatureTable` in `consumer-batch-processing`, which is the place
                to change. How to train on the tables: [training.md](training.md).

                - A row is one symbol and one interval in UTC, keyed by (`symbol`, `open_time`). An interval without a trade has
                  no row, and windows count rows, not time: `x[-n]` is the value n rows before, `x[+n]` after.
                - A minute's bar is the recorded one where there is one, else it is made from the symbol's trades
                  ([how](decisions/0008-how-trades-become-minutes.md)). The columns under "order flow" come from trades alone
                  and are null without.
                - A row's features can be known from `known_at` on. Only the columns `label_*` look ahead, and never beyond the
                  end of the quarter.
                - "Inputs" are columns of `raw.bars`, and of `raw.trades` where it says so.
                - "Warm-up" is how many rows of a symbol have no value yet, counted from the start of the time that is read
                  before the quarter:""");
        page.append(" ")
                .append(Arrays.stream(Interval.values())
                        .map(interval -> interval.warmUp().toDays() + " days for `" + interval.table() + "`")
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        for (Interval interval : Interval.values()) {
            page.append("\n## `%s`\n".formatted(interval.table()));
            for (Group group : Group.values()) {
                page.append("\n### %s\n\n".formatted(group.text().replace('_', ' ')))
                        .append("| column | meaning | unit | formula | inputs | rests on | warm-up | null | source |\n")
                        .append("|---|---|---|---|---|---|---|---|---|\n");
                for (Column column : FeatureTable.columns(interval)) {
                    if (column.group() == group) {
                        page.append("| `%s` | %s | %s | %s | %s | %s | %d | %s | %s |\n"
                                .formatted(
                                        column.name(),
                                        column.meaning(),
                                        column.unit(),
                                        column.formula(),
                                        String.join(", ", column.inputs()),
                                        column.restsOn(),
                                        column.warmUp(),
                                        column.nulls(),
                                        column.source()));
                    }
                }
            }
        }
        return page.toString();
    }

    private static String migration() {
        var sql = new StringBuilder("""
                -- R__feature_catalogue.sql: the columns of the feature tables, their dictionary and comments, and the views on them.
                -- Made from FeatureTable in consumer-batch-processing by its FeatureDictionaryTest; not to be edited.

                SET LOCAL client_min_messages = warning; -- not a line for each column that is there

                """);
        for (Interval interval : Interval.values()) {
            sql.append("DROP VIEW IF EXISTS %s;\n".formatted(view(interval)));
            List<Column> columns = FeatureTable.columns(interval);
            sql.append(columns.stream()
                    .skip(FeatureTable.FIRST_NUMBER)
                    .map(column -> "    ADD COLUMN IF NOT EXISTS %s %s%s"
                            .formatted(column.name(), column.type().sql(), column.isNeverNull() ? " NOT NULL" : ""))
                    .collect(Collectors.joining(",\n", "ALTER TABLE " + interval.table() + "\n", ";\n\n")));
        }
        sql.append("""
                DELETE FROM features.dictionary;

                INSERT INTO features.dictionary
                    (table_name, position, column_name, kind, feature_group, data_type, meaning, unit, formula, inputs, rests_on,
                     warm_up_bars, nulls, source)
                VALUES
                """);
        sql.append(Arrays.stream(Interval.values())
                .flatMap(interval -> FeatureTable.columns(interval).stream().map(column -> entry(interval, column)))
                .collect(Collectors.joining(",\n", "", ";\n")));
        sql.append("""

                DO $$
                DECLARE
                    entry features.dictionary;
                BEGIN
                    FOR entry IN SELECT * FROM features.dictionary LOOP
                        EXECUTE format(
                            'COMMENT ON COLUMN features.%I.%I IS %L',
                            entry.table_name,
                            entry.column_name,
                            format('%s Unit: %s. Formula: %s. Null: %s.', entry.meaning, entry.unit, entry.formula, entry.nulls));
                    END LOOP;
                END
                $$;
                """);
        for (Interval interval : Interval.values()) {
            sql.append("""

                    CREATE VIEW %1$s AS
                        SELECT bars.*, quarters.release,
                               CASE WHEN quarters.split <> 'train' AND bars.open_time < quarters.starts_at + interval '%2$d minutes'
                                    THEN 'embargo' ELSE quarters.split
                               END AS split
                          FROM features.training_quarter AS quarters
                          JOIN %3$s AS bars
                            ON bars.open_time >= quarters.starts_at AND bars.open_time < quarters.ends_at;
                    COMMENT ON VIEW %1$s IS
                        'Features and labels for training, with the release of each row and its split: train, validation, test, or embargo (the first %4$s of validation and test).';
                    GRANT SELECT ON %1$s TO dashboard, ml_reader, trading_bot;
                    """.formatted(
                            view(interval),
                            embargoMinutes(interval),
                            interval.table(),
                            FeatureTable.bars(Windows.of(interval).window())));
        }
        return sql.toString();
    }

    private static String view(Interval interval) {
        return "features.training_" + interval;
    }

    /** The longest horizon of a label. */
    private static long embargoMinutes(Interval interval) {
        return interval.length().multipliedBy(Windows.of(interval).window()).toMinutes();
    }

    private static String entry(Interval interval, Column column) {
        String table = interval.table().substring("features.".length());
        int position = FeatureTable.columns(interval).indexOf(column) + 1;
        return "    (%s, %d, %s, %s, %s, %s,\n     %s,\n     %s, %s,\n     %s, %s, %d, %s,\n     %s)"
                .formatted(
                        text(table),
                        position,
                        text(column.name()),
                        text(column.kind().text()),
                        text(column.group().text()),
                        text(column.type().sql()),
                        text(column.meaning()),
                        text(column.unit()),
                        text(column.formula()),
                        text("{" + String.join(",", column.inputs()) + "}"),
                        text(column.restsOn()),
                        column.warmUp(),
                        text(column.nulls()),
                        text(column.source()));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
