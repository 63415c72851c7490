package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./quarterdeck bench}: every comparison, or those that are named, one after the other, and the report of them. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs our hot paths and what a user would pick instead in turn, on the same bars, checks that both came to the same"
                    + " result, and writes a report. A running stack is not touched; what is measured starts servers of its own.",
            "Leave the machine alone meanwhile: all comparisons take over two hours, --short a few minutes."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every comparison ran, and both sides agreed each time; whether an aim was met is in the report",
            "1:a comparison could not run, or the two sides disagree",
            "2:bad usage"
        })
public final class BenchMain implements Callable<Integer> {

    private static final long SHORT_ROWS = 20_000;

    private static final ChainRuns CHAINS = new ChainRuns();

    /** In the order in which they stand in the report. */
    private static final List<Comparison> ALL = List.of(
            new Ingest(),
            new LandPostgres(),
            new LandLake(),
            new Batch(),
            new EndToEnd(CHAINS),
            new Freshness(),
            new Backtest(),
            new Dashboard(),
            new Footprint(CHAINS),
            new Micro());

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Which comparisons; --list names them. Default: all.")
    List<String> names = List.of();

    @Option(names = "--list", description = "Print what there is to compare, and do nothing.")
    boolean list;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Bars to measure with: symbol,open_time,open,high,low,close,volume with a header, plain or gzipped."
                            + " Default: the recorded bars in ../shared/data if they are there, else a made-up market.")
    List<Path> inputs = List.of();

    @Option(
            names = "--rows",
            description = "At most so many of these bars; of the made-up market, about so many; now ${DEFAULT-VALUE}.",
            defaultValue = "2700000")
    long rows;

    @Option(
            names = "--pairs",
            description = "How often each side runs and is measured; now ${DEFAULT-VALUE}.",
            defaultValue = "5")
    int pairs;

    @Option(names = "--warm-up", description = "Pairs before these; now ${DEFAULT-VALUE}.", defaultValue = "1")
    int warmUp;

    @Option(
            names = "--short",
            description =
                    "Only to see that each comparison runs and both sides agree: one pair of few rows, no report.")
    boolean brief;

    @Option(
            names = "--no-growth",
            description = "Leave out how the quarterly job grows up to 50 million rows, which takes most of an hour.")
    boolean noGrowth;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Where the report is written; default: benchmarks/results.")
    Path results;

    @Option(names = "--project", paramLabel = "DIR", hidden = true, required = true, description = "The built project.")
    Path project;

    @Option(names = "--home", paramLabel = "DIR", hidden = true, required = true, description = "For what runs need.")
    Path home;

    @Spec
    CommandSpec spec;

    private String revision;

    static List<String> names() {
        return ALL.stream().map(Comparison::name).toList();
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            ALL.forEach(one -> out().printf("%-14s %s%n", one.name(), one.title()));
            out().flush();
            return 0;
        }
        if (pairs < 1 || warmUp < 0 || rows < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--pairs and --rows must be above 0, --warm-up not below it");
        }
        List<Comparison> chosen = chosen();
        revision = revision(); // before results change what it tells
        Folders.delete(home);
        Files.createDirectories(home);
        Market market = market();
        say("measuring with " + market.what());
        var failed = new ArrayList<String>();
        for (Comparison comparison : chosen) {
            if (!run(comparison, market)) {
                failed.add(comparison.name());
            }
        }
        if (failed.isEmpty()) {
            Folders.delete(home);
            return 0;
        }
        say("FAILED: " + String.join(", ", failed));
        return 1;
    }

    private boolean run(Comparison comparison, Market market) throws IOException, InterruptedException {
        say(comparison.name() + ": " + comparison.title());
        Path folder = Files.createDirectories(home.resolve(comparison.name()));
        Machine machine = Machine.here();
        Instant start = Instant.now();
        Outcome outcome;
        try {
            outcome = comparison.run(new Bench(
                    project,
                    folder,
                    market,
                    brief ? 1 : pairs,
                    brief ? 0 : warmUp,
                    brief,
                    !brief && !noGrowth,
                    this::say));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + comparison.name(), e);
        } catch (Exception e) { // the others still run; this one is named at the end, and is the exit code
            say("  could not run: " + (e instanceof IOException ? e.getMessage() : stackTrace(e)) + "; its logs are in "
                    + folder);
            return false;
        }
        var result = new Result(
                comparison.name(),
                comparison.title(),
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                revision,
                machine,
                brief ? 0 : warmUp,
                outcome);
        if (!brief) { // else no figure means anything
            out().print(result.page());
            out().flush();
            new Report(results == null ? project.resolve("benchmarks/results") : results).add(result);
        }
        say("  " + (outcome.agreed() ? "both agree: " : "THEY DISAGREE: ") + outcome.agreement() + "; took "
                + Duration.between(start, Instant.now()).toSeconds() + " s");
        if (outcome.agreed()) {
            Folders.delete(folder);
        }
        return outcome.agreed();
    }

    private List<Comparison> chosen() {
        for (String name : names) {
            if (ALL.stream().noneMatch(one -> one.name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(), "there is no comparison " + name + "; --list names them");
            }
        }
        return ALL.stream()
                .filter(one -> names.isEmpty() || names.contains(one.name()))
                .toList();
    }

    private Market market() throws IOException, InterruptedException {
        long limit = brief ? Math.min(rows, SHORT_ROWS) : rows;
        List<Path> files = inputs.isEmpty() ? recordedBars() : inputs;
        return files.isEmpty()
                ? Market.sample(project, limit, home)
                : Market.recorded(files, limit, home.resolve("market.csv"));
    }

    private List<Path> recordedBars() throws IOException {
        Path folder = project.resolve("../shared/data").normalize();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.newDirectoryStream(folder, "bitfinex-1m-*.csv.gz")) {
            var found = new ArrayList<Path>();
            files.forEach(found::add);
            return found.stream().sorted().toList();
        }
    }

    /** Of the sources, {@code -dirty} when they are changed; unknown where there is no Git. */
    private String revision() throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "-C", project.toString(), "describe", "--always", "--dirty")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            var process = git.start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? answer : "unknown";
        } catch (IOException noGit) {
            return "unknown";
        }
    }

    private static String stackTrace(Exception exception) {
        var text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
