package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.LocalServers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CSV to Kafka by our producer, exactly once, against Kafka's own perf test, which sends records that lie ready in memory: the
 * limit of a producer rather than a peer.
 */
final class Ingest implements Comparison {

    private static final String TOPIC = "market.bars";
    private static final int PARTITIONS = 6;

    /** The producer's own, so that both differ in what they do and not in how they are set. */
    private static final List<String> SETTINGS = List.of(
            "acks=all",
            "enable.idempotence=true",
            "compression.type=lz4",
            "batch.size=262144",
            "linger.ms=10",
            "buffer.memory=67108864");

    private static final int PAYLOADS = 100_000;

    /** Of the whole file: while it is on its way, the producer tells a rate every five seconds, too. */
    private static final Pattern OUR_RATE = Pattern.compile("ingested file=.* rows_per_second=(\\d+)");

    private static final Pattern PEER_RATE = Pattern.compile("(?s).* records sent, ([\\d.]+) records/sec");

    private final List<Double> ourOwnRates = new ArrayList<>();
    private final List<Double> peersOwnRates = new ArrayList<>();

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String title() {
        return "CSV to Kafka, exactly once, against kafka-producer-perf-test with the same records";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        Path payloads = payloads(bench);
        InTurn turns = InTurn.run(
                bench, "quarterdeck", this::ours, "perf-test", (turn, folder) -> perfTest(turn, folder, payloads));
        return new Outcome(
                bench.market().what() + " to " + PARTITIONS + " partitions of an embedded broker",
                turns.agreed(),
                turns.agreement(),
                Map.of("kafka-tools", bench.peers().version("kafka-tools", "kafka-tools")),
                Map.of("both", String.join(" ", SETTINGS)),
                List.of(
                        turns.rates("whole process, from its start to its end", Aim.ratio(1)),
                        turns.toldRates(
                                "by its own report, without the JVM's start",
                                last(ourOwnRates, bench.pairs()),
                                last(peersOwnRates, bench.pairs()))),
                List.of(
                        "Ours reads the file twice (its SHA-256 first), parses, checks and hashes each row, writes JSON, and commits a"
                                + " manifest with the rows every 100,000 rows or second.",
                        "The perf test sends values that it picks at random from up to " + PAYLOADS
                                + " of the same records in memory: no file, no key, no transaction. It is a limit, not a rival."));
    }

    private Done ours(Bench bench, Path folder) throws Exception {
        try (var servers = LocalServers.start(folder)) {
            Path log = folder.resolve("producer.log");
            long start = System.nanoTime();
            Commands.run(produce(bench, servers), log);
            double seconds = (System.nanoTime() - start) / 1e9;
            ourOwnRates.add(rate(OUR_RATE, log));
            return done(servers, seconds);
        }
    }

    private Done perfTest(Bench bench, Path folder, Path payloads) throws Exception {
        try (var servers = LocalServers.start(folder)) {
            Path log = folder.resolve("perf-test.log");
            var command = new ArrayList<>(bench.peers()
                    .java("kafka-tools", List.of("-Xmx512m"), "org.apache.kafka.tools.ProducerPerformance"));
            command.addAll(List.of(
                    "--topic",
                    TOPIC,
                    "--num-records",
                    Long.toString(bench.market().rows())));
            command.addAll(List.of("--throughput", "-1", "--payload-file", payloads.toString()));
            command.addAll(List.of("--producer-props", "bootstrap.servers=" + servers.kafkaServers()));
            command.addAll(SETTINGS);
            long start = System.nanoTime();
            Commands.run(command, log);
            double seconds = (System.nanoTime() - start) / 1e9;
            peersOwnRates.add(rate(PEER_RATE, log));
            return done(servers, seconds);
        }
    }

    private static List<String> produce(Bench bench, LocalServers servers) {
        return Commands.with(
                bench.java("producer-service", List.of("-Xmx512m", "-XX:+UseParallelGC")),
                "produce",
                "--kafka-servers",
                servers.kafkaServers(),
                bench.market().csv().toString());
    }

    private static Done done(LocalServers servers, double seconds) {
        long rows = TopicContent.count(servers.kafkaServers(), TOPIC);
        return new Done(rows, seconds, rows + " committed records");
    }

    /** Records as ours sends them, a line each, evenly from the whole market, for the other to send. */
    private static Path payloads(Bench bench) throws IOException {
        Path file = bench.folder().resolve("payloads.json");
        long every = (bench.market().rows() + PAYLOADS - 1) / PAYLOADS;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            TopicBars.each(bench.market(), PARTITIONS, (bar, numbers, value, partition, offset) -> {
                if (bar.sourceLine() % every == 0) {
                    out.write(value);
                    out.write('\n');
                }
            });
        }
        return file;
    }

    private static double rate(Pattern pattern, Path log) throws IOException {
        Matcher found = pattern.matcher(Files.readString(log));
        if (!found.find()) {
            throw new IOException(log + " names no rate");
        }
        return Double.parseDouble(found.group(1));
    }

    private static List<Double> last(List<Double> values, int number) {
        return values.subList(values.size() - number, values.size());
    }
}
