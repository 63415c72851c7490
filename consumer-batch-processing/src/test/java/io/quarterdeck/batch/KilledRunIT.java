package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real job, in a process of its own, killed as by kill -9 wherever it can hurt. A trigger holds the process at the
 * statement in question until it is dead, so nothing depends on timing and the job knows nothing of the test.
 */
@WithServers
class KilledRunIT {

    /** Where the process is held, and killed. */
    enum Killed {
        READING("governance.run_step", "BEFORE UPDATE", "OLD.step = 'read'"),
        CLEANING("governance.run_step", "BEFORE UPDATE", "OLD.step = 'clean and join'"),
        COMPUTING("governance.run_step", "BEFORE UPDATE", "OLD.step = 'features 1d'"),
        WITH_HALF_OF_THE_LAKE("governance.run_step", "BEFORE INSERT", "NEW.step = 'lake 1d'"),
        COPYING("features.bars_1h", "BEFORE INSERT", "NEW.open_time > '2017-02-15T00:00:00Z'"),
        BEFORE_COMMIT("governance.release_table", "BEFORE INSERT", "NEW.table_name = 'features.bars_1d'"),
        AFTER_COMMIT("governance.run_step", "BEFORE UPDATE", "OLD.step = 'PostgreSQL'");

        private final String table;
        private final String event;
        private final String condition;

        Killed(String table, String event, String condition) {
            this.table = table;
            this.event = event;
            this.condition = condition;
        }
    }

    private static final String STATE = """
            SELECT release.name, released.table_name, stored.row_count, stored.content_hash,
                   stored.row_count = released.row_count AND stored.content_hash = released.content_hash
              FROM governance.release
              JOIN governance.release_table AS released ON released.release = release.name,
                   features.content_hash(released.table_name, release.quarter) AS stored
             WHERE release.version = (SELECT max(version) FROM governance.release)
             ORDER BY 2
            """;
    private static final int BARRIER = 42;

    @TempDir
    static Path folder;

    private static TestJob job;
    private static int landed;

    @BeforeAll
    static void start() throws Exception {
        job = TestJob.start(folder);
        job.land(TestJob.twoBarsADay("AAA", "2016-12-01T06:00:00Z", "2017-04-01T00:00:00Z"));
        assertThat(job.run("--quarter", "2017Q1")).isZero();
        job.database.execute("owner", """
                CREATE FUNCTION governance.wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock_shared(%d); RETURN NEW; END $$
                """.formatted(BARRIER));
    }

    @AfterAll
    static void stop() {
        job.close();
    }

    @ParameterizedTest
    @EnumSource
    void readersKeepAWholeReleaseAndTheNextRunSucceeds(Killed killed) throws Exception {
        correctTheData();
        List<String> before = job.read(STATE);
        int runs = number("SELECT max(id) FROM governance.run");

        killAt(killed);

        List<String> after = job.read(STATE);
        if (killed == Killed.AFTER_COMMIT) {
            assertThat(after).hasSize(2).isNotEqualTo(before).allMatch(table -> table.endsWith(",t"));
        } else {
            assertThat(after).isEqualTo(before);
        }
        assertThat(job.read("SELECT id, state FROM governance.run WHERE id > " + runs))
                .containsExactly(runs + 1 + ",RUNNING");

        assertThat(job.run("--quarter", "2017Q1", "--force")).isZero();

        assertThat(job.read(STATE)).hasSize(2).isNotEqualTo(before).allMatch(table -> table.endsWith(",t"));
        assertThat(job.read("SELECT id, state, ended_at IS NOT NULL FROM governance.run WHERE id > " + runs
                        + " ORDER BY id"))
                .containsExactly(runs + 1 + ",DEAD,t", runs + 2 + ",SUCCEEDED,t");
        assertThat(job.read("SELECT state FROM governance.run_quarter WHERE run = " + (runs + 1)))
                .containsExactlyElementsOf(
                        switch (killed) {
                            case READING, CLEANING -> List.of();
                            case COMPUTING, WITH_HALF_OF_THE_LAKE, COPYING, BEFORE_COMMIT -> List.of("FAILED");
                            case AFTER_COMMIT -> List.of("PUBLISHED");
                        });
        if (killed == Killed.COPYING || killed == Killed.BEFORE_COMMIT) {
            assertThat(job.read("SELECT step FROM governance.run_step WHERE took_ms IS NULL AND run = " + (runs + 1)))
                    .containsExactly("PostgreSQL");
        }
    }

    /** So that the next release differs from the one in force, and a mixture of both would be seen. */
    private static void correctTheData() throws IOException, SQLException {
        landed++;
        job.land(List.of("AAA,2017-02-01T06:00:00Z,100,101,99,100," + (10 + landed)));
    }

    private static void killAt(Killed killed) throws Exception {
        String started;
        try (Connection barrier = job.database.as("owner").connect("test")) {
            TestDatabase.query(barrier, "SELECT pg_advisory_lock(%d)".formatted(BARRIER));
            job.database.execute(
                    "owner",
                    "CREATE TRIGGER wait_for_test %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION governance.wait_for_test()"
                            .formatted(killed.event, killed.table, killed.condition));
            Path log = folder.resolve(killed + ".log");
            started = TestDatabase.query(barrier, "SELECT clock_timestamp()").get(0);
            Process process = process(log);
            try {
                await().atMost(Duration.ofMinutes(10))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> {
                            assertThat(process.isAlive())
                                    .as(() -> "the job goes on:\n" + text(log))
                                    .isTrue();
                            return number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                                    == 1;
                        });
            } finally {
                process.destroyForcibly().waitFor();
            }
        } // lets go of the barrier, so that the server finds out that its client is gone
        await().atMost(Duration.ofMinutes(10))
                .until(() ->
                        number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'batch' AND backend_start > '%s'"
                                        .formatted(started))
                                == 0);
        job.database.execute("owner", "DROP TRIGGER wait_for_test ON " + killed.table);
    }

    /** The launcher replaces itself by the JVM, so the process is the job. */
    private static Process process(Path log) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of("../infra/spark-runtime/target/spark/bin/spark-submit")
                        .toRealPath()
                        .toString(),
                "--driver-java-options",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                        + " -Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN",
                Path.of("target/consumer-batch-processing.jar").toRealPath().toString()));
        command.addAll(List.of("--quarter", "2017Q1", "--force"));
        command.addAll(job.where());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
        return builder.start();
    }

    private static int number(String sql) throws Exception {
        return Integer.parseInt(job.database.query("owner", sql).get(0));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
