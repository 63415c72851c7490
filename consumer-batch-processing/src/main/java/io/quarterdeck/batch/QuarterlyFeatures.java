package io.quarterdeck.batch;

import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.batch.cleaning.Quarantine;
import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.batch.custody.Custody;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.FeatureLake;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.batch.run.RunLog;
import io.quarterdeck.batch.run.RunRecord;
import io.quarterdeck.batch.run.RunRecord.QuarterEnd;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    /** Exit code when the gate has refused a quarter; 0: done, 1: failed, 2: bad usage. */
    private static final int REFUSED = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LONGEST_WARM_UP = Arrays.stream(Interval.values())
            .map(Interval::warmUp)
            .max(Comparator.naturalOrder())
            .orElseThrow();

    @ArgGroup(multiplicity = "1")
    WantedQuarters wanted;

    @Option(
            names = "--allow-partial",
            description = "Also make quarters that have not ended or are only partly covered; their releases are marked"
                    + " partial. With --all: every quarter of which there is data.")
    boolean allowPartial;

    @Option(
            names = "--max-reject-ratio",
            paramLabel = "RATIO",
            defaultValue = "0.01",
            description = "The gate refuses a quarter when a larger share of its raw rows is unusable, duplicates not"
                    + " counted; 0 to 1, by default ${DEFAULT-VALUE}.")
    double maxRejectRatio;

    @Option(
            names = "--min-coverage",
            paramLabel = "RATIO",
            defaultValue = "0.3",
            description =
                    "The gate refuses a quarter when a symbol has bars on a smaller share of the days from its first"
                            + " on; 0 to 1, by default ${DEFAULT-VALUE}.")
    double minCoverage;

    @Option(
            names = "--override-gate",
            paramLabel = "REASON",
            description =
                    "Publish what the gate refuses, but never a quarter whose stores differ; reason and user are recorded with the run and the release.")
    String overrideGate;

    @Option(
            names = "--openlineage-url",
            paramLabel = "URL",
            description = "Also send the OpenLineage events to this address, such as"
                    + " http://marquez:5000/api/v1/lineage; if that fails the run goes on with a warning.")
    URI openLineageUrl;

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            converter = IntervalConverter.class,
            description =
                    "Also make the tables of 5m, 15m or 4h; may be given more than once. 1h and 1d are always made,"
                            + " and what the release in force has.")
    Set<Interval> moreIntervals = EnumSet.noneOf(Interval.class);

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "PT0S",
            description =
                    "With --due: leave a quarter for later while rows of it keep coming, until the newest has been"
                            + " in the lake for so long, such as PT1M; by default ${DEFAULT-VALUE}, not at all.")
    Duration settle;

    @Option(names = "--force", description = "Make a new release of a quarter even if it equals the one in force.")
    boolean force;

    @Option(
            names = "--operator-action",
            paramLabel = "NUMBER",
            description =
                    "Given by the schedule: the request in governance.operator_action that the run answers; recorded with"
                            + " the run.")
    Long operatorAction;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:CERTIFICATE_KEY}",
            description = "Key pair that signs certificates of custody; bootstrap makes it. Env CERTIFICATE_KEY.")
    Path certificateKey;

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            defaultValue = "${env:MAX_WAIT:-PT30S}",
            description =
                    "How long to wait for the one of PostgreSQL and lake that is behind, before they are compared."
                            + " Env MAX_WAIT; now ${DEFAULT-VALUE}.")
    Duration maxWait;

    @Mixin
    LakeOptions lake = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Spec
    CommandSpec spec;

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
        check();
        try (var runLog = RunLog.listen()) {
            return run(runLog);
        }
    }

    private int run(RunLog runLog) throws Exception {
        log.info(
                "start warehouse={} catalog={} postgres={} user={} options={}",
                lake.warehouse,
                lake.catalog,
                postgres.url,
                postgres.user,
                options());
        // Before Spark, which takes seconds to start.
        try (var store = FeatureStore.open(postgres);
                var record = RunRecord.begin(postgres, JSON.writeValueAsString(options()))) {
            try {
                return tell(make(store, record), record, runLog);
            } catch (Exception e) {
                tellFailure(record, e, runLog);
                throw e;
            }
        }
    }

    private void check() {
        if (!(maxRejectRatio >= 0 && maxRejectRatio <= 1)) {
            throw badUsage("--max-reject-ratio: " + maxRejectRatio + " is not between 0 and 1");
        }
        if (!(minCoverage >= 0 && minCoverage <= 1)) {
            throw badUsage("--min-coverage: " + minCoverage + " is not between 0 and 1");
        }
        if (maxWait.isNegative()) {
            throw badUsage("--max-wait: " + maxWait + " is below 0");
        }
        if (overrideGate != null && overrideGate.isBlank()) {
            throw badUsage("--override-gate: give the reason, which is kept with the release");
        }
        if (settle.isNegative()) {
            throw badUsage("--settle: " + settle + " is below 0");
        }
        if (openLineageUrl != null
                && !String.valueOf(openLineageUrl.getScheme()).matches("https?")) {
            throw badUsage("--openlineage-url: " + openLineageUrl + " does not begin with http:// or https://");
        }
    }

    private ParameterException badUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The command line as understood, for the log and the record. */
    private Map<String, Object> options() {
        var options = new LinkedHashMap<String, Object>();
        if (wanted.all) {
            options.put("all", true);
        } else if (wanted.due) {
            options.put("due", true);
            options.put("settle", settle.toString());
        } else {
            options.put("quarters", wanted.named.stream().map(Quarter::toString).toList());
        }
        options.put("allow_partial", allowPartial);
        options.put("force", force);
        options.put("max_reject_ratio", maxRejectRatio);
        options.put("min_coverage", minCoverage);
        options.put("intervals", moreIntervals.stream().map(Interval::toString).toList());
        if (operatorAction != null) {
            options.put("operator_action", operatorAction);
        }
        if (overrideGate != null) {
            options.put("override_gate", overrideGate);
        }
        if (openLineageUrl != null) {
            options.put("openlineage_host", openLineageUrl.getHost()); // the rest may hold a key
        }
        return options;
    }

    private List<PublishQuarters.Outcome> make(FeatureStore store, RunRecord record) throws Exception {
        var starting = record.step("start Spark");
        try (SparkSession spark = session()) {
            starting.done();
            record.sparkIs(
                    spark.sparkContext().applicationId(), spark.sparkContext().master());
            return run(spark, store, record);
        }
    }

    /** Ends the record and says what came of the quarters; the exit code. */
    private int tell(List<PublishQuarters.Outcome> outcomes, RunRecord record, RunLog runLog) throws SQLException {
        List<PublishQuarters.Outcome> refused = outcomes.stream()
                .filter(outcome -> outcome.end() == QuarterEnd.REFUSED)
                .toList();
        record.ends(refused.isEmpty() ? RunRecord.End.SUCCEEDED : RunRecord.End.REFUSED, null, runLog.lines());
        if (!outcomes.isEmpty()) {
            System.out.println(Summary.of(outcomes));
            System.out.println();
            System.out.println(Summary.ofSteps(record.steps()));
        }
        for (PublishQuarters.Outcome outcome : refused) {
            spec.commandLine()
                    .getErr()
                    .println(
                            outcome.custody().certificate().isPresent()
                                    ? Refusal.explained(outcome, record.id())
                                    : Refusal.explainedByCustody(outcome));
        }
        return refused.isEmpty() ? 0 : REFUSED;
    }

    private static void tellFailure(RunRecord record, Exception failure, RunLog runLog) {
        try {
            record.ends(RunRecord.End.FAILED, explanation(failure), runLog.lines());
        } catch (SQLException e) {
            failure.addSuppressed(e); // most likely what failed before: the database is gone
        }
    }

    private List<PublishQuarters.Outcome> run(SparkSession spark, FeatureStore store, RunRecord record)
            throws Exception {
        // Before the lake's snapshots are pinned, so that they hold all that has landed by then.
        var waiting = record.step("wait for landers");
        try (var custody = Custody.open(postgres, certificateKey, maxWait)) {
            waiting.done();
            return run(spark, store, record, custody);
        }
    }

    private List<PublishQuarters.Outcome> run(SparkSession spark, FeatureStore store, RunRecord record, Custody custody)
            throws Exception {
        var reading = record.step("read");
        RawData raw = RawData.newest(spark);
        Optional<Long> bars = raw.bars().map(RawTable::snapshotId);
        Optional<Long> trades = raw.trades().map(RawTable::snapshotId);
        record.reads(bars, trades);
        reading.done();
        log.info(
                "read lake.raw.* bars_snapshot={} trades_snapshot={} quarters={}",
                bars.orElse(null),
                trades.orElse(null),
                raw.quarters().keySet());
        List<Quarter> quarters =
                wanted.due ? WantedQuarters.due(raw, settle, store, record) : wanted.from(raw.orFail(), allowPartial);
        record.makes(quarters);
        if (quarters.isEmpty()) {
            System.out.println("nothing is due: of every complete quarter that has ended, if there is one, rows keep"
                    + " coming, or it is released, or refused as it is");
            return List.of();
        }

        var auditing = record.step("audit");
        Map<Quarter, Custody.Verdict> verdicts = custody.audit(spark, raw.snapshots(), quarters);
        custody.close(); // its transaction would keep dead rows from being cleared away
        auditing.done();
        SortedMap<Quarter, Set<Interval>> tables = tables(quarters, store);
        Dataset<Row> slots = slots(spark, raw, tables, record);
        var terms = new PublishQuarters.Terms(
                new Gate(maxRejectRatio, minCoverage), Optional.ofNullable(overrideGate), force);
        var publication = new PublishQuarters(
                slots, raw, FeatureLake.prepare(spark), store, record, lineage(record, bars, trades), terms, verdicts);
        return publication.publish(tables);
    }

    /** Which tables to make. A release replaces all tables of the one before, or rows of both would stand side by side. */
    private SortedMap<Quarter, Set<Interval>> tables(List<Quarter> quarters, FeatureStore store) throws SQLException {
        var tables = new TreeMap<Quarter, Set<Interval>>();
        for (Quarter quarter : quarters) {
            var intervals = EnumSet.of(Interval.HOUR, Interval.DAY);
            intervals.addAll(moreIntervals);
            store.inForce(quarter)
                    .ifPresent(release -> intervals.addAll(release.tables().keySet()));
            tables.put(quarter, intervals);
        }
        return tables;
    }

    private static Dataset<Row> slots(
            SparkSession spark, RawData raw, SortedMap<Quarter, Set<Interval>> tables, RunRecord record)
            throws SQLException, NoSuchTableException {
        var cleaning = record.step("clean and join");
        int partitions =
                Math.toIntExact(Math.max(spark.sparkContext().defaultParallelism(), raw.totalRows() / ROWS_PER_TASK));
        Set<Integer> slotMinutes = tables.values().stream()
                .flatMap(Set::stream)
                .map(Interval::slotMinutes)
                .collect(toSet());
        Dataset<Row> slots = raw.slots(spark, tables.keySet(), LONGEST_WARM_UP, slotMinutes, partitions)
                .persist();
        Row rows = slots.agg(count(lit(1)), sum(col(Slots.ROWS).plus(col(Slots.TRADES))))
                .first();
        cleaning.done(rows.isNullAt(1) ? 0 : rows.getLong(1), rows.getLong(0));
        log.info("joined minutes to slots={}", rows.getLong(0));
        var quarantine = record.step("quarantine");
        Quarantine.replace(
                slots, tables.keySet()); // of quarters that are then refused, too: what is wrong must be seen
        quarantine.done();
        return slots;
    }

    private Lineage lineage(RunRecord record, Optional<Long> bars, Optional<Long> trades) {
        var inputs = new LinkedHashMap<EventKind<?>, Long>();
        bars.ifPresent(snapshot -> inputs.put(EventKind.BARS, snapshot));
        trades.ifPresent(snapshot -> inputs.put(EventKind.TRADES, snapshot));
        return new Lineage(
                new LineageEvents(record.lineageId(), inputs, lake.warehouse, postgres.url),
                record,
                Optional.ofNullable(openLineageUrl));
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
    static String explanation(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof FailedRun)) {
            cause = cause.getCause();
        }
        return failure == cause ? firstLine(failure) : firstLine(failure) + ": " + firstLine(cause);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
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
