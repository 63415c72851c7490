package io.quarterdeck.localstack;

import io.quarterdeck.localstack.Landing.Copy;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The main job, told as it goes: files to Kafka, from there to PostgreSQL and the lake at once, and from the lake to
 * quarterly features.
 */
final class Demo {

    /** Exit code of the quarterly job. */
    private static final int GATE_REFUSED = 3;

    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(60);

    /** A kind of event that Kafka has rows of, and how many of them this run brought there. */
    private record Sent(EventKind<?> kind, long ingested) {}

    private final RunningStack stack;
    private final ServiceCommands programs;
    private final Narrator narrator;
    private final DemoReport report;

    /** @param report already has the steps before this, and gets those of this */
    Demo(RunningStack stack, ServiceCommands programs, Narrator narrator, DemoReport report) {
        this.stack = stack;
        this.programs = programs;
        this.narrator = narrator;
        this.report = report;
    }

    /**
     * Runs the job; the services may still be starting.
     *
     * @param files what {@code produce} is to take; those that are in Kafka already are passed over
     */
    void run(List<String> files) throws IOException, InterruptedException, SQLException {
        var started = Instant.now();
        var sent = ingest(files);
        land(sent, started);
        features(sent);
        trade();
    }

    /** @return one for each kind that Kafka has rows of */
    private List<Sent> ingest(List<String> files) throws IOException, InterruptedException {
        var started = Instant.now();
        var before = manifests();
        var arguments = new ArrayList<>(List.of("--skip-known"));
        arguments.addAll(files);
        succeed("produce", Tool.of(programs.produce(stack.connection(), arguments)));
        var took = Duration.between(started, Instant.now());
        var after = manifests();
        var sent = new ArrayList<Sent>();
        for (EventKind<?> kind : EventKind.ALL) {
            var manifests = of(kind, after);
            long rows = rows(manifests);
            long ingested = rows - rows(of(kind, before));
            if (rows > 0) {
                sent.add(new Sent(kind, ingested));
                report.add("Kafka " + kind.topic(), rows, ingested, took, origin(manifests));
            }
        }
        if (nothingNew(sent)) {
            narrator.say("  Nothing new: these files were ingested before.");
        }
        return sent;
    }

    private void land(List<Sent> sent, Instant started) throws IOException, InterruptedException, SQLException {
        narrator.say("  Landing in PostgreSQL and in the lake");
        Map<Copy, Instant> landed;
        try (var kafka = KafkaContent.of(stack.connection(), KAFKA_PATIENCE)) {
            var topics = EventKind.ALL.stream().map(EventKind::topic).toList();
            landed = new Landing(stack, kafka.endOffsets(topics)).await();
        }
        for (Sent kind : sent) {
            String topic = kind.kind().topic();
            String table = kind.kind().table();
            report.add(
                    "PostgreSQL " + table,
                    rowsInPostgres(table),
                    kind.ingested(),
                    Duration.between(started, landed.get(new Copy(topic, ServiceCommands.DATA_STORAGE))),
                    "since the first row was sent");
            report.add(
                    "lake " + table,
                    rowsInLake(table),
                    kind.ingested(),
                    Duration.between(started, landed.get(new Copy(topic, ServiceCommands.STREAM_STORAGE))),
                    "since the first row was sent");
        }
    }

    private void features(List<Sent> sent) throws IOException, InterruptedException, SQLException {
        if (nothingNew(sent) && !releases().isEmpty()) {
            return;
        }
        narrator.say("  Making the features of every quarter");
        var started = Instant.now();
        var log = stack.home().log("quarter");
        // Also of a quarter without all its days: a demo on a week of trades should give features, too.
        int exit = Tool.of(programs.quarter(stack.connection(), List.of("--all", "--allow-partial")))
                .loggingTo(log)
                .run();
        if (exit == GATE_REFUSED) {
            tellRefusals();
        } else if (exit != 0) {
            throw new IOException("quarter --all --allow-partial ended with exit code " + exit + "; the end of " + log
                    + ":\n" + LogFile.tail(log, 0, 15).indent(4));
        }
        var releases = releases();
        long rows = releases.stream().mapToLong(Release::rows).sum();
        long partial = releases.stream().filter(Release::partial).count();
        report.add(
                "features of " + releases.size() + (releases.size() == 1 ? " quarter" : " quarters"),
                rows,
                rows,
                Duration.between(started, Instant.now()),
                partial == 0 ? "hours and days" : "hours and days; " + partial + " partial");
    }

    /** The bot has read along meanwhile. */
    private void trade() throws IOException, InterruptedException, SQLException {
        narrator.say("  Letting the bot trade on every bar");
        var started = Instant.now();
        try (var connection = stack.connection().connect("dashboard")) {
            new Trading(stack, connection).await().ifPresent(narrator::warn);
            for (TradingRun run : TradingRun.all(connection)) {
                report.add("bot's run " + run.name(), Duration.between(started, Instant.now()), run.deeds());
            }
        }
    }

    private void tellRefusals() throws IOException, SQLException {
        narrator.say("  The quality gate refused a quarter, which is not published for now; the others are:");
        List<RefusedCheck> refused;
        try (var connection = stack.connection().connect(StackConnection.READER)) {
            refused = RefusedCheck.ofLastRun(connection);
        }
        refused.forEach(check -> narrator.say("    " + check.text()));
        refused.stream()
                .map(RefusedCheck::quarter)
                .distinct()
                .forEach(quarter -> narrator.say("    To publish it all the same: ./quarterdeck quarter " + quarter
                        + " --allow-partial --override-gate REASON"));
        narrator.say(
                "    What was found: ./quarterdeck sql \"SELECT * FROM governance.quality_result ORDER BY run DESC\"");
    }

    List<Release> releases() throws IOException, SQLException {
        try (var connection = stack.connection().connect(StackConnection.READER)) {
            return Release.inForce(connection);
        }
    }

    private Collection<SourceManifest> manifests() throws IOException {
        try (var kafka = KafkaContent.of(stack.connection(), KAFKA_PATIENCE)) {
            return kafka.manifests();
        }
    }

    private static boolean nothingNew(List<Sent> sent) {
        return sent.stream().allMatch(kind -> kind.ingested() == 0);
    }

    private static List<SourceManifest> of(EventKind<?> kind, Collection<SourceManifest> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.topic().equals(kind.topic()))
                .toList();
    }

    private static String origin(List<SourceManifest> manifests) {
        long rejected =
                manifests.stream().mapToLong(SourceManifest::rowsRejected).sum();
        return "from %d %s; %d lines rejected, kept in %s"
                .formatted(manifests.size(), manifests.size() == 1 ? "file" : "files", rejected, Topics.REJECTED);
    }

    private static long rows(List<SourceManifest> manifests) {
        return manifests.stream()
                .flatMap(manifest -> manifest.partitions().stream())
                .mapToLong(PartitionSum::rows)
                .sum();
    }

    private long rowsInPostgres(String table) throws IOException, SQLException {
        try (var connection = stack.connection().connect("dashboard");
                var statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0"); // of a large input it takes longer than people wait
            try (var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private long rowsInLake(String table) throws IOException {
        return ServiceHttp.metrics(stack.httpPort(ServiceCommands.STREAM_STORAGE))
                .lakeRows(table)
                .orElse(0L);
    }

    private static void succeed(String what, Tool tool) throws IOException, InterruptedException {
        int exit = tool.run();
        if (exit != 0) {
            throw new IOException(what + " ended with exit code " + exit + "; its reason stands above");
        }
    }
}
