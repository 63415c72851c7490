package io.quarterdeck.batch.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import io.quarterdeck.batch.run.CodeVersion;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Long-running: starts the quarterly job through {@code spark-submit} when it is due. */
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description =
                "Runs until it is stopped, and starts the quarterly job through spark-submit: at its start, at the"
                        + " times that --cron says, and for a quarter that somebody asks for on the dashboard. Several"
                        + " instances may wait; one runs the job.")
public final class ScheduleCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(ScheduleCommand.class);

    private static final String JOB_CLASS = "io.quarterdeck.batch.QuarterlyFeatures";

    @Spec
    CommandSpec command;

    @Option(
            names = "--cron",
            paramLabel = "'M H D M W'",
            defaultValue = "${env:CRON:-0 2 * * *}",
            description =
                    "When to run, in UTC: minute, hour, day, month, weekday. Daily is right for quarters: a run that"
                            + " finds nothing due costs seconds, and a new quarter comes out in its first night. Env CRON; now"
                            + " ${DEFAULT-VALUE}.")
    String cron;

    @Option(
            names = "--spark-submit",
            paramLabel = "FILE",
            defaultValue = "${env:SPARK_SUBMIT}",
            description =
                    "The spark-submit to run; by default bin/spark-submit in the folder that env SPARK_HOME names."
                            + " Env SPARK_SUBMIT.")
    Path sparkSubmit;

    @Option(
            names = "--spark-master",
            paramLabel = "URL",
            defaultValue = "${env:SPARK_MASTER}",
            description = "Where the job computes, such as local[2] or spark://host:7077; by default as spark-submit is"
                    + " set up. Env SPARK_MASTER.")
    String sparkMaster;

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "${env:SETTLE:-PT0S}",
            description =
                    "Make complete quarters also when rows have come to the lake and then no more for so long, such as"
                            + " PT1M, and never while rows of the quarter keep coming; longer than the stream takes for a batch."
                            + " PT0S: only at the start and by --cron. Env SETTLE; now ${DEFAULT-VALUE}.")
    Duration settle;

    @Option(
            names = "--job-option",
            paramLabel = "OPTION",
            description =
                    "Given to the job beside what it is to make, such as --job-option=--interval=4h; may be given more"
                            + " than once.")
    List<String> jobOptions = new ArrayList<>();

    @Option(
            names = "--retry-after",
            paramLabel = "DURATION",
            defaultValue = "${env:RETRY_AFTER:-PT1M}",
            description = "Wait after a failed run; each failure in a row doubles it. Env RETRY_AFTER; now"
                    + " ${DEFAULT-VALUE}.")
    Duration retryAfter;

    @Option(
            names = "--retry-at-most-after",
            paramLabel = "DURATION",
            defaultValue = "${env:RETRY_AT_MOST_AFTER:-PT1H}",
            description = "Longest wait after a failed run. Env RETRY_AT_MOST_AFTER; now ${DEFAULT-VALUE}.")
    Duration retryAtMostAfter;

    @Option(
            names = "--poll",
            paramLabel = "DURATION",
            defaultValue = "${env:POLL:-PT10S}",
            description = "How often to ask PostgreSQL whether the job is due or somebody asks for it. Env POLL; now"
                    + " ${DEFAULT-VALUE}.")
    Duration poll;

    @Parameters(
            paramLabel = "-- SPARK-OPTION",
            description = "Given to spark-submit, such as -- --master spark://host:7077 --driver-memory 2g.")
    List<String> sparkOptions = new ArrayList<>();

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:CERTIFICATE_KEY}",
            description = "For the job: the key pair that signs certificates of custody. Env CERTIFICATE_KEY.")
    Path certificateKey;

    @Mixin
    LakeOptions lake = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Mixin
    HealthOptions health = new HealthOptions();

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ScheduleCommand())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    log.error("ended", failure);
                    return 1;
                });
    }

    @Override
    public Integer call() throws Exception {
        CronSchedule times = times();
        Backoff backoff = backoff();
        if (poll.isNegative() || poll.isZero()) {
            throw new ParameterException(command.commandLine(), "--poll must be above 0, not " + poll);
        }
        if (settle.isNegative()) {
            throw new ParameterException(command.commandLine(), "--settle must not be below 0, as " + settle);
        }
        if (!settle.isZero() && lake.catalog != LakeOptions.Catalog.POSTGRES) {
            throw new ParameterException(
                    command.commandLine(), "--settle needs --lake-catalog POSTGRES: it shows when rows come");
        }
        List<String> job = jobCommand();
        log.info(
                "start cron='{}' settle={} postgres={} user={} spark_master={} spark_options={} job_options={}"
                        + " retry_after={}..{}",
                cron,
                settle,
                postgres.url,
                postgres.user,
                sparkMaster,
                sparkOptions,
                jobOptions,
                retryAfter,
                retryAtMostAfter);
        postgres.connect("schedule").close(); // a bad address or password ends it now, with the reason
        DataSource database = database();
        try (var stop = StopSignal.install();
                var server = HealthServer.open(health);
                var schedule = new QuarterlySchedule(
                        database, times, backoff, poll, new SparkSubmit(job), due(), server.metrics())) {
            schedule.start();
            server.readyWhen(schedule::ready);
            var lakeWatch = new LakeWatch(database, settle, Clock.systemUTC(), schedule::runNow);
            while (!stop.await(poll)) {
                if (!settle.isZero()) {
                    lakeWatch.turn();
                }
                schedule.lookForRequests();
            }
            log.info("stopping");
        }
        return 0;
    }

    private CronSchedule times() {
        try {
            return new CronSchedule(cron, ZoneOffset.UTC, CronStyle.UNIX);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--cron: '" + cron + "': " + e.getMessage(), e);
        }
    }

    private Backoff backoff() {
        try {
            return new Backoff(retryAfter, retryAtMostAfter);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--retry-after, --retry-at-most-after: " + e.getMessage(), e);
        }
    }

    private DataSource database() throws IOException {
        var source = new PGSimpleDataSource();
        source.setUrl(postgres.url);
        source.setUser(postgres.user);
        source.setPassword(postgres.password());
        source.setApplicationName("schedule");
        source.setConnectTimeout(10);
        source.setSocketTimeout(60); // no query here takes long; a lost server must not hold it for ever
        return source;
    }

    /** What the job makes at its times. */
    List<String> due() {
        return settle.isZero() ? List.of("--due") : List.of("--due", "--settle", settle.toString());
    }

    /** Without what the job is to make. The passwords stay in their file. */
    List<String> jobCommand() {
        var words = new ArrayList<String>();
        words.add(sparkSubmit().toString());
        if (sparkMaster != null) {
            words.addAll(List.of("--master", sparkMaster));
        }
        words.addAll(sparkOptions);
        words.addAll(List.of("--class", JOB_CLASS, CodeVersion.jar().toString()));
        words.addAll(jobOptions);
        words.addAll(List.of("--lake-warehouse", lake.warehouse, "--lake-catalog", lake.catalog.name()));
        words.addAll(List.of("--postgres-url", postgres.url, "--postgres-user", postgres.user));
        words.addAll(List.of("--postgres-password-file", postgres.passwordFile.toString()));
        words.addAll(List.of("--certificate-key", certificateKey.toString()));
        return words;
    }

    private Path sparkSubmit() {
        String home = System.getenv("SPARK_HOME");
        if (sparkSubmit == null && home == null) {
            throw new ParameterException(command.commandLine(), "--spark-submit: name it, or set SPARK_HOME");
        }
        return sparkSubmit != null ? sparkSubmit : Path.of(home, "bin", "spark-submit");
    }
}
