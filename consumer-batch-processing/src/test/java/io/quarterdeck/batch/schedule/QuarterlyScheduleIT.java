package io.quarterdeck.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.batch.TestDatabase;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The schedule over the real PostgreSQL, with a script for spark-submit that writes down its calls. */
@WithServers
class QuarterlyScheduleIT {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    static Path folder;

    private static TestDatabase database;

    private Path calls;
    private Path exitCode;
    private Path script;

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
        database.execute(
                "owner",
                "TRUNCATE schedule.scheduled_tasks, governance.operator_action, governance.run RESTART IDENTITY CASCADE");
        Path mine = Files.createTempDirectory(folder, "job");
        calls = mine.resolve("calls");
        exitCode = mine.resolve("exit-code");
        script = mine.resolve("spark-submit");
        Files.createFile(calls);
        // One line per call: its process, when it began, and its options. It ends with the code that the file has then;
        // the
        // end of its sleep is its own end, as both are ended one after the other.
        Files.writeString(
                script,
                "echo \"$$ $(date +%%s%%3N) ${*:2}\" >> '%s'; sleep \"${1:-0}\" || exit; exit $(cat '%s')"
                        .formatted(calls, exitCode));
        Files.writeString(exitCode, "0");
    }

    @Test
    void theFirstStartRunsTheJobAtOnceAndPlansTheNextTime() throws Exception {
        var metrics = new SimpleMeterRegistry();
        try (var schedule = schedule(metrics)) {
            schedule.start();

            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
            assertThat(calls()).hasSize(1);
            assertThat(row("execution_time > now() AND to_char(execution_time, 'HH24:MI:SS') = '02:00:00'"))
                    .isEqualTo("t");
            assertThat(schedule.ready()).isTrue();
            assertThat(metrics.get("quarterdeck.schedule.runs")
                            .tag("outcome", "done")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(metrics.get("quarterdeck.schedule.last.exit.code")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(metrics.get("quarterdeck.schedule.next.run.seconds")
                            .gauge()
                            .value())
                    .isGreaterThan(Instant.now().getEpochSecond());
        }
    }

    @Test
    void ofSeveralInstancesOneRunsTheJob() throws Exception {
        var instances = new ArrayList<QuarterlySchedule>();
        for (int i = 0; i < 6; i++) {
            instances.add(schedule(new SimpleMeterRegistry()));
        }
        var threads = Executors.newFixedThreadPool(instances.size());
        try {
            List<Callable<Object>> starts = instances.stream()
                    .map(instance -> Executors.callable(instance::start))
                    .toList();
            for (Future<?> start : threads.invokeAll(starts)) {
                start.get(); // none fails
            }
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
            assertThat(calls()).hasSize(1);

            comesDue(); // all see it
            await().until(() -> row("execution_time > now() AND NOT picked").equals("t"));
            staysAt(2, POLL.multipliedBy(5));
        } finally {
            threads.shutdown();
            instances.forEach(QuarterlySchedule::close);
        }
    }

    @Test
    void aTimeMissedWhileNoInstanceRanIsMadeUpFor() throws Exception {
        try (var before = schedule(new SimpleMeterRegistry())) {
            before.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
        }
        comesDue();

        try (var after = schedule(new SimpleMeterRegistry())) {
            after.start();
            await().until(() -> calls().size() == 2);
        }
    }

    @Test
    void aFailureIsRetriedLaterAndLater() throws Exception {
        Files.writeString(exitCode, "1");
        var backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2));
        try (var schedule = schedule(new SimpleMeterRegistry(), backoff, "0")) {
            schedule.start();

            await().atMost(10, TimeUnit.MINUTES).until(() -> calls().size() == 4);
            assertThat(gapMillis(0)).isGreaterThanOrEqualTo(500);
            assertThat(gapMillis(1)).isGreaterThanOrEqualTo(1000);
            assertThat(gapMillis(2)).isGreaterThanOrEqualTo(2000);

            Files.writeString(exitCode, "0");
            await().atMost(10, TimeUnit.MINUTES)
                    .until(() ->
                            row("consecutive_failures = 0 AND NOT picked AND execution_time > now() + interval '3 s'")
                                    .equals("t"));
        }
    }

    @Test
    void aRunThatTheGateRefusedWaitsForTheNextTime() throws Exception {
        Files.writeString(exitCode, "3");
        var metrics = new SimpleMeterRegistry();
        try (var schedule = schedule(metrics, new Backoff(POLL, POLL), "0")) {
            schedule.start();

            await().until(() -> row("execution_time > now() AND NOT picked").equals("t"));
            staysAt(1, POLL.multipliedBy(10));
            assertThat(row("to_char(execution_time, 'HH24:MI:SS')")).isEqualTo("02:00:00");
            assertThat(metrics.get("quarterdeck.schedule.runs")
                            .tag("outcome", "refused")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void stoppingEndsTheJobAndHandsItOver() throws Exception {
        var stopped = schedule(new SimpleMeterRegistry(), new Backoff(LONG, LONG), "300");
        stopped.start();
        await().until(() -> calls().size() == 1);
        long pid = Long.parseLong(calls().get(0).split(" ")[0]);

        Instant asked = Instant.now();
        stopped.close();

        assertThat(asked).isAfter(Instant.now().minusSeconds(10));
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(row("picked OR execution_time > now() + interval '5 s'")).isEqualTo("f");
        try (var other = schedule(new SimpleMeterRegistry())) {
            other.start();
            await().atMost(10, TimeUnit.MINUTES).until(() -> calls().size() == 2);
        }
    }

    @Test
    void anotherInstanceTakesOverFromOneThatDied() throws Exception {
        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
        }
        // what an instance leaves that was killed during a run
        database.execute(
                "batch",
                "UPDATE schedule.scheduled_tasks SET picked = true, picked_by = 'dead', version = version + 1,"
                        + " execution_time = now() - interval '2 minutes', last_heartbeat = now() - interval '2 minutes'");

        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();
            await().atMost(10, TimeUnit.MINUTES).until(() -> calls().size() == 2);
        }
    }

    @Test
    void aQuarterThatSomebodyAsksForIsMadeOnceByOneInstance() throws Exception {
        try (var one = schedule(new SimpleMeterRegistry());
                var other = schedule(new SimpleMeterRegistry())) {
            one.start();
            other.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
            long request = ask("2016Q4");
            run(request, "SUCCEEDED", null, "PUBLISHED", "2016Q4-v2", "[]");

            one.lookForRequests();
            other.lookForRequests();

            await().until(() -> outcomes().equals(List.of("0,1,published 2016Q4-v2")));
            await().until(() -> row("execution_time > now() AND NOT picked").equals("t"));
            one.lookForRequests();
            staysAt(3, POLL.multipliedBy(5));
            assertThat(options()).containsExactly("--due", "--quarter 2016Q4 --operator-action " + request, "--due");
            assertThat(row("execution_time > now()")).isEqualTo("t");
        }
    }

    @Test
    void requestsAreServedInTurnAndEachSaysWhatCameOfIt() throws Exception {
        run(ask("2016Q1"), "SUCCEEDED", null, "UNCHANGED", "2016Q1-v1", "[]");
        run(ask("2016Q2"), "FAILED", "2016Q2 has no data: the lake has data\nfrom here", null, null, null);
        ask("2016Q3"); // its run is not recorded
        Files.writeString(exitCode, "0");
        Files.writeString(script, """
                echo "$$ 0 ${*:2}" >> '%s'
                case "$*" in *2016Q2*) exit 1;; *2016Q3*) exit 2;; *) exit 0;; esac
                """.formatted(calls));
        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();

            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
        }
        assertThat(outcomes())
                .containsExactly(
                        "0,1,unchanged: 2016Q1-v1 stands",
                        "1,2,failed: 2016Q2 has no data: the lake has data",
                        "2,null,failed: exit code 2 and no record of a run; the log of the schedule says why");
        assertThat(options())
                .as("a request that fails holds up nobody, and is not tried again")
                .containsExactly(
                        "--quarter 2016Q1 --operator-action 1",
                        "--quarter 2016Q2 --operator-action 2",
                        "--quarter 2016Q3 --operator-action 3",
                        "--due");
    }

    @Test
    void aRefusalNamesWhatTheGateFound() throws Exception {
        Files.writeString(exitCode, "3");
        run(ask("2016Q4"), "REFUSED", null, "REFUSED", null, """
                [{"check": "reject_ratio", "symbol": null, "found": 0.0312345, "allowed": 0.01, "passed": false},
                 {"check": "coverage", "symbol": "BTCUSD", "found": 0.25, "allowed": 0.3, "passed": false},
                 {"check": "coverage", "symbol": "ETHUSD", "found": 1.0, "allowed": 0.3, "passed": true}]""");
        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();

            await().until(() -> outcomes()
                    .equals(List.of(
                            "3,1,the gate refused: reject_ratio 0.0312, allowed 0.01; coverage of BTCUSD 0.2500,"
                                    + " allowed 0.3")));
        }
    }

    @Test
    void aRequestWaitsForTheRegularRun() throws Exception {
        try (var schedule = schedule(new SimpleMeterRegistry(), new Backoff(LONG, LONG), "300")) {
            schedule.start();
            await().until(() -> calls().size() == 1);
            ask("2016Q4");

            schedule.lookForRequests();

            staysAt(1, POLL.multipliedBy(5));
            assertThat(outcomes()).isEmpty();
        }
        assertThat(outcomes()).isEmpty(); // whoever is next takes it
    }

    @Test
    void aRequestThatWasStoppedIsNotRunAgain() throws Exception {
        ask("2016Q4");
        var stopped = schedule(new SimpleMeterRegistry(), new Backoff(LONG, LONG), "300");
        stopped.start();
        await().until(() -> calls().size() == 1);

        stopped.close();

        assertThat(outcomes()).containsExactly("143,null,failed: the schedule was stopped");
        try (var other = schedule(new SimpleMeterRegistry())) {
            other.start();
            await().atMost(10, TimeUnit.MINUTES).until(() -> calls().size() == 2);
        }
        assertThat(options()).containsExactly("--quarter 2016Q4 --operator-action 1", "--due");
    }

    @Test
    void whatAKilledScheduleLeftOpenHasFailed() throws Exception {
        run(ask("2016Q4"), "RUNNING", null, null, null, null);
        database.execute("batch", "INSERT INTO schedule.operator_outcome (action) VALUES (1)");

        try (var next = schedule(new SimpleMeterRegistry())) {
            next.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
        }

        assertThat(outcomes()).containsExactly("null,1,failed: the schedule was stopped");
        assertThat(options()).containsExactly("--due");
    }

    /** As the dashboard does. */
    private static long ask(String quarter) throws Exception {
        database.execute(
                "dashboard",
                "INSERT INTO governance.operator_action (actor, action, subject, reason)"
                        + " VALUES ('ada', 'start-quarter', '%s', 'rows came late')".formatted(quarter));
        return Long.parseLong(database.query("dashboard", "SELECT max(id) FROM governance.operator_action")
                .get(0));
    }

    /** As the job that answers the request does. */
    private static void run(long request, String state, String error, String quarterState, String release, String gate)
            throws Exception {
        try (var connection = database.as("batch").connect("test");
                var insert = connection.prepareStatement("""
                        WITH made AS (
                            INSERT INTO governance.run (options, code_version, started_by, state, error, ended_at)
                            VALUES (jsonb_build_object('operator_action', ?), 'test', 'test', ?, ?,
                                    CASE ? WHEN 'RUNNING' THEN NULL ELSE now() END)
                            RETURNING id
                        )
                        INSERT INTO governance.run_quarter (run, quarter, state, release, gate)
                        SELECT made.id, subject, ?, ?, ?::jsonb FROM made, governance.operator_action AS request
                         WHERE request.id = ? AND ?::text IS NOT NULL
                        """)) {
            insert.setLong(1, request);
            insert.setString(2, state);
            insert.setString(3, error);
            insert.setString(4, state);
            insert.setString(5, quarterState);
            insert.setString(6, release);
            insert.setString(7, gate);
            insert.setLong(8, request);
            insert.setString(9, quarterState);
            insert.executeUpdate();
        }
    }

    /** Exit code, run and message, in the order of the requests. */
    private static List<String> outcomes() throws Exception {
        return database.query(
                "dashboard", "SELECT exit_code, run, message FROM schedule.operator_outcome ORDER BY action");
    }

    private List<String> options() throws IOException {
        return calls().stream().map(call -> call.split(" ", 3)[2]).toList();
    }

    @Test
    void rowsThatComeAreFollowedByOneRunWhenNoMoreCome() throws Exception {
        var now = new AtomicReference<>(Instant.parse("2017-01-01T00:00:00Z"));
        var asked = new AtomicInteger();
        var willing = new AtomicBoolean(true);
        var watch = new LakeWatch(database(), Duration.ofMinutes(1), now::get, () -> {
            asked.incrementAndGet();
            return willing.get();
        });

        turnAfter(Duration.ofHours(1), now, watch);
        assertThat(asked).as("an empty lake").hasValue(0);

        for (int commit = 1; commit <= 5; commit++) {
            commit(commit % 2 == 0 ? "bars" : "trades", commit);
            turnAfter(Duration.ofSeconds(59), now, watch);
        }
        assertThat(asked).as("rows keep coming").hasValue(0);

        willing.set(false);
        turnAfter(Duration.ofMinutes(1), now, watch);
        assertThat(asked).as("while a run is at work").hasValue(1);
        willing.set(true);
        turnAfter(Duration.ofSeconds(1), now, watch);
        assertThat(asked).as("when it has ended").hasValue(2);
        turnAfter(Duration.ofHours(1), now, watch);
        assertThat(asked).as("nothing new").hasValue(2);

        commit("bars", 6);
        turnAfter(Duration.ofSeconds(1), now, watch);
        turnAfter(Duration.ofMinutes(1), now, watch);
        assertThat(asked).as("the next rows").hasValue(3);
    }

    /** As the stream does at the end of a batch. */
    private static void commit(String table, int version) throws Exception {
        database.execute("stream_storage", """
                INSERT INTO lake_catalog.iceberg_tables (catalog_name, table_namespace, table_name, metadata_location)
                VALUES ('lake', 'raw', '%s', 'file:///%d')
                ON CONFLICT ON CONSTRAINT iceberg_tables_pk DO UPDATE SET metadata_location = excluded.metadata_location
                """.formatted(table, version));
    }

    private static void turnAfter(Duration time, AtomicReference<Instant> now, LakeWatch watch) {
        now.updateAndGet(before -> before.plus(time));
        watch.turn();
    }

    @Test
    void aRunThatIsAskedForBeginsAtOnceUnlessOneIsAtWork() throws Exception {
        try (var schedule = schedule(new SimpleMeterRegistry(), new Backoff(LONG, LONG), "300")) {
            schedule.start();
            await().until(() -> calls().size() == 1);

            assertThat(schedule.runNow()).isFalse();
        }
        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));

            assertThat(schedule.runNow()).isTrue();
            await().until(() -> calls().size() == 3);
        }
    }

    @Test
    void anotherTimeTableCountsFromTheNextStart() throws Exception {
        try (var schedule = schedule(new SimpleMeterRegistry())) {
            schedule.start();
            await().until(() -> row("last_success IS NOT NULL AND NOT picked").equals("t"));
        }

        try (var changed = schedule(
                new SimpleMeterRegistry(),
                new Backoff(LONG, LONG),
                new CronSchedule("* * * * *", ZoneOffset.UTC, CronStyle.UNIX),
                "0")) {
            changed.start();
            assertThat(row("execution_time <= now() + interval '1 minute'")).isEqualTo("t");
        }
    }

    /** The whole service in a process of its own. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "KILL, 137"})
    void theJobEndsWithTheService(String signal, int exitCode) throws Exception {
        assumeThat(Path.of("/usr/bin/setpriv")).exists();
        Files.writeString(script, "#!/bin/bash\necho \"$$ $(date +%%s%%3N)\" >> '%s'; exec sleep 300".formatted(calls));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Process service = service();
        try {
            await().atMost(10, TimeUnit.MINUTES).until(() -> calls().size() == 1);
            ProcessHandle job = ProcessHandle.of(Long.parseLong(calls().get(0).split(" ")[0]))
                    .orElseThrow();

            assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(service.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(service.exitValue()).isEqualTo(exitCode);
            await().until(() -> !job.isAlive());
            assertThat(row("picked")).isEqualTo(signal.equals("TERM") ? "f" : "t");
        } finally {
            service.destroyForcibly();
        }
    }

    private Process service() throws IOException {
        var batch = database.as("batch");
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScheduleCommand.class.getName(),
                        "--spark-submit",
                        script.toString(),
                        "--lake-warehouse",
                        folder.resolve("warehouse").toString(),
                        "--postgres-url",
                        batch.url,
                        "--postgres-user",
                        batch.user,
                        "--postgres-password-file",
                        batch.passwordFile.toString(),
                        "--certificate-key",
                        database.certificateKey().toString())
                .inheritIO()
                .start();
    }

    private QuarterlySchedule schedule(SimpleMeterRegistry metrics) throws IOException {
        return schedule(metrics, new Backoff(LONG, LONG), "0");
    }

    private QuarterlySchedule schedule(SimpleMeterRegistry metrics, Backoff backoff, String jobSeconds)
            throws IOException {
        var atTwo = new CronSchedule("0 2 * * *", ZoneOffset.UTC, CronStyle.UNIX);
        return schedule(metrics, backoff, atTwo, jobSeconds);
    }

    private QuarterlySchedule schedule(
            SimpleMeterRegistry metrics, Backoff backoff, CronSchedule times, String jobSeconds) throws IOException {
        var job = new SparkSubmit(List.of("bash", script.toString(), jobSeconds));
        return new QuarterlySchedule(database(), times, backoff, POLL, job, List.of("--due"), metrics);
    }

    private static DataSource database() throws IOException {
        var batch = database.as("batch");
        var source = new PGSimpleDataSource();
        source.setUrl(batch.url);
        source.setUser(batch.user);
        source.setPassword(batch.password());
        return source;
    }

    private void comesDue() throws Exception {
        database.execute(
                "batch",
                "UPDATE schedule.scheduled_tasks SET execution_time = now() - interval '1 s', version = version + 1");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    /** For so long no other call follows. */
    private void staysAt(int count, Duration time) {
        await().during(time).atMost(time.multipliedBy(3)).until(() -> calls().size() == count);
    }

    /** From the start of one call to that of the next. */
    private long gapMillis(int call) throws IOException {
        return Long.parseLong(calls().get(call + 1).split(" ")[1])
                - Long.parseLong(calls().get(call).split(" ")[1]);
    }

    private static String row(String expression) throws Exception {
        return database.query("dashboard", "SELECT " + expression + " FROM schedule.scheduled_tasks")
                .get(0);
    }
}
