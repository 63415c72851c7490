package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Outcome;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a row costs in the hot loops; a program of its own, with JMH, on the class path of the services. */
final class Micro implements Comparison {

    private static final List<String> SERVICES =
            List.of("producer-service", "consumer-data-storage", "consumer-trading-bot");

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String title() {
        return "What a row costs in the hot loops: time, and memory that is allocated";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        Path outcome = bench.folder().resolve("outcome.json");
        List<String> command = Commands.with(
                Commands.java(classPath(bench), List.of(), "io.quarterdeck.benchmarks.micro.MicroBenchmark"),
                "--outcome",
                outcome.toString(),
                "--iterations",
                Integer.toString(bench.pairs()));
        Commands.run(
                bench.brief() ? Commands.with(command, "--short") : command,
                bench.folder().resolve("micro.log"));
        return Outcome.read(outcome);
    }

    private static String classPath(Bench bench) {
        return Stream.concat(
                        Stream.of(bench.program("micro")),
                        SERVICES.stream().map(service -> Commands.jar(bench.project(), service)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
