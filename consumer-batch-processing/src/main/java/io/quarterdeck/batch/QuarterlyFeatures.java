package io.quarterdeck.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.FeatureLake;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The quarterly job; {@code package-info} tells its story. */
@Command(
        name = "quarterly-features",
        mixinStandardHelpOptions = true,
        description =
                "Makes the feature tables of whole quarters from lake.raw.bars and lake.raw.trades and releases them in the"
                        + " lake and in PostgreSQL.")
public final class QuarterlyFeatures implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(QuarterlyFeatures.class);

    /** Raw rows per task of the cleaning step: at most some 150 MB of memory. */
    private static final long ROWS_PER_TASK = 500_000;

    private static final String COMPLETE =
            "a complete quarter has data of its first and its last day, --allow-partial takes others, too";

    private static final Duration LONGEST_WARM_UP = Arrays.stream(Interval.values())
            .map(Interval::warmUp)
            .max(Comparator.naturalOrder())
            .orElseThrow();

    @ArgGroup(multiplicity = "1")
    Which which;

    @Option(
            names = "--allow-partial",
            description = "Also make quarters that have not ended or are only partly covered; their releases are marked"
                    + " partial. With --all: every quarter of which there is data.")
    boolean allowPartial;

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            converter = IntervalConverter.class,
            description =
                    "Also make the tables of 5m, 15m or 4h; may be given more than once. 1h and 1d are always made,"
                            + " and what the release in force has.")
    Set<Interval> moreIntervals = EnumSet.noneOf(Interval.class);

    @Option(names = "--force", description = "Make a new release of a quarter even if it equals the one in force.")
    boolean force;

    @Mixin
    LakeOptions lake = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    /** Which quarters to make. */
    static final class Which {

        @Option(
                names = "--quarter",
                paramLabel = "QUARTER",
                converter = QuarterConverter.class,
                description = "A quarter such as 2016Q4; may be given more than once.")
        Set<Quarter> quarters = new TreeSet<>();

        @Option(
                names = "--all",
                description = "Every quarter for which the lake has data of its first and its last day.")
        boolean all;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new QuarterlyFeatures())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    log.debug("failed", failure);
                    command.getErr().println(explanation(failure));
                    return 1;
                });
    }

    @Override
    public Integer call() throws Exception {
        log.info(
                "start warehouse={} catalog={} postgres={} user={} force={} allow_partial={}",
                lake.warehouse,
                lake.catalog,
                postgres.url,
                postgres.user,
                force,
                allowPartial);
        try (var store = FeatureStore.open(postgres); // before Spark, which takes seconds to start
                var spark = session()) {
            System.out.println(Summary.of(run(spark, store)));
        }
        return 0;
    }

    private List<PublishQuarter.Outcome> run(SparkSession spark, FeatureStore store) throws Exception {
        RawData raw = RawData.newest(spark);
        log.info(
                "read lake.raw.* bars_snapshot={} trades_snapshot={} from={} to={}",
                raw.bars().map(RawTable::snapshotId).orElse(null),
                raw.trades().map(RawTable::snapshotId).orElse(null),
                raw.span().first(),
                raw.span().last());
        List<Quarter> quarters = quarters(raw);
        long started = System.nanoTime();
        int partitions =
                Math.toIntExact(Math.max(spark.sparkContext().defaultParallelism(), raw.totalRows() / ROWS_PER_TASK));
        Dataset<Row> hours =
                raw.hours(spark, quarters, LONGEST_WARM_UP, partitions).persist();
        log.info("joined minutes to hours={} took={}ms", hours.count(), (System.nanoTime() - started) / 1_000_000);

        var publication = new PublishQuarter(hours, raw, FeatureLake.prepare(spark), store, intervals(), force);
        var outcomes = new ArrayList<PublishQuarter.Outcome>();
        for (Quarter quarter : quarters) {
            outcomes.add(publication.publish(quarter));
        }
        return outcomes;
    }

    private Set<Interval> intervals() {
        var intervals = EnumSet.of(Interval.HOUR, Interval.DAY);
        intervals.addAll(moreIntervals);
        return intervals;
    }

    private List<Quarter> quarters(RawData raw) throws FailedRun {
        String span = "the lake has data from %s to %s"
                .formatted(raw.span().first(), raw.span().last());
        if (which.all) {
            List<Quarter> all = List.copyOf(raw.quarters().keySet());
            List<Quarter> taken =
                    allowPartial ? all : all.stream().filter(raw::complete).toList();
            if (taken.isEmpty()) {
                throw new FailedRun("no quarter is complete: " + span + "; " + COMPLETE);
            }
            return taken;
        }
        for (Quarter quarter : which.quarters) {
            if (!raw.quarters().containsKey(quarter)) {
                throw new FailedRun(quarter + " has no data: " + span);
            }
            if (!allowPartial && !raw.complete(quarter)) {
                throw new FailedRun(quarter + " is not complete: " + span + "; " + COMPLETE);
            }
        }
        return List.copyOf(which.quarters);
    }

    private SparkSession session() throws IOException {
        var builder = SparkSession.builder()
                .appName("quarterly-features")
                .config("spark.sql.datetime.java8API.enabled", true) // times as Instant
                .config("spark.sql.debug.maxToStringFields", 100) // all columns of a feature table
                // Every step says its number of tasks; re-planning them took a tenth of a short run.
                .config("spark.sql.adaptive.enabled", false);
        lake.sparkSettings(postgres).forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        spark.conf().set("spark.sql.shuffle.partitions", spark.sparkContext().defaultParallelism());
        return spark;
    }

    /** One line for the user: what failed and, if that has a deeper cause, why. */
    private static String explanation(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof FailedRun)) {
            cause = cause.getCause();
        }
        return failure == cause ? firstLine(failure) : firstLine(failure) + ": " + firstLine(cause);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** Reads a quarter from the command line. */
    static final class QuarterConverter implements CommandLine.ITypeConverter<Quarter> {
        @Override
        public Quarter convert(String value) {
            try {
                return Quarter.parse(value);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    static final class IntervalConverter implements CommandLine.ITypeConverter<Interval> {
        @Override
        public Interval convert(String value) {
            try {
                return Interval.parse(value);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
