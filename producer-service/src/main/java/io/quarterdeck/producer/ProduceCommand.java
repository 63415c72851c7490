package io.quarterdeck.producer;

import io.quarterdeck.producer.FileIngestion.Known;
import io.quarterdeck.producer.FileIngestion.Outcome;
import io.quarterdeck.producer.sample.SampleCommand;
import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code produce}: market data files to the topic of their kind of event, each exactly once. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Brings market data files into the topic of their kind of event, such as market.bars, each file"
                + " exactly once, and rejected lines into market.rejected. Run again after a kill or failure: it goes on"
                + " behind the last committed line.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every file is in Kafka",
            "1:a file was refused or could not be taken, or Kafka failed",
            "2:bad usage; nothing was opened"
        })
final class ProduceCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(ProduceCommand.class);

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "INPUT",
            arity = "0..*",
            description =
                    "Files (plain, gzip, or zip of one CSV), folders, patterns, http(s) addresses, or - for standard"
                            + " input; in this order.")
    List<String> inputs = List.of();

    @Option(
            names = "--watch",
            paramLabel = "FOLDER",
            description = "Stay, and ingest each file that appears in the folder, once it no longer grows. Files that"
                    + " begin with a dot, or end otherwise than in .csv, .gz or .zip, are left alone.")
    Path watch;

    @Option(
            names = "--sample-when-empty",
            paramLabel = "ROWS",
            defaultValue = "${env:SAMPLE_WHEN_EMPTY:-0}",
            description = "With --watch: if the folder holds no file at the start, ingest the sample of so many rows"
                    + " first, once; 0 for none. Env SAMPLE_WHEN_EMPTY; now ${DEFAULT-VALUE}.")
    long sampleWhenEmpty;

    @Mixin
    FormatOptions format = new FormatOptions();

    @ArgGroup
    KnownOptions known = new KnownOptions();

    static final class KnownOptions {
        @Option(names = "--again", description = "Ingest a file that is in Kafka already once more.")
        boolean again;

        @Option(
                names = "--skip-known",
                description = "Pass over files that are in Kafka already, rather than refuse them.")
        boolean skip;
    }

    @Option(
            names = "--max-rejects",
            paramLabel = "SHARE|ROWS",
            defaultValue = "1%",
            description = "Give a file up when more of its rows are rejected: a share like 0.5%% or a number. Now"
                    + " ${DEFAULT-VALUE}.")
    String maxRejects;

    @ArgGroup
    PaceOptions pace = new PaceOptions();

    static final class PaceOptions {
        @Option(
                names = "--rate",
                paramLabel = "N/s",
                description = "Send at most so many rows per second, like 5000/s.")
        String rate;

        @Option(
                names = "--replay",
                paramLabel = "SPEEDx",
                description =
                        "Send by the rows' own times, so many times as fast as it was, like 60x; rows without a time"
                                + " at once.")
        String replay;
    }

    @Option(
            names = "--transaction-rows",
            paramLabel = "ROWS",
            defaultValue = "100000",
            description = "Rows after which a transaction is committed. Now ${DEFAULT-VALUE}.")
    int transactionRows;

    @Option(
            names = "--transaction-time",
            paramLabel = "MILLISECONDS",
            description = "Time after which one is committed. By default 1000; 100 with --rate or --replay.")
    Integer transactionMillis;

    @Option(
            names = "--work-dir",
            paramLabel = "FOLDER",
            defaultValue = "${env:WORK_DIR:-${sys:java.io.tmpdir}}",
            description =
                    "Where downloads, standard input and the sample are kept meanwhile. Env WORK_DIR; now ${DEFAULT-VALUE}.")
    Path workDir;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    HealthOptions health = new HealthOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Ingest.Rules rules = rules();
        logSettings(rules);
        try (var stop = StopSignal.install()) {
            return watch == null ? ingest(rules, stop) : watch(rules, stop);
        }
    }

    private int ingest(Ingest.Rules rules, StopSignal stop) throws IOException, InterruptedException {
        try (var files = new Inputs(workDir)) {
            var layouts = new LinkedHashMap<SourceFile, Layout<?>>(); // of all, before anything is sent
            for (SourceFile file : files.resolve(inputs)) {
                layouts.put(file, Layout.of(file, format));
            }
            var ingestion = new FileIngestion(kafka, KafkaTopics.partitions(kafka), rules, stop);
            int exit = 0;
            for (Map.Entry<SourceFile, Layout<?>> file : layouts.entrySet()) {
                Known ifKnown = ifKnown(file.getKey());
                Outcome outcome = ingestion.ingest(file.getKey(), file.getValue(), ifKnown);
                if (outcome instanceof Outcome.Ingested ingested) {
                    spec.commandLine().getOut().println(ingested.summary());
                } else if (outcome instanceof Outcome.AlreadyThere there && ifKnown == Known.SKIP) {
                    log.info("skipped {}", there.explanation());
                } else if (outcome instanceof Outcome.AlreadyThere there) {
                    spec.commandLine().getErr().println("refused: " + there.explanation() + ". --again forces it.");
                    exit = 1;
                } else if (outcome instanceof Outcome.Stopped stopped) {
                    spec.commandLine()
                            .getErr()
                            .printf(
                                    "stopped: %s behind line %d; run again to go on there%n",
                                    file.getKey().path(), stopped.line());
                    return 1;
                }
            }
            return exit;
        }
    }

    private int watch(Ingest.Rules rules, StopSignal stop) throws IOException, InterruptedException {
        try (var server = HealthServer.open(health)) {
            var ingestion = new FileIngestion(kafka, KafkaTopics.partitions(kafka), rules, stop);
            var inbox = new Inbox(watch, format, ingestion, server.metrics());
            server.readyWhen(() -> !stop.requested());
            if (sampleWhenEmpty > 0) {
                inbox.sampleWhenEmpty(sampleWhenEmpty, workDir);
            }
            inbox.watch(stop);
            return 0;
        }
    }

    private Known ifKnown(SourceFile file) {
        if (known.again) {
            return Known.AGAIN;
        }
        return known.skip || !file.given() ? Known.SKIP : Known.REFUSE;
    }

    private void check() {
        if (inputs.isEmpty() == (watch == null)) {
            throw usage(
                    inputs.isEmpty() ? "name an INPUT, or a folder to --watch" : "--watch takes no INPUT beside it");
        }
        if (watch != null && !Files.isDirectory(watch)) {
            throw usage("--watch: " + watch + " is not a folder");
        }
        if (watch != null && known.again) {
            throw usage("--again does not go with --watch: each start would send every file once more");
        }
        if (sampleWhenEmpty != 0) {
            checkSample();
        }
        if (transactionRows < 1) {
            throw usage("--transaction-rows: " + transactionRows + " is below 1");
        }
        if (transactionMillis != null && (transactionMillis < 1 || transactionMillis > 30_000)) {
            throw usage("--transaction-time: " + transactionMillis + " is not within 1 and 30000 ms");
        }
        format.check();
    }

    private void checkSample() {
        try {
            SampleCommand.of(sampleWhenEmpty, Path.of("sample.csv")).check();
        } catch (ParameterException e) {
            throw usage("--sample-when-empty as sample " + e.getMessage());
        }
    }

    private Ingest.Rules rules() {
        boolean paced = pace.rate != null || pace.replay != null;
        return new Ingest.Rules(
                read("--max-rejects", maxRejects, RejectLimit::parse).orElseThrow(),
                transactionRows,
                Duration.ofMillis(transactionMillis != null ? transactionMillis : paced ? 100 : 1000),
                read("--rate", pace.rate, Pace::rate)
                        .or(() -> read("--replay", pace.replay, Pace::replay))
                        .orElse(Pace.UNLIMITED));
    }

    private <T> Optional<T> read(String option, String text, Function<String, T> reading) {
        try {
            return Optional.ofNullable(text).map(reading);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void logSettings(Ingest.Rules rules) {
        log.info(
                "settings kafka={} kafka_config={} max_rejects={} transaction_rows={} transaction_time={}ms rate={} replay={}"
                        + " watch={} sample_when_empty={}",
                kafka.servers,
                kafka.config,
                rules.maxRejects(),
                rules.transactionRows(),
                rules.transactionTime().toMillis(),
                pace.rate,
                pace.replay,
                watch,
                sampleWhenEmpty);
    }
}
