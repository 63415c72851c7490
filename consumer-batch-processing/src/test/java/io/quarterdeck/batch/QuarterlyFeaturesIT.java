package io.quarterdeck.batch;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on a lake whose catalog is in PostgreSQL, told as one story: each test goes on from where the one before
 * has left the tables.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithServers
class QuarterlyFeaturesIT {

    private static final String RELEASES = "SELECT name FROM governance.release ORDER BY created_at";
    private static final String VOLUME = "SELECT sum(volume) FROM features.bars_1d WHERE symbol = 'AAA'"
            + " AND open_time >= features.quarter_start('2017Q1') AND open_time < features.quarter_end('2017Q1')";

    @TempDir
    static Path folder;

    private static TestDatabase database;

    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.sql.shuffle.partitions", "2");
        database = TestDatabase.start(folder);
    }

    @AfterAll
    static void stop() {
        database.close();
        System.clearProperty("spark.master");
        System.clearProperty("spark.sql.shuffle.partitions");
    }

    @Test
    @Order(1)
    void withoutALakeTheJobSaysWhatToDoAndNothingIsDue() {
        assertThat(run("--due")).isZero();
        assertThat(run("--quarter", "2017Q1")).isEqualTo(1);
        assertThat(errors)
                .hasToString(
                        "lake.raw.bars and lake.raw.trades hold no rows with a time; land data with consumer-stream-storage first\n");
    }

    @Test
    @Order(2)
    void aQuarterBecomesARelease() throws Exception {
        land(twoBarsADay("AAA", "2016-10-01T06:00:00Z", "2017-07-10T00:00:00Z"));

        assertThat(run("--quarter", "2017Q1")).isZero();

        assertThat(read(RELEASES)).containsExactly("2017Q1-v1");
        assertThat(read(VOLUME)).containsExactly("180");
        assertThat(read("SELECT count(*), count(label_forward_log_return_1) FROM features.bars_1h"))
                .containsExactly("180,179");
        assertThat(read("SELECT quality FROM governance.release"))
                .singleElement()
                .asString()
                .contains("\"rows\": 180");
        assertThat(read("""
                        SELECT stored.row_count = released.row_count AND stored.content_hash = released.content_hash
                          FROM governance.release_table AS released,
                               features.content_hash(released.table_name, '2017Q1') AS stored
                        """)).containsExactly("t", "t");
    }

    @Test
    @Order(3)
    void theSameAgainChangesNothing() throws Exception {
        assertThat(run("--quarter", "2017Q1")).isZero();

        assertThat(read(RELEASES)).containsExactly("2017Q1-v1");
    }

    @Test
    @Order(4)
    void allMakesEveryCompleteQuarterAndTheSameContent() throws Exception {
        assertThat(run("--all")).isZero();

        // 2017Q1, made alone before, stands; 2017Q3 has only begun
        List<String> releases = List.of("2017Q1-v1", "2016Q4-v1", "2017Q2-v1");
        assertThat(read(RELEASES)).isEqualTo(releases);
        assertThat(run("--quarter", "2016Q4")).isZero(); // what is made alone is the same, so it stands
        assertThat(run("--quarter", "2017Q2")).isZero();
        assertThat(read(RELEASES)).isEqualTo(releases);
    }

    @Test
    @Order(5)
    void aCorrectionMakesANewReleaseOfItsQuarterAndTheOldOneStaysInTheLake() throws Exception {
        land(List.of("AAA,2017-02-01T06:00:00Z,100,101,99,100,11"));

        assertThat(run("--quarter", "2017Q1", "--quarter", "2016Q4")).isZero();

        assertThat(read(RELEASES)).containsExactly("2017Q1-v1", "2016Q4-v1", "2017Q2-v1", "2017Q1-v2");
        assertThat(read(VOLUME)).containsExactly("190");
        assertThat(lakeVolume("2017Q1-v1")).isEqualTo(180);
        assertThat(lakeVolume("2017Q1-v2")).isEqualTo(190);
        assertThat(lakeVolume("main")).isEqualTo(190);
        theReleaseSaysWhatTheCorrectionChanged();
        aReleaseIsComparedWithTheQuarterBeforeIfThatHasOne();
    }

    /** The windows of volume_zscore hold the corrected bar 24 hours and 20 days long. */
    private static void theReleaseSaysWhatTheCorrectionChanged() throws Exception {
        assertThat(read("""
                        SELECT table_name, diff -> 'added', diff -> 'changed', diff -> 'removed', correction -> 'changed',
                               correction -> 'largest_absolute', correction -> 'largest_relative'
                          FROM governance.release_table
                          LEFT JOIN LATERAL jsonb_array_elements(diff -> 'columns') AS correction
                            ON correction ->> 'column' = 'volume'
                         WHERE release = '2017Q1-v2' ORDER BY 1
                        """))
                .containsExactly("features.bars_1d,0,23,0,1,10.0,5.0", "features.bars_1h,0,27,0,1,10.0,10.0");
        assertThat(read("SELECT count(*) FROM governance.release_table WHERE release LIKE '%-v1' AND diff IS NOT NULL"))
                .containsExactly("0");
    }

    private static void aReleaseIsComparedWithTheQuarterBeforeIfThatHasOne() throws Exception {
        assertThat(read("SELECT DISTINCT release, reference_release FROM governance.drift ORDER BY 1"))
                .containsExactly("2017Q1-v2,2016Q4-v1", "2017Q2-v1,2017Q1-v1");
        assertThat(read("""
                        SELECT value_count, reference_value_count, mean, reference_mean, psi
                          FROM governance.drift
                         WHERE release = '2017Q2-v1' AND table_name = 'features.bars_1d' AND column_name = 'realized_volatility'
                        """)).singleElement().asString().startsWith("91,90,");
        assertThat(read("""
                        SELECT count(*) FROM features.dictionary
                         WHERE kind = 'feature' AND data_type = 'double precision' AND table_name IN ('bars_1h', 'bars_1d')
                        """)).isEqualTo(read("SELECT count(*) FROM governance.drift WHERE release = '2017Q2-v1'"));
    }

    @Test
    @Order(6)
    void forceMakesAReleaseOfTheSameContent() throws Exception {
        assertThat(run("--quarter", "2017Q1", "--force")).isZero();

        assertThat(read("SELECT count(*), count(DISTINCT content_hash) FROM governance.release_table"
                        + " WHERE release IN ('2017Q1-v2', '2017Q1-v3')"))
                .containsExactly("4,2");
    }

    @Test
    @Order(7)
    void aRunKilledBetweenLakeAndPostgresIsMadeGoodByTheNext() throws Exception {
        // what such a run leaves: the lake has a newer state of the quarter than the release in force
        database.execute(
                "owner",
                "DELETE FROM governance.drift WHERE release = '2017Q1-v3';"
                        + " DELETE FROM governance.release_table WHERE release = '2017Q1-v3';"
                        + " DELETE FROM governance.release WHERE name = '2017Q1-v3'");

        assertThat(run("--quarter", "2017Q1")).isZero();

        assertThat(read(RELEASES)).endsWith("2017Q1-v3");
        assertThat(lakeVolume("2017Q1-v3")).isEqualTo(190);
    }

    @Test
    @Order(8)
    void anIncompleteQuarterIsRefused() {
        assertThat(run("--quarter", "2017Q3")).isEqualTo(1);
        assertThat(errors)
                .hasToString("2017Q3 is not complete: the lake has data from 2016-10-01T06:00:00Z to"
                        + " 2017-07-09T18:00:00Z; a complete quarter has data of its first and its last day,"
                        + " --allow-partial takes others, too\n");
    }

    @Test
    @Order(9)
    void aQuarterWithoutDataIsRefusedWhateverIsAllowed() {
        assertThat(run("--quarter", "2018Q1", "--allow-partial")).isEqualTo(1);
        assertThat(errors)
                .hasToString(
                        "2018Q1 has no data: the lake has data from 2016-10-01T06:00:00Z to 2017-07-09T18:00:00Z\n");
    }

    @Test
    @Order(10)
    void aPartialQuarterBecomesAReleaseThatSaysSo() throws Exception {
        assertThat(run("--quarter", "2017Q3", "--quarter", "2017Q2", "--allow-partial"))
                .isZero();

        assertThat(
                        read(
                                "SELECT name, partial FROM governance.release WHERE quarter IN ('2017Q2', '2017Q3') ORDER BY 1"))
                .containsExactly("2017Q2-v1,f", "2017Q3-v1,t");
        assertThat(read("SELECT count(*) FROM features.bars_1d WHERE open_time >= features.quarter_start('2017Q3')"))
                .containsExactly("9");
    }

    @Test
    @Order(11)
    void aQuarterThatHasBecomeCompleteGetsANewRelease() throws Exception {
        land(List.of("AAA,2017-09-30T12:00:00Z,100,101,99,100,1"));

        assertThat(run("--quarter", "2017Q3", "--min-coverage", "0.1")).isZero();

        assertThat(read("SELECT name, partial FROM governance.release WHERE quarter = '2017Q3' ORDER BY 1"))
                .containsExactly("2017Q3-v1,t", "2017Q3-v2,f");
    }

    @Test
    @Order(12)
    void tradesFeedTheTablesAsBarsDo() throws Exception {
        landTrades(List.of(
                "TTT,2018-02-01T10:00:01Z,1,100,2,BUY",
                "TTT,,2,101,1,SELL",
                "TTT,2018-02-01T10:00:03Z,3,102,2,BUY",
                "TTT,2018-02-01T10:00:03Z,3,102,2,BUY"));

        assertThat(run("--all", "--allow-partial", "--min-coverage", "0.1")).isZero();

        assertThat(read("SELECT close, volume, trade_count FROM features.bars_1h WHERE symbol = 'TTT'"))
                .containsExactly("102,5,3");
        assertThat(read("SELECT count(*) FROM features.bars_1h WHERE symbol = 'AAA' AND trade_count IS NOT NULL"))
                .containsExactly("0");
        assertThat(read("SELECT partial, trades_snapshot_id IS NOT NULL, quality -> 'TTT' ->> 'trades',"
                        + " quality -> 'TTT' ->> 'trade_time_placed', quality -> 'TTT' ->> 'trade_exact_duplicate'"
                        + " FROM governance.release WHERE quarter = '2018Q1'"))
                .containsExactly("t,t,4,1,1");
        // made before there were trades; what comes out equal stays as it is
        assertThat(read("SELECT count(*) FROM governance.release WHERE quarter = '2017Q2'"))
                .containsExactly("1");
    }

    @Test
    @Order(13)
    void anOldReleaseIsExportedAsItWas() throws Exception {
        for (String format : List.of("csv", "parquet")) {
            Path exported = folder.resolve("exported-" + format);

            assertThat(release("2017Q1", "--version", "1", "--export", format, exported.toString()))
                    .as(errors.toString())
                    .isZero();

            String read = "read_%s('%s')".formatted(format, exported.resolve("bars_1d." + format));
            assertThat(duckDb(
                            "SELECT count(*), sum(volume), min(open_time::timestamptz), max(known_at::timestamptz) FROM "
                                    + read))
                    .isEqualTo("90,180.0,2017-01-01T00:00Z,2017-04-01T00:00Z");
            assertThat(duckDb(
                            "SELECT count(*) FROM (SELECT symbol || open_time AS key, lag(key) OVER () AS before FROM "
                                    + read + ") WHERE before >= key"))
                    .isEqualTo("0");
            assertThat(exported).isDirectoryContaining("glob:**/bars_1h." + format);
            assertThat(exported.resolve("release.json"))
                    .content()
                    .contains("\"release\" : \"2017Q1-v1\"", "\"rows\" : 180", "\"code_version\"")
                    .contains(read("SELECT content_hash FROM governance.release_table WHERE release = '2017Q1-v1'"));
        }
    }

    @Test
    @Order(13)
    void csvKeepsEveryDigitThatPostgresHas() throws Exception {
        Path exported = folder.resolve("digits");

        assertThat(release("2017Q1", "--export", "csv", exported.toString(), "--table", "1d"))
                .isZero();

        assertThat(exported).isDirectoryNotContaining("glob:**/bars_1h.csv");
        List<String> stored = read("SELECT rolling_volatility_20::text FROM features.bars_1d WHERE symbol = 'AAA'"
                + " AND open_time >= features.quarter_start('2017Q1') AND open_time < features.quarter_end('2017Q1')"
                + " ORDER BY open_time");
        assertThat(duckDb("SELECT string_agg(rolling_volatility_20::double, ' ' ORDER BY open_time) FROM read_csv('"
                                + exported.resolve("bars_1d.csv") + "')")
                        .split(" "))
                .extracting(Double::valueOf)
                .containsExactlyElementsOf(stored.stream().map(Double::valueOf).toList());
    }

    @Test
    @Order(13)
    void anExportNeverMixesWithWhatIsThere() throws Exception {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("mine"), "");

        assertThat(release("2017Q1", "--export", "csv", taken.toString())).isEqualTo(1);
        assertThat(release("2017Q1", "--export", "csv", taken.resolve("mine").toString()))
                .isEqualTo(1);

        assertThat(errors)
                .hasToString(taken + " is not empty; name a folder that is, or that does not exist yet\n"
                        + taken.resolve("mine") + " is a file; name a folder that is empty or does not exist yet\n");
        assertThat(taken).isDirectoryContaining(file -> file.endsWith("mine"));
    }

    @Test
    @Order(13)
    void whatIsNotThereIsSaid() {
        assertThat(release("2015Q1")).isEqualTo(1);
        assertThat(release("2017Q1", "--version", "9")).isEqualTo(1);
        assertThat(release("2017Q1", "--export", "xlsx", "x")).isEqualTo(2);
        assertThat(release("--version", "9")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("2015Q1 has no release; list those that there are with: release\n")
                .contains("2017Q1 has no version 9; list those that there are with: release\n")
                .contains("error: --export: 'xlsx' is not a format; say parquet or csv\n")
                .contains("error: --version needs a quarter, such as 2016Q4\n");
    }

    @Test
    @Order(13)
    void releasesAreListedAndShown() throws Exception {
        assertThat(release()).isZero();
        assertThat(output.toString().lines())
                .anyMatch(line -> line.matches("2017Q1-v1   no       no       features.bars_1h +180  [0-9a-f]{32}  .+"))
                .anyMatch(line -> line.matches("2017Q1-v3   yes      no       features.bars_1d +90  [0-9a-f]{32}  .+"));

        output.getBuffer().setLength(0);
        assertThat(release("2017Q1", "--version", "2")).isZero();
        assertThat(output.toString())
                .contains("2017Q1-v2: followed by a newer version, of a complete quarter\n")
                .contains("rows=181")
                .containsPattern("stands   on certificate of custody \\d+\n")
                .contains("against the version before: 0 rows added, 27 changed, 0 removed\n")
                .containsPattern("volume +1 values changed, by at most 10.00 or 1000 %\n")
                .containsPattern("Drift against 2016Q4-v1: \\d+ of 116 features\n");
    }

    /** The last test: it breaks the lake. */
    @Test
    @Order(14)
    void anExportThatDiffersFromTheReleaseLeavesNothing() throws Exception {
        database.execute(
                "owner",
                "UPDATE governance.release_table SET content_hash = repeat('0', 32)"
                        + " WHERE release = '2017Q1-v1' AND table_name = 'features.bars_1d'");
        Path exported = folder.resolve("forged");

        assertThat(release("2017Q1", "--version", "1", "--export", "parquet", exported.toString()))
                .isEqualTo(1);

        assertThat(errors.toString()).contains("features.bars_1d of 2017Q1-v1: written were 90 rows with hash");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("forged"));
    }

    private static String duckDb(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (var found = statement.executeQuery(sql)) {
                found.next();
                var values = new ArrayList<String>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(found.getObject(i)));
                }
                return String.join(",", values);
            }
        }
    }

    /** As the role dashboard, which changes nothing. */
    private int release(String... arguments) {
        return ReleaseCommand.commandLine()
                .setErr(new PrintWriter(errors))
                .setOut(new PrintWriter(output))
                .execute(withConnection("dashboard", arguments));
    }

    private int run(String... which) {
        String[] withKey = Stream.concat(
                        Stream.of(which),
                        Stream.of("--certificate-key", database.certificateKey().toString()))
                .toArray(String[]::new);
        return QuarterlyFeatures.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(withConnection("batch", withKey));
    }

    private static String[] withConnection(String role, String... arguments) {
        PostgresOptions postgres = database.as(role);
        String[] where = {
            "--lake-warehouse",
            warehouse(),
            "--postgres-url",
            postgres.url,
            "--postgres-user",
            postgres.user,
            "--postgres-password-file",
            postgres.passwordFile.toString()
        };
        return Stream.of(arguments, where).flatMap(Stream::of).toArray(String[]::new);
    }

    private static List<String> read(String sql) throws Exception {
        return database.query("ml_reader", sql);
    }

    private static void land(List<String> lines) throws IOException, SQLException {
        try (SparkSession spark = session("stream_storage")) {
            int before = spark.catalog().tableExists("lake.raw.bars")
                    ? (int) spark.table("lake.raw.bars").count()
                    : 0;
            TestSpark.land(
                    TestSpark.rawBars(spark, lines).withColumn("kafka_offset", expr("kafka_offset + " + before)));
            database.mirror(spark);
        }
    }

    private static void landTrades(List<String> lines) throws IOException, SQLException {
        try (SparkSession spark = session("stream_storage")) {
            TestSpark.land(TestSpark.rawTrades(spark, lines), EventKind.TRADES);
            database.mirror(spark);
        }
    }

    private static double lakeVolume(String tag) throws IOException {
        try (SparkSession spark = session("batch")) {
            return spark.sql("SELECT sum(volume) FROM lake.features.bars_1d VERSION AS OF '" + tag
                            + "' WHERE open_time >= '2017-01-01' AND open_time < '2017-04-01'")
                    .first()
                    .getDouble(0);
        }
    }

    private static SparkSession session(String role) throws IOException {
        var lake = new LakeOptions();
        lake.catalog = LakeOptions.Catalog.POSTGRES;
        lake.warehouse = warehouse();
        var builder = SparkSession.builder();
        lake.sparkSettings(database.as(role)).forEach(builder::config);
        return builder.getOrCreate();
    }

    private static String warehouse() {
        return folder.resolve("warehouse").toUri().toString();
    }

    private static List<String> twoBarsADay(String symbol, String from, String to) {
        var lines = new ArrayList<String>();
        for (Instant time = Instant.parse(from);
                time.isBefore(Instant.parse(to));
                time = time.plus(Duration.ofHours(12))) {
            lines.add("%s,%s,100,101,99,%d,1".formatted(symbol, time, 100 + lines.size() % 2));
        }
        return lines;
    }
}
