package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.localstack.StackState.Health;
import io.quarterdeck.marketdata.EventKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a stack whose launcher is another process. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunningStackIT {

    @TempDir
    static Path folder;

    private static StackHome home;
    private static ChildProcess launcher;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void launch() throws Exception {
        home = new StackHome(folder.resolve("home"));
        launcher = StackUnderTest.launch(home);
    }

    @AfterAll
    static void end() {
        if (launcher != null) {
            launcher.kill();
        }
    }

    @Test
    void sqlPrintsCsvWithAHeader() {
        int exit = run("sql", "--as", "owner", "SELECT 1 AS one, NULL AS nothing, 'a,b' AS \"x y\", '' AS empty");

        assertThat(exit).isZero();
        assertThat(out).hasToString("one,nothing,x y,empty\n1,,\"a,b\",\"\"\n");
    }

    @Test
    void sqlRunsSeveralStatementsAndCommitsThem() {
        assertThat(run(
                        "sql",
                        "--as",
                        "owner",
                        "CREATE TABLE noted (line text); INSERT INTO noted VALUES ('x'); SELECT * FROM noted"))
                .isZero();
        assertThat(out).hasToString("line\nx\n");
        assertThat(run("sql", "--as", "owner", "DROP TABLE noted")).isZero();
    }

    @Test
    void sqlAsTheReaderOfFeaturesMayNotTouchTheRawRows() {
        int exit = run("sql", "DELETE FROM raw.bars");

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("permission denied").hasLineCount(1);
    }

    @Test
    void aSecondUpSaysThatTheStackRuns() {
        assertThat(run("up")).isZero();
        assertThat(err.toString())
                .contains("is running already")
                .contains("jdbc:postgresql://127.0.0.1:")
                .containsPattern("dashboard http://127\\.0\\.0\\.1:\\d+")
                .doesNotContain("shown once");
    }

    @Test
    void statusShowsEveryPart() {
        run("status");
        assertThat(out.toString())
                .contains("is running.")
                .containsPattern("postgresql +ready")
                .containsPattern("kafka +ready")
                .containsPattern("idle +ready")
                .containsPattern("dashboard: http://127\\.0\\.0\\.1:\\d+");
        assertThat(EventKind.ALL)
                .allSatisfy(kind -> assertThat(out.toString())
                        .containsPattern(kind.topic() + " +0")
                        .contains("\n" + kind.table() + " ", "\nlake." + kind.table() + " "));
    }

    /** As of a table with too many rows: one that cannot be read at once. */
    @Test
    void rowsThatTakeLongToCountAreEstimated() throws Exception {
        try (var owner = RunningStack.find(home).orElseThrow().connection().connect("owner");
                var statement = owner.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA counted;
                    CREATE TABLE counted.rows (at int) PARTITION BY RANGE (at);
                    CREATE TABLE counted.rows_1 PARTITION OF counted.rows FOR VALUES FROM (0) TO (100);
                    CREATE TABLE counted.rows_2 PARTITION OF counted.rows FOR VALUES FROM (100) TO (1000);
                    INSERT INTO counted.rows SELECT * FROM generate_series(0, 499);
                    ANALYZE counted.rows;
                    INSERT INTO counted.rows VALUES (500)""");
            assertThat(RowCount.of("counted.rows", owner)).isEqualTo(new RowCount(501, false));
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE counted.rows");
            try (var other = RunningStack.find(home).orElseThrow().connection().connect("owner")) {
                assertThat(RowCount.of("counted.rows", other)).isEqualTo(new RowCount(500, true));
            }
            statement.execute("DROP SCHEMA counted CASCADE");
            owner.commit();
        }
    }

    @Test
    void statusShowsTheBotsRunsAndWhatTheyDid() {
        run("sql", "--as", "trading_bot", """
                INSERT INTO trading.run (name, mode, strategy) VALUES ('shown', 'live', 'trend');
                INSERT INTO trading.progress (run, slot, state) VALUES ('shown', '2020-01-01 00:59', 'running');
                INSERT INTO trading.journal (run, sequence, type, at, symbol, entry) VALUES
                    ('shown', 0, 'ordered', '2020-01-01', 'BTCUSD', '{"order":"1","quantity":2.0,"reference_price":10.0}'),
                    ('shown', 1, 'filled', '2020-01-01', 'BTCUSD', '{"order":"1","quantity":0.5,"price":11.0,"fee":0.1}'),
                    ('shown', 2, 'filled', '2020-01-01', 'BTCUSD', '{"order":"1","quantity":1.5,"price":11.0,"fee":0.1}'),
                    ('shown', 3, 'marked', '2020-01-01', NULL, '{"cash":1.0,"equity":1234.5,"holdings":[]}'),
                    ('shown', 4, 'guarded', '2020-01-01', NULL, '{"guard":"kill-switch","act":"TRIPPED","halt":"FREEZE"}')
                """);
        assertThat(err.toString()).isEmpty();

        run("status");

        assertThat(out.toString())
                .containsPattern("shown +running  2020-01-01T00:59Z  trend: 1 orders, 2 fills, equity 1,234.50;"
                        + " halted by kill-switch: FREEZE");
    }

    @Test
    void aServiceThatDiesIsStartedAgain() throws Exception {
        var before = idle();
        before.process().running().orElseThrow().destroyForcibly();

        await().atMost(Duration.ofMinutes(10))
                .until(() ->
                        idle().health() == Health.READY && !idle().process().equals(before.process()));

        assertThat(idle().restarts()).isEqualTo(1);
        assertThat(Files.readString(launcher.log())).contains("idle ended by itself with exit code 137");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void killingTheLauncherLeavesNoProcess() throws Exception {
        List<StackState.Service> services = StackState.read(home).orElseThrow().services();
        assertThat(services)
                .hasSize(3)
                .allMatch(service -> service.process().running().isPresent());

        ProcessHandle.of(launcher.pid()).orElseThrow().destroyForcibly();

        await().atMost(Duration.ofMinutes(10))
                .until(() -> services.stream()
                        .noneMatch(service -> service.process().running().isPresent()));
        assertThat(run("down")).isZero();
        assertThat(Files.exists(home.stateFile())).isFalse();
    }

    private static StackState.Service idle() throws Exception {
        return StackState.read(home).orElseThrow().service(StackUnderTest.IDLE).orElseThrow();
    }

    private int run(String... arguments) {
        return run(out, err, arguments);
    }

    private static int run(StringWriter out, StringWriter err, String... arguments) {
        return QuarterdeckMain.commandLine(home, folder)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
