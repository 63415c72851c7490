package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.ChainRuns.Taken;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the whole embedded stack takes of a machine, against the peers chained: memory, time to start, room on disk. */
final class Footprint implements Comparison {

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

    private final ChainRuns runs;

    Footprint(ChainRuns runs) {
        this.runs = runs;
    }

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
        InTurn turns = runs.turns(bench);
        var figures = new ArrayList<>(List.of(
                runs.figure("memory, idle", "MB", Taken::idle, Aim.ratio(1)),
                runs.figure("memory, highest at full ingest", "MB", Taken::ingest, Aim.ratio(1)),
                runs.figure("memory, highest from CSV to features", "MB", Taken::whole, Aim.NONE),
                runs.figure("start until ready", "s", Taken::start, Aim.ratio(1)),
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
                runs.agreed(),
                runs.agreement(),
                PeerChain.versions(bench),
                PeerChain.settings(),
                figures,
                notes);
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
