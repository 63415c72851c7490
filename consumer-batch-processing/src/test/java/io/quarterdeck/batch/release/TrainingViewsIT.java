package io.quarterdeck.batch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.batch.TestDatabase;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.testservers.WithServers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a training run reads: features.training_* and features.as_of_*. */
@WithServers
public class TrainingViewsIT {

    @TempDir
    static Path folder;

    private static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start(folder);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() throws Exception {
        database.execute("owner", "TRUNCATE governance.release, governance.release_table CASCADE");
        database.execute("owner", "TRUNCATE features.bars_1h, features.bars_1d");
    }

    @ParameterizedTest
    @CsvSource({
        "1, train",
        "2, train test",
        "3, train validation test",
        "9, train train train train train train train validation test",
        "10, train train train train train train validation validation test test"
    })
    void quartersAreSplitInOrderOfTime(int quarters, String expected) throws Exception {
        for (int i = 0; i < quarters; i++) {
            release("%dQ%d".formatted(2015 + i / 4, i % 4 + 1), 1);
        }

        assertThat(String.join(
                        " ",
                        database.query("ml_reader", "SELECT split FROM features.training_quarter ORDER BY starts_at")))
                .isEqualTo(expected);
    }

    @Test
    void theFirstRowsOfValidationAndTestAreAnEmbargo() throws Exception {
        for (String quarter : List.of("2017Q1", "2017Q2", "2017Q3")) {
            release(quarter, 1);
            fill(quarter);
        }
        release("2017Q3", 2);

        assertThat(database.query("ml_reader", """
                        SELECT release, split, count(*), min(open_time AT TIME ZONE 'UTC')::date FROM features.training_1h
                         GROUP BY release, split ORDER BY min(open_time)
                        """))
                .containsExactly(
                        "2017Q1-v1,train,2160,2017-01-01",
                        "2017Q2-v1,embargo,24,2017-04-01",
                        "2017Q2-v1,validation,2160,2017-04-02",
                        "2017Q3-v2,embargo,24,2017-07-01",
                        "2017Q3-v2,test,2184,2017-07-02");
        assertThat(database.query("ml_reader", "SELECT count(*) FROM features.training_1d WHERE split = 'embargo'"))
                .containsExactly("40");
    }

    @ParameterizedTest
    @EnumSource
    void theViewHasAllColumns(Interval interval) throws Exception {
        List<String> columns = Stream.concat(
                        FeatureTable.columns(interval).stream().map(Column::name), Stream.of("release", "split"))
                .toList();

        assertThat(database.query("dashboard", """
                        SELECT column_name FROM information_schema.columns
                         WHERE table_schema = 'features' AND table_name = 'training_%s' ORDER BY ordinal_position
                        """.formatted(interval))).containsExactlyElementsOf(columns);
    }

    @Test
    void aPlainSelectReadsEveryRowOnce() throws Exception {
        for (String quarter : List.of("2017Q1", "2017Q2", "2017Q3")) {
            release(quarter, 1);
            fill(quarter);
        }

        // Rows read of partitions, over all loops: 3 quarters of at most 2208 hours.
        long read =
                database.query("ml_reader", "EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM features.training_1h").stream()
                        .filter(line -> line.contains(" on bars_1h_2017q"))
                        .mapToLong(TrainingViewsIT::rowsOfAllLoops)
                        .sum();
        assertThat(read).isBetween(6000L, 7000L);
    }

    private static long rowsOfAllLoops(String line) {
        var actual = Pattern.compile("actual rows=([0-9.]+) loops=([0-9]+)").matcher(line);
        return actual.find() ? Math.round(Double.parseDouble(actual.group(1)) * Long.parseLong(actual.group(2))) : 0;
    }

    @Test
    void asOfGivesTheRowsOfTheReleaseInForce() throws Exception {
        release("2017Q1", 1);
        release("2017Q1", 2);
        fill("2017Q1");

        assertThat(database.query("ml_reader", "SELECT count(*), min(close) FROM features.as_of_1h('2017Q1', 2)"))
                .containsExactly("2160,7");
        assertThat(database.query("dashboard", "SELECT count(*) FROM features.as_of_1d('2017Q1', 2)"))
                .containsExactly("90");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void asOfAnotherVersionSaysWhatIsInForce(int version) throws Exception {
        release("2017Q1", 1);
        release("2017Q1", 2);

        assertThatThrownBy(() ->
                        database.query("ml_reader", "SELECT * FROM features.as_of_1h('2017Q1', %d)".formatted(version)))
                .hasMessageContaining("2017Q1-v%d is not in force, 2017Q1-v2 is".formatted(version))
                .hasMessageContaining(
                        "./quarterdeck release 2017Q1 --version %d --export parquet DIR".formatted(version));
    }

    @Test
    void asOfAQuarterWithoutAReleaseSaysSo() {
        assertThatThrownBy(() -> database.query("ml_reader", "SELECT * FROM features.as_of_1d('2017Q1', 1)"))
                .hasMessageContaining("2017Q1 has no release");
    }

    private static void release(String quarter, int version) throws Exception {
        database.execute("owner", """
                INSERT INTO governance.release (quarter, version, started_at, code_version, lake_snapshot_id, options, quality)
                VALUES ('%s', %d, now(), 'test', 1, '{}', '{}')
                """.formatted(quarter, version));
    }

    /** One symbol, every hour and day. */
    private static void fill(String quarter) throws Exception {
        database.execute("owner", "SELECT features.add_quarter('%s')".formatted(quarter));
        for (String table : List.of("1h", "1d")) {
            database.execute("owner", """
                    INSERT INTO features.bars_%1$s
                        (symbol, open_time, known_at, open, high, low, close, volume, coverage, realized_volatility)
                    SELECT 'AAA', t, t + interval '%2$s', 7, 7, 7, 7, 7, 1, 0
                      FROM generate_series(features.quarter_start('%3$s'), features.quarter_end('%3$s') - interval '%2$s',
                                           interval '%2$s') AS t
                    """.formatted(table, table.equals("1h") ? "1 hour" : "1 day", quarter));
        }
    }
}
