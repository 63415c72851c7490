package io.quarterdeck.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ScheduleCommandTest {

    private static final String[] REQUIRED = {
        "--spark-submit", "/opt/spark/bin/spark-submit",
        "--lake-warehouse", "s3://lake",
        "--postgres-url", "jdbc:postgresql://db/quarterdeck",
        "--postgres-user", "batch",
        "--postgres-password-file", "/secrets/batch.password",
        "--certificate-key", "/secrets/certificate.key"
    };

    @Test
    void theJobGetsWhatTheScheduleWasGiven() {
        CommandLine command = ScheduleCommand.commandLine();
        command.parseArgs(arguments("--job-option=--interval=4h", "--", "--master", "spark://master:7077"));

        assertThat(command.<ScheduleCommand>getCommand().jobCommand())
                .startsWith(
                        "/opt/spark/bin/spark-submit",
                        "--master",
                        "spark://master:7077",
                        "--class",
                        "io.quarterdeck.batch.QuarterlyFeatures")
                .doesNotContain("--due")
                .containsSubsequence(
                        "--interval=4h",
                        "--lake-warehouse",
                        "s3://lake",
                        "--lake-catalog",
                        "POSTGRES",
                        "--postgres-url",
                        "jdbc:postgresql://db/quarterdeck",
                        "--postgres-user",
                        "batch",
                        "--postgres-password-file",
                        "/secrets/batch.password",
                        "--certificate-key",
                        "/secrets/certificate.key");
    }

    @Test
    void theMasterGoesToSparkSubmitAndTheTimeToSettleToTheJob() {
        CommandLine command = ScheduleCommand.commandLine();
        command.parseArgs(arguments("--spark-master", "local[3]", "--settle", "PT1M", "--", "--driver-memory", "2g"));

        assertThat(command.<ScheduleCommand>getCommand().jobCommand())
                .startsWith("/opt/spark/bin/spark-submit", "--master", "local[3]", "--driver-memory", "2g");
        assertThat(command.<ScheduleCommand>getCommand().due()).containsExactly("--due", "--settle", "PT1M");
    }

    @Test
    void aRequestBecomesOptionsThatTheJobKnows() throws Exception {
        var options = new OperatorRequests.Request(7, "2016Q4").jobOptions();

        assertThat(options).containsExactly("--quarter", "2016Q4", "--operator-action", "7");
        var job = new CommandLine(Class.forName("io.quarterdeck.batch.QuarterlyFeatures")
                .getDeclaredConstructor()
                .newInstance());
        assertThat(job.getCommandSpec().optionsMap()).containsKeys("--quarter", "--operator-action");
    }

    @Test
    void theClassOfTheJobIsThatOfTheJob() throws Exception {
        assertThat(Class.forName("io.quarterdeck.batch.QuarterlyFeatures").getMethod("main", String[].class))
                .isNotNull();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThat(errorOf("--cron", "2 o'clock")).startsWith("error: --cron: '2 o'clock': ");
        assertThat(errorOf("--retry-after", "PT0S"))
                .isEqualTo(
                        "error: --retry-after, --retry-at-most-after: the first wait must be above 0 and not above the"
                                + " longest, not PT0S and PT1H");
        assertThat(errorOf("--settle", "-PT1M")).isEqualTo("error: --settle must not be below 0, as PT-1M");
        assertThat(errorOf("--settle", "PT1M", "--lake-catalog", "FOLDER"))
                .isEqualTo("error: --settle needs --lake-catalog POSTGRES: it shows when rows come");
        assertThat(errorOf("--poll", "PT0S")).isEqualTo("error: --poll must be above 0, not PT0S");
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        var backoff = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5));

        assertThat(Stream.of(0, 1, 2, 3, 100_000).map(backoff::after))
                .extracting(Duration::toMinutes)
                .containsExactly(1L, 2L, 4L, 5L, 5L);
    }

    private static String errorOf(String... more) {
        var errors = new StringWriter();
        int exitCode =
                ScheduleCommand.commandLine().setErr(new PrintWriter(errors)).execute(arguments(more));
        assertThat(exitCode).isEqualTo(2);
        return errors.toString().lines().findFirst().orElseThrow();
    }

    private static String[] arguments(String... more) {
        return Stream.of(REQUIRED, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
