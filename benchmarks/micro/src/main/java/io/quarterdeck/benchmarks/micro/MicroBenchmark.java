package io.quarterdeck.benchmarks.micro;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.datastorage.JsonToCopyRow;
import io.quarterdeck.producer.CsvRowToJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs all of them, each in a JVM of its own. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        description = "What a row costs in the hot loops: nanoseconds, and bytes that are allocated for it.")
public final class MicroBenchmark implements Callable<Integer> {

    private static final String BYTES = "gc.alloc.rate.norm";

    /** Names for the report, by the method that is measured. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(CsvRowToJson.class.getName() + ".row", "CSV row to JSON (producer-service)");
        NAMES.put(DecodedRow.class.getName() + ".row", "JSON to bar (market-data)");
        NAMES.put(JsonToCopyRow.class.getName() + ".row", "JSON to COPY row (consumer-data-storage)");
        NAMES.put(HashedRow.class.getName() + ".row", "content hash of a row (market-data)");
        NAMES.put(IndicatorStep.class.getName() + ".average", "step of an exponential average (consumer-trading-bot)");
        NAMES.put(IndicatorStep.class.getName() + ".volatility", "step of a week's volatility (consumer-trading-bot)");
    }

    @Option(names = "--outcome", paramLabel = "FILE", required = true, description = "What came out goes there.")
    Path outcome;

    @Option(names = "--iterations", description = "To measure, of a second; now ${DEFAULT-VALUE}.", defaultValue = "5")
    int iterations;

    @Option(names = "--short", description = "Only to see that they run.")
    boolean brief;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MicroBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
                .shouldFailOnError(true)
                .forks(brief ? 1 : 2)
                .warmupIterations(brief ? 0 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(brief ? 1 : iterations)
                .measurementTime(brief ? TimeValue.milliseconds(50) : TimeValue.seconds(1));
        NAMES.keySet().forEach(options::include);
        var figures = new ArrayList<Figure>();
        Map<String, RunResult> results = new LinkedHashMap<>();
        new Runner(options.build())
                .run()
                .forEach(result -> results.put(result.getParams().getBenchmark(), result));
        NAMES.forEach((method, name) -> figures.addAll(figures(name, results.get(method))));
        new Outcome(
                        SampleRows.COUNT + " bars of five symbols, again and again, in one thread",
                        true,
                        "there is no peer: what counts is how this changes",
                        Map.of("JMH", Version.getPlainVersion()),
                        Map.of("JVM", "-Xms1g -Xmx1g -XX:+UseSerialGC"),
                        figures,
                        List.of(
                                "Each loop has a JVM of its own, in which nothing else was compiled: in the service, calls that"
                                        + " are of one kind here may be of several."))
                .write(outcome);
        return 0;
    }

    private static List<Figure> figures(String name, RunResult result) {
        List<IterationResult> iterations = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        return List.of(
                figure(
                        name,
                        "ns",
                        iterations.stream()
                                .map(one -> one.getPrimaryResult().getScore())
                                .toList()),
                figure(
                        name,
                        "B",
                        iterations.stream()
                                .map(one -> one.getSecondaryResults().get(BYTES).getScore())
                                .toList()));
    }

    private static Figure figure(String name, String unit, List<Double> values) {
        return Figure.ofOurs(name, unit, Better.LOWER, values, Aim.NONE);
    }
}
