package io.quarterdeck.batch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.batch.TestDatabase;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers of PostgreSQL can rely on while releases come and runs are killed. */
@WithServers
public class FeatureStoreIT {

    private static final Quarter QUARTER = Quarter.parse("2017Q1");
    private static final FeatureStore.Origin ORIGIN = new FeatureStore.Origin(
            Instant.parse("2026-01-01T00:00:00Z"),
            "test",
            Optional.of(1L),
            Optional.empty(),
            "{}",
            "{}",
            1,
            Optional.empty(),
            1);
    private static final int ROWS = 500;

    @TempDir
    static Path folder;

    private static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start(folder);
        database.execute(
                "batch",
                "INSERT INTO governance.run (options, code_version, started_by) VALUES ('{}', 'test', 'test')");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() throws Exception {
        database.execute("owner", "TRUNCATE governance.release, governance.release_table, governance.drift");
        database.execute(
                "owner",
                "TRUNCATE features.bars_5m, features.bars_15m, features.bars_1h, features.bars_4h, features.bars_1d");
    }

    @Test
    void readersSeeOneReleaseWholeWhileOthersReplaceIt() throws Exception {
        int releases = 20;
        try (var store = store()) {
            publish(store, 1, rows(1));
        }
        var publisher = Executors.newSingleThreadExecutor();
        try (Connection reader = database.as("ml_reader").connect("test")) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Future<?> publishing = publisher.submit(() -> {
                try (var store = store()) {
                    for (int version = 2; version <= releases; version++) {
                        publish(store, version, rows(version));
                    }
                }
                return null;
            });
            int seen = 0;
            while (!publishing.isDone()) {
                // The snapshot is taken by the first query, the tables are looked at after it.
                String version = TestDatabase.query(reader, "SELECT max(version) FROM governance.release")
                        .get(0);
                for (Interval interval : Interval.values()) {
                    assertThat(TestDatabase.query(
                                    reader, "SELECT count(*), min(volume), max(volume) FROM " + interval.table()))
                            .containsExactly("%d,%s,%s".formatted(ROWS, version, version));
                }
                reader.commit();
                seen++;
            }
            publishing.get();
            assertThat(seen).isPositive();
        } finally {
            publisher.shutdownNow();
        }
    }

    @Test
    void aLongReaderHoldsUpNoRelease() throws Exception {
        try (var store = store();
                Connection reader = database.as("ml_reader").connect("test")) {
            publish(store, 1, rows(1));
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            String sql = "SELECT sum(volume) FROM features.bars_1h";
            assertThat(TestDatabase.query(reader, sql)).containsExactly("500");

            publish(store, 2, rows(2)); // would wait for the reader if it took a lock that excludes it

            assertThat(TestDatabase.query(reader, sql)).containsExactly("500");
            reader.commit();
            assertThat(TestDatabase.query(reader, sql)).containsExactly("1000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunKilledWhileItPublishesChangesNothing(Interval killedAt) throws Exception {
        try (var store = store()) {
            publish(store, 1, rows(1));
        }
        String before = state();

        try (var store = store()) {
            Map<Interval, List<Row>> rows = rows(2);
            var iterators = iterators(rows);
            iterators.put(killedAt, killing(rows.get(killedAt)));
            assertThatThrownBy(() -> store.publish(release(2, rows), ORIGIN, Comparison.NONE, iterators))
                    .isInstanceOfAny(SQLException.class, IOException.class);
        }

        assertThat(state()).isEqualTo(before);
        try (var store = store()) {
            publish(store, 2, rows(2));
            assertThat(store.inForce(QUARTER)).contains(release(2, rows(2)));
        }
    }

    @Test
    void whatDiffersFromItsHashIsNotPublished() throws Exception {
        try (var store = store()) {
            publish(store, 1, rows(1));
            String before = state();

            assertThatThrownBy(() -> store.publish(release(2, rows(2)), ORIGIN, Comparison.NONE, iterators(rows(3))))
                    .isInstanceOf(FailedRun.class)
                    .hasMessageContaining("features.bars_5m 2017Q1-v2: PostgreSQL holds 500 rows with hash")
                    .hasMessageEndingWith("nothing published");

            assertThat(state()).isEqualTo(before);
        }
    }

    @Test
    void otherQuartersStay() throws Exception {
        try (var store = store()) {
            publish(store, 1, rows(1));
            var other =
                    new Release(QUARTER.next(), 1, true, release(1, Map.of()).tables());
            store.publish(other, ORIGIN, Comparison.NONE, iterators(noRows()));

            assertThat(database.query("ml_reader", "SELECT count(*) FROM features.bars_1h"))
                    .containsExactly("500");
            assertThat(store.inForce(QUARTER)).contains(release(1, rows(1)));
        }
    }

    @Test
    void twoRunsOfAQuarterExcludeOneAnother() throws Exception {
        try (var one = store();
                var two = store()) {
            one.claim(QUARTER);

            assertThatThrownBy(() -> two.claim(QUARTER))
                    .isInstanceOf(FailedRun.class)
                    .hasMessage("another run is at work on 2017Q1; wait for it to end, then try again");
            two.claim(QUARTER.next());

            one.unclaim(QUARTER);
            two.claim(QUARTER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseDescribesTheColumnsAsTheCodeDoes(Interval interval) throws Exception {
        String table = interval.table().substring("features.".length());
        var expected = new ArrayList<String>();
        for (Column column : FeatureTable.columns(interval)) {
            expected.add(String.join(
                    "|",
                    column.name(),
                    column.kind().text(),
                    column.group().text(),
                    column.type().sql(),
                    column.meaning(),
                    column.unit(),
                    column.formula(),
                    String.join(",", column.inputs()),
                    column.restsOn(),
                    String.valueOf(column.warmUp()),
                    column.nulls(),
                    column.source()));
        }

        assertThat(database.query("ml_reader", """
                        SELECT concat_ws('|', column_name, kind, feature_group, data_type, meaning, unit, formula,
                                         array_to_string(inputs, ','), rests_on, warm_up_bars, nulls, source)
                          FROM features.dictionary WHERE table_name = '%s' ORDER BY position
                        """.formatted(table))).containsExactlyElementsOf(expected);

        var columns = new ArrayList<String>();
        for (Column column : FeatureTable.columns(interval)) {
            columns.add("%s,%s,%s,%s Unit: %s. Formula: %s. Null: %s."
                    .formatted(
                            column.name(),
                            column.type().sql(),
                            column.isNeverNull() ? "NO" : "YES",
                            column.meaning(),
                            column.unit(),
                            column.formula(),
                            column.nulls()));
        }
        assertThat(database.query("ml_reader", """
                        SELECT column_name, data_type, is_nullable,
                               col_description('%s'::regclass, ordinal_position::integer)
                          FROM information_schema.columns
                         WHERE table_schema = 'features' AND table_name = '%s' ORDER BY ordinal_position
                        """.formatted(interval.table(), table)))
                .containsExactlyElementsOf(columns);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM raw.bars",
                "SELECT * FROM raw.consumer_offset",
                "SELECT * FROM lake_catalog.iceberg_tables",
                "DELETE FROM features.bars_1h",
                "INSERT INTO governance.release_table VALUES ('2017Q1-v1', 'x', 0, '', 0)",
                "SELECT features.add_quarter('2017Q1')",
                "UPDATE governance.run SET state = 'FAILED'",
                "CREATE TABLE features.mine (i integer)",
                "CREATE TABLE public.mine (i integer)"
            })
    void mlReaderReadsFeaturesAndReleasesOnly(String sql) {
        assertThatThrownBy(() -> database.execute("ml_reader", sql)).hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE features.mine (i integer)",
                "ALTER TABLE features.bars_1h ADD COLUMN mine integer",
                "DROP TABLE features.bars_1h",
                "TRUNCATE features.bars_1h",
                "DROP TABLE features.bars_1h_2017q1",
                "DELETE FROM features.dictionary",
                "UPDATE governance.release SET certificate = 'forged'",
                "DELETE FROM governance.release",
                "DELETE FROM governance.run",
                "UPDATE governance.run SET started_by = 'another'",
                "UPDATE governance.run_step SET step = 'another'",
                "UPDATE governance.quality_result SET row_count = 0",
                "UPDATE governance.lineage_event SET event = '{}'",
                "UPDATE raw.bars SET close = 0",
                "DELETE FROM governance.certificate"
            })
    void batchMayReplaceRowsAndNoMore(String sql) throws Exception {
        try (var store = store()) {
            publish(store, 1, rows(1)); // so that the quarter has its partitions
        }

        assertThatThrownBy(() -> database.execute("batch", sql))
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    /** All that a reader can see. */
    private static String state() throws SQLException, IOException {
        String hashes = "SELECT * FROM features.content_hash('%s', '2017Q1')";
        return String.join(
                "\n",
                database.query("ml_reader", "SELECT name FROM governance.release")
                        .toString(),
                database.query("ml_reader", "SELECT * FROM governance.release_table ORDER BY 1, 2")
                        .toString(),
                database.query("ml_reader", hashes.formatted(Tables.FEATURES_BARS_1H))
                        .toString(),
                database.query("ml_reader", hashes.formatted(Tables.FEATURES_BARS_1D))
                        .toString(),
                database.query("owner", "SELECT relname FROM pg_class WHERE relnamespace = 'features'::regnamespace")
                        .toString());
    }

    private static FeatureStore store() throws SQLException, IOException {
        return FeatureStore.open(database.as("batch"));
    }

    private static void publish(FeatureStore store, int version, Map<Interval, List<Row>> rows) throws Exception {
        store.publish(release(version, rows), ORIGIN, Comparison.NONE, iterators(rows));
    }

    private static Release release(int version, Map<Interval, List<Row>> rows) {
        var tables = new EnumMap<Interval, Release.Content>(Interval.class);
        for (Interval interval : Interval.values()) {
            ContentHash hash =
                    FeatureHash.of(rows.getOrDefault(interval, List.of()).iterator(), interval);
            tables.put(interval, new Release.Content(hash, 100 + version));
        }
        return new Release(QUARTER, version, version == 2, tables);
    }

    private static Map<Interval, List<Row>> noRows() {
        var tables = new EnumMap<Interval, List<Row>>(Interval.class);
        for (Interval interval : Interval.values()) {
            tables.put(interval, List.of());
        }
        return tables;
    }

    /** The same number of rows in each table, every number in them {@code value} but some, which are null. */
    private static Map<Interval, List<Row>> rows(double value) {
        var tables = new EnumMap<Interval, List<Row>>(Interval.class);
        for (Interval interval : Interval.values()) {
            List<Column> columns = FeatureTable.columns(interval);
            var rows = new ArrayList<Row>();
            for (int i = 0; i < ROWS; i++) {
                var row = new Object[columns.size()];
                row[0] = "SYMBOL" + i / 50 + "é";
                row[1] = QUARTER.start().plus(interval.length().multipliedBy(i % 50));
                row[2] = ((Instant) row[1]).plus(interval.length());
                for (int c = FeatureTable.FIRST_NUMBER; c < row.length; c++) {
                    Object known = columns.get(c).type() == Column.Type.TIMESTAMP
                            ? (Object) QUARTER.start().plusSeconds((long) value)
                            : (Object) value;
                    row[c] = columns.get(c).isNeverNull() || i % 7 != 0 ? known : null;
                }
                rows.add(RowFactory.create(row));
            }
            tables.put(interval, rows);
        }
        return tables;
    }

    private static Map<Interval, Iterator<Row>> iterators(Map<Interval, List<Row>> rows) {
        var iterators = new EnumMap<Interval, Iterator<Row>>(Interval.class);
        rows.forEach((interval, list) -> iterators.put(interval, list.iterator()));
        return iterators;
    }

    /** Gives half of the rows, then has the server end the connection of the run, as its death would. */
    private static Iterator<Row> killing(List<Row> rows) {
        return new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return given < rows.size();
            }

            @Override
            public Row next() {
                if (given == rows.size() / 2) {
                    try {
                        database.query(
                                "owner",
                                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'batch'");
                    } catch (SQLException | IOException e) {
                        throw new AssertionError(e);
                    }
                }
                return rows.get(given++);
            }
        };
    }
}
