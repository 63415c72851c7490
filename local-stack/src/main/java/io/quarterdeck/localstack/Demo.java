package io.quarterdeck.localstack;

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
        long ingested = ingest(files);
        land(ingested, started);
        features(ingested);
    }

    /** @return the rows that this run brought into Kafka */
    private long ingest(List<String> files) throws IOException, InterruptedException {
        var started = Instant.now();
        long before = rowsInKafka(manifests());
        var arguments = new ArrayList<>(List.of("--skip-known"));
        arguments.addAll(files);
        succeed("produce", Tool.of(programs.produce(stack.connection(), arguments)));
        var manifests = manifests();
        long ingested = rowsInKafka(manifests) - before;
        long rejected =
                manifests.stream().mapToLong(SourceManifest::rowsRejected).sum();
        report.add(
                "Kafka " + Topics.BARS,
                rowsInKafka(manifests),
                ingested,
                Duration.between(started, Instant.now()),
                "from %d %s; %d lines rejected, kept in %s"
                        .formatted(
                                manifests.size(), manifests.size() == 1 ? "file" : "files", rejected, Topics.REJECTED));
        if (ingested == 0) {
            narrator.say("  Nothing new: these files were ingested before.");
        }
        return ingested;
    }

    private void land(long ingested, Instant started) throws IOException, InterruptedException, SQLException {
        narrator.say("  Landing in PostgreSQL and in the lake");
        Map<String, Instant> landed;
        try (var kafka = KafkaContent.of(stack.connection())) {
            landed = new Landing(stack, kafka.endOffsets(Topics.BARS)).await();
        }
        report.add(
                "PostgreSQL raw.bars",
                rowsInPostgres(),
                ingested,
                Duration.between(started, landed.get(ServiceCommands.DATA_STORAGE)),
                "since the first row was sent");
        report.add(
                "lake raw.bars",
                rowsInLake(),
                ingested,
                Duration.between(started, landed.get(ServiceCommands.STREAM_STORAGE)),
                "since the first row was sent");
    }

    private void features(long ingested) throws IOException, InterruptedException, SQLException {
        if (ingested == 0 && !releases().isEmpty()) {
            return;
        }
        narrator.say("  Making the features of all complete quarters");
        var started = Instant.now();
        var log = stack.home().log("quarter");
        int exit = Tool.of(programs.quarter(stack.connection(), List.of("--all")))
                .loggingTo(log)
                .run();
        if (exit != 0) {
            throw new IOException("quarter --all ended with exit code " + exit + "; the end of " + log + ":\n"
                    + LogFile.tail(log, 0, 15).indent(4));
        }
        var releases = releases();
        long rows = releases.stream().mapToLong(Release::rows).sum();
        report.add(
                "features of " + releases.size() + " quarters",
                rows,
                rows,
                Duration.between(started, Instant.now()),
                "hours and days");
    }

    List<Release> releases() throws IOException, SQLException {
        try (var connection = stack.connection().connect(StackConnection.READER)) {
            return Release.inForce(connection);
        }
    }

    private Collection<SourceManifest> manifests() throws IOException {
        try (var kafka = KafkaContent.of(stack.connection())) {
            return kafka.manifests();
        }
    }

    private static long rowsInKafka(Collection<SourceManifest> manifests) {
        return manifests.stream()
                .flatMap(manifest -> manifest.partitions().stream())
                .mapToLong(PartitionSum::rows)
                .sum();
    }

    private long rowsInPostgres() throws IOException, SQLException {
        try (var connection = stack.connection().connect("dashboard");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM raw.bars")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long rowsInLake() throws IOException {
        return (long) ServiceHttp.metrics(stack.httpPort(ServiceCommands.STREAM_STORAGE))
                .sum("quarterdeck_lake_rows")
                .orElse(0);
    }

    private static void succeed(String what, Tool tool) throws IOException, InterruptedException {
        int exit = tool.run();
        if (exit != 0) {
            throw new IOException(what + " ended with exit code " + exit + "; its reason stands above");
        }
    }
}
