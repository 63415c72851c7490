package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Scope.Span;
import io.quarterdeck.batch.run.QuarterConverter;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds what each store really has against the others, and certifies it if all agree. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Counts and hashes the rows of every source as PostgreSQL, lake, Kafka, the producer's manifests and, if given, the"
                    + " files themselves have them; shows where they agree, and where not, the very rows.",
            "When all agree a certificate is made. Its check: audit verify --help"
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all agree", "1:failed", "2:bad usage", "4:something differs; it is shown"})
public final class CustodyAudit implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(CustodyAudit.class);

    static final int DIFFERS = 4;

    @Option(
            names = "--quarter",
            paramLabel = "QUARTER",
            converter = QuarterConverter.class,
            description = "Only rows whose time lies in this quarter, and those without a time; Kafka and manifests are"
                    + " not looked at, as they know no quarters.")
    Quarter quarter;

    @Option(
            names = "--csv-digest",
            paramLabel = "FILE",
            description =
                    "Only the sources that this file tells of, and them against it, too: what the producer's command"
                            + " digest printed. No certificate is made.")
    Path csvDigest;

    @Option(names = "--without-kafka", description = "Leave out Kafka and with it the manifests.")
    boolean withoutKafka;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            defaultValue = "20",
            description = "Differing rows to show; all are counted. Now ${DEFAULT-VALUE}.")
    int maxRows;

    @Option(names = "--export", paramLabel = "FILE", description = "Also write the certificate to this file, as JSON.")
    Path export;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:CERTIFICATE_KEY}",
            description = "Key pair that signs certificates; bootstrap makes it. Env CERTIFICATE_KEY.")
    Path certificateKey;

    @Mixin
    LakeOptions lakeOptions = new LakeOptions();

    @Mixin
    PostgresOptions postgresOptions = new PostgresOptions();

    @Mixin
    KafkaOptions kafkaOptions = new KafkaOptions();

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        // To picocli these are two commands: it would ask for the options that the audit requires in a subcommand, too.
        boolean verify = args.length > 0 && args[0].equals("verify");
        CommandLine command = new CommandLine(verify ? new VerifyCommand() : new CustodyAudit())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    log.debug("failed", failure);
                    failed.getErr().println("audit: " + explanation(failure));
                    return 1;
                });
        return command.execute(verify ? Arrays.copyOfRange(args, 1, args.length) : args);
    }

    private static String explanation(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean bare =
                failure.getMessage() == null || failure instanceof FileSystemException; // which tells the file alone
        String message = bare ? failure.toString() : failure.getMessage();
        return (cause == failure ? message : message + ": " + cause.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    @Override
    public Integer call() throws Exception {
        if (maxRows < 0) {
            throw new ParameterException(spec.commandLine(), "--max-rows: " + maxRows + " is below 0");
        }
        if (csvDigest != null && export != null) {
            throw new ParameterException(
                    spec.commandLine(), "--export: an audit of some sources alone makes no certificate");
        }
        SigningKey key = SigningKey.read(certificateKey);
        List<SourceDigest> files = csvDigest == null
                ? List.of()
                : FileJson.read(Files.readAllBytes(csvDigest), SourceDigest.Files.class)
                        .files();
        try (var postgres = PostgresStore.open(postgresOptions)) {
            Scope landed = Landed.everywhere(postgres); // first: the others, looked at later, hold all of it
            Optional<KafkaStore> kafka =
                    withoutKafka || quarter != null ? Optional.empty() : Optional.of(KafkaStore.open(kafkaOptions));
            try (SparkSession spark = session()) {
                return audit(postgres, LakeStore.newest(spark), kafka, scope(landed, kafka, files), files, key);
            }
        }
    }

    private Scope scope(Scope landed, Optional<KafkaStore> kafka, List<SourceDigest> files) {
        var spans = new TreeMap<String, Map<Integer, Span>>();
        landed.spans().forEach((topic, partitions) -> {
            var withBegin = new TreeMap<Integer, Span>();
            partitions.forEach((partition, span) -> {
                long begin = kafka.map(store -> store.rangesOf(topic).get(partition))
                        .map(KafkaStore.Range::begin)
                        .orElse(0L);
                withBegin.put(partition, new Span(begin, span.landed()));
            });
            spans.put(topic, withBegin);
        });
        var sources = new TreeSet<Long>();
        files.forEach(file -> sources.add(file.sourceId()));
        return new Scope(spans, quarter == null ? Set.of() : Set.of(quarter), sources);
    }

    private int audit(
            PostgresStore postgres,
            LakeStore lake,
            Optional<KafkaStore> kafka,
            Scope scope,
            List<SourceDigest> files,
            SigningKey key)
            throws Exception {
        var speeds = new ArrayList<String>();
        var digests = new LinkedHashMap<String, Digest>();
        KafkaStore.Content content = null;
        if (kafka.isPresent()) {
            long start = System.nanoTime();
            content = kafka.get().content(scope);
            digests.put(kafka.get().name(), content.digest());
            speeds.add(speed(kafka.get().name(), content.digest(), start));
        }
        long start = System.nanoTime();
        digests.put(postgres.name(), postgres.digest(scope));
        speeds.add(speed(postgres.name(), digests.get(postgres.name()), start));
        start = System.nanoTime();
        digests.put(lake.name(), lake.digest(scope));
        speeds.add(speed(lake.name(), digests.get(lake.name()), start));

        var comparison = new Comparison(digests, kafka.map(KafkaStore::name).orElse(""));
        postgres.strangers(scope).forEach(comparison::problem);
        var findings = new Findings(comparison, postgres, scope);
        if (kafka.isPresent()) {
            findings.inKafka(kafka.get(), content);
        }
        findings.inFiles(files, kafka);
        findings.inFlight();
        findings.inQuarantine(lake.quarantined());

        RowSource inKafka = kafka.orElse(null);
        var sources = new ArrayList<RowSource>();
        for (RowSource source : new RowSource[] {inKafka, postgres, lake}) {
            if (source != null) {
                sources.add(source);
            }
        }
        RowDifferences rows = RowDifferences.of(
                comparison.differences(), sources, kafka.map(KafkaStore::name).orElse(""), scope, maxRows);
        tell(comparison, rows, files, kafka, findings, speeds);
        if (!comparison.agrees()) {
            return DIFFERS;
        }
        if (files.isEmpty()) {
            certify(Body.of(comparison, postgres.name(), scope, Optional.ofNullable(quarter), lake.snapshots()), key);
        }
        return 0;
    }

    private static String speed(String store, Digest digest, long startNanos) {
        return AuditText.speed(store, digest.rows(), (System.nanoTime() - startNanos) / 1e9);
    }

    private void tell(
            Comparison comparison,
            RowDifferences rows,
            List<SourceDigest> files,
            Optional<KafkaStore> kafka,
            Findings findings,
            List<String> speeds) {
        PrintWriter out = spec.commandLine().getOut();
        var columns = new ArrayList<String>();
        if (!files.isEmpty()) {
            columns.add(Comparison.CSV);
        }
        if (kafka.isPresent()) {
            columns.add(Comparison.MANIFEST);
        }
        columns.addAll(comparison.stores());
        out.println(quarter == null ? "Audit of all rows" : "Audit of " + quarter);
        out.println(AuditText.table(comparison, columns, findings.names()));
        findings.notes().forEach(out::println);
        speeds.forEach(out::println);
        AuditText.differences(comparison, rows, findings.names()).forEach(out::println);
        out.flush();
    }

    private void certify(Body body, SigningKey key) throws Exception {
        try (Connection connection = postgresOptions.connect("audit certificates")) {
            Certificate certificate = new CertificateChain(connection).append(body, key);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Certificate %d: %s".formatted(certificate.id(), certificate.hash()));
            if (export != null) {
                Files.write(export, FileJson.write(certificate));
                out.println("written to " + export);
            }
            out.flush();
        }
    }

    private SparkSession session() throws IOException {
        var builder = SparkSession.builder()
                .appName("audit")
                .config("spark.sql.datetime.java8API.enabled", true) // times as Instant
                .config("spark.sql.adaptive.enabled", false);
        lakeOptions.sparkSettings(postgresOptions).forEach(builder::config);
        return builder.getOrCreate();
    }
}
