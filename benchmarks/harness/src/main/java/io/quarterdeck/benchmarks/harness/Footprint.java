package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.Chain.Times;
import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the whole embedded stack takes of a machine, against the peers chained: memory, time to start, room on disk. */
final class Footprint implements Comparison {

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration BRIEFLY_IDLE = Duration.ofSeconds(2);

    private static final List<String> OUR_MODULES = List.of(
            "producer-service",
            "consumer-data-storage",
            "consumer-stream-storage",
            "consumer-batch-processing",
            "consumer-dashboard",
            "consumer-trading-bot");

    /** As docker compose names them. */
    private static final List<String> OUR_IMAGES = List.of(
            "bootstrap",
            "kafka",
            "postgres",
            "producer",
            "data-storage",
            "stream-storage",
            "batch",
            "dashboard",
            "trading-bot");

    /** @param start seconds until ready; all else in megabytes */
    private record Taken(double start, double idle, double ingest, double whole) {}

    private final List<Taken> ours = new ArrayList<>();
    private final List<Taken> peers = new ArrayList<>();

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String title() {
        return "Memory, start and size of the whole embedded stack, against Kafka Connect and DuckDB chained";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        InTurn turns = InTurn.run(
                bench,
                "quarterdeck",
                (turn, folder) -> measured(turn, OurChain::start, folder, ours),
                PeerChain.NAME,
                (turn, folder) -> measured(turn, PeerChain::start, folder, peers));
        var figures = new ArrayList<>(List.of(
                figure("memory, idle", "MB", turns, Taken::idle, Aim.ratio(1)),
                figure("memory, highest at full ingest", "MB", turns, Taken::ingest, Aim.ratio(1)),
                figure("memory, highest from CSV to features", "MB", turns, Taken::whole, Aim.NONE),
                figure("start until ready", "s", turns, Taken::start, Aim.ratio(1)),
                new Figure(
                        "programs on disk, without Kafka and PostgreSQL",
                        "MB",
                        Better.LOWER,
                        turns.ourName(),
                        List.of(ourProgramsMegabytes(bench)),
                        turns.peerName(),
                        List.of(PeerChain.programsMegabytes(bench)),
                        Aim.ratio(1))));
        var notes = new ArrayList<>(List.of(
                "Memory is the proportional set size of all processes, looked at once a second: ours are launcher, Kafka, PostgreSQL,"
                        + " the two landers, dashboard and bot, and whatever command runs meanwhile; the peers' are Kafka, PostgreSQL"
                        + " and one Connect worker, and likewise awk, the console producer and DuckDB.",
                "Kafka and PostgreSQL are the same on both sides, and set the same. Both starts make the database and the topics; the"
                        + " peers' start makes our tables, too, which costs a second beside Kafka's start."));
        notes.add(images(bench.folder().resolve("images.txt")));
        return new Outcome(
                bench.market().what() + ", from CSV to features",
                turns.agreed(),
                turns.agreement(),
                PeerChain.versions(bench),
                PeerChain.settings(),
                figures,
                notes);
    }

    private static Done measured(Bench bench, Chain.Start start, Path folder, List<Taken> takings) throws Exception {
        long started = System.nanoTime();
        try (Chain chain = start.chain(bench, folder);
                var watch = MemoryWatch.start()) {
            double startSeconds = Chain.secondsSince(started);
            Thread.sleep((bench.brief() ? BRIEFLY_IDLE : IDLE).toMillis());
            double idle = MemoryWatch.megabytesNow();
            long from = System.nanoTime();
            Times times = chain.run(bench.market());
            takings.add(new Taken(
                    startSeconds,
                    idle,
                    watch.highest(from, from + (long) (times.landed() * 1e9)),
                    watch.highest(from, System.nanoTime())));
            var rows = new ArrayList<String>();
            for (String interval : Chain.INTERVALS) {
                rows.add("%d rows of %s".formatted(chain.features(interval).rows(), interval));
            }
            return new Done(bench.market().rows(), times.featured(), String.join(", ", rows));
        }
    }

    private Figure figure(String what, String unit, InTurn turns, ToDoubleFunction<Taken> which, Aim aim) {
        return new Figure(
                what,
                unit,
                Better.LOWER,
                turns.ourName(),
                last(ours, turns.ours().size(), which),
                turns.peerName(),
                last(peers, turns.peer().size(), which),
                aim);
    }

    private static List<Double> last(List<Taken> takings, int number, ToDoubleFunction<Taken> which) {
        return takings.subList(takings.size() - number, takings.size()).stream()
                .map(which::applyAsDouble)
                .toList();
    }

    private static double ourProgramsMegabytes(Bench bench) throws IOException {
        double megabytes = megabytes(bench.project().resolve("infra/spark-runtime/target/spark"));
        for (String module : OUR_MODULES) {
            megabytes += megabytes(bench.project().resolve(module + "/target/" + module + ".jar"));
        }
        return megabytes;
    }

    /** Of a file, or of all files in a folder. */
    static double megabytes(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes / 1e6;
        }
    }

    /** A sentence for the notes. */
    private static String images(Path list) throws IOException, InterruptedException {
        String tag = System.getenv().getOrDefault("QUARTERDECK_TAG", "latest");
        var command =
                new ArrayList<>(List.of("docker", "image", "inspect", "--format", "{{index .RepoTags 0}} {{.Size}}"));
        OUR_IMAGES.forEach(image -> command.add("quarterdeck/" + image + ":" + tag));
        if (Tool.of(command).loggingTo(list).run() != 0) {
            return "Image sizes are left out: Docker is not here, or has not all of our images with the tag " + tag
                    + ".";
        }
        return Files.readAllLines(list).stream()
                .map(line -> line.split(" "))
                .map(words -> String.format(Locale.ROOT, "%s %,.0f", words[0], Long.parseLong(words[1]) / 1e6))
                .collect(Collectors.joining(", ", "Images, in MB, each with all its layers: ", "."));
    }
}
