package io.quarterdeck.batch;

import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.ReleaseExport;
import io.quarterdeck.batch.release.ReleaseRegister;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.batch.run.QuarterConverter;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
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

/** Lists releases, shows one, or writes its rows to files. Changes nothing: a role that only reads is enough. */
@Command(
        name = "release",
        description = "Lists all releases; with a quarter shows one of its releases, or writes its rows to files.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:there is no such release, or it could not be exported whole", "2:bad usage"})
public final class ReleaseCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(ReleaseCommand.class);

    @Spec
    CommandSpec command;

    @Parameters(
            paramLabel = "QUARTER",
            arity = "0..1",
            converter = QuarterConverter.class,
            description = "Such as 2016Q4; without it all releases are listed.")
    Quarter quarter;

    @Option(names = "--version", paramLabel = "N", description = "Version of the release; by default the one in force.")
    Integer version;

    @Option(
            names = "--export",
            arity = "2",
            hideParamSyntax = true,
            paramLabel = "parquet|csv DIR",
            description =
                    "Write its rows to DIR, one file per table, sorted by symbol and time, with release.json beside"
                            + " them. DIR must be empty or not exist.")
    List<String> export;

    @Option(
            names = "--table",
            paramLabel = "INTERVAL",
            converter = IntervalConverter.class,
            description = "Export only this table, such as 1h; may be given more than once.")
    Set<Interval> intervals = new TreeSet<>();

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Mixin
    LakeOptions lake = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ReleaseCommand())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    log.debug("failed", failure);
                    command.getErr().println(QuarterlyFeatures.explanation(failure));
                    return 1;
                });
    }

    @Override
    public Integer call() throws Exception {
        requireQuarterFor("--version", version != null);
        requireQuarterFor("--export", export != null);
        if (export == null && !intervals.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--table goes with --export");
        }
        PrintWriter out = command.commandLine().getOut();
        try (var connection = postgres.connect("release")) {
            connection.setReadOnly(true);
            var register = new ReleaseRegister(connection);
            if (quarter == null) {
                out.print(ReleaseText.list(register.all()));
            } else if (export == null) {
                ReleaseRegister.Entry entry = find(register);
                out.print(ReleaseText.of(entry, register.drift(entry.release())));
            } else {
                export(find(register), out);
            }
        } finally {
            out.flush();
        }
        return 0;
    }

    private void requireQuarterFor(String option, boolean given) {
        if (given && quarter == null) {
            throw new ParameterException(command.commandLine(), option + " needs a quarter, such as 2016Q4");
        }
    }

    private ReleaseRegister.Entry find(ReleaseRegister register) throws SQLException, IOException, FailedRun {
        return register.find(quarter, Optional.ofNullable(version))
                .orElseThrow(() -> new FailedRun(
                        version == null
                                ? quarter + " has no release; list those that there are with: release"
                                : "%s has no version %d; list those that there are with: release"
                                        .formatted(quarter, version)));
    }

    private void export(ReleaseRegister.Entry entry, PrintWriter out) throws FailedRun, IOException {
        Set<Interval> released = entry.release().tables().keySet();
        for (Interval interval : intervals) {
            if (!released.contains(interval)) {
                throw new FailedRun("%s has no table %s; it has %s"
                        .formatted(entry.release().name(), interval, released));
            }
        }
        ReleaseExport.Format format = format();
        Path folder = folder();
        ReleaseExport.requireEmpty(folder); // before Spark, which takes seconds to start
        try (SparkSession spark = session()) {
            new ReleaseExport(spark, format, folder)
                    .write(entry, intervals.isEmpty() ? released : intervals)
                    .forEach(out::println);
        }
    }

    private ReleaseExport.Format format() {
        try {
            return ReleaseExport.Format.valueOf(export.get(0).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--export: '" + export.get(0) + "' is not a format; say parquet or csv", e);
        }
    }

    private Path folder() {
        try {
            return Path.of(export.get(1));
        } catch (InvalidPathException e) {
            throw new ParameterException(command.commandLine(), "--export: " + e.getMessage(), e);
        }
    }

    /** On this machine alone whatever master is set, as the files are to lie here. */
    private SparkSession session() throws IOException {
        var builder = SparkSession.builder()
                .appName("release")
                .master("local[*]")
                .config("spark.sql.datetime.java8API.enabled", true)
                .config("spark.sql.debug.maxToStringFields", 100)
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"); // other readers know no INT96
        lake.sparkSettings(postgres).forEach(builder::config);
        return builder.getOrCreate();
    }

    /** Reads 1h, or the name of the table, from the command line. */
    static final class IntervalConverter implements CommandLine.ITypeConverter<Interval> {
        @Override
        public Interval convert(String value) {
            return Arrays.stream(Interval.values())
                    .filter(interval -> value.equals(interval.toString()) || value.equals(interval.table()))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException("'%s' is no table; there are %s"
                            .formatted(
                                    value,
                                    Arrays.stream(Interval.values())
                                            .map(Interval::toString)
                                            .collect(Collectors.joining(", ")))));
        }
    }
}
