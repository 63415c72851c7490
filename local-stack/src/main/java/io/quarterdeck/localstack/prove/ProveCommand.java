package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.Folders;
import io.quarterdeck.localstack.Json;
import io.quarterdeck.localstack.QuarterdeckMain;
import io.quarterdeck.localstack.Tool;
import io.quarterdeck.localstack.prove.Trial.Outcome;
import io.quarterdeck.localstack.prove.Trial.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code prove}: breaks each part in each way, and shows that nothing is lost, twice or altered. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a pipeline of its own, streams a market through it and breaks one part after the other while the rows"
                    + " flow: processes killed, paused, restarted, networks cut, disks full, offsets lost.",
            "At the end the audit compares every row of files, Kafka, PostgreSQL and lake. A running stack is not touched.",
            "All faults take some 20 minutes and 3 GB of memory, --short some 4 minutes. Disks are only filled for root, who may"
                    + " mount small ones."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every fault was survived, with equal contents",
            "1:failed",
            "2:bad usage",
            "4:a fault was not survived, or contents differ; it is shown"
        })
public final class ProveCommand implements Callable<Integer> {

    private static final int NOT_PROVEN = 4;
    private static final long SAMPLE_ROWS = 1_100_000;
    private static final long SHORT_ROWS_PER_FAULT = 10_000;

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "Bars to stream: CSV with a header, plain or gzip. Without it, a made-up market of 1.1 million.")
    Path input;

    @Option(names = "--short", description = "A few faults of each kind, with fewer rows.")
    boolean inShort;

    @Option(
            names = "--fault",
            paramLabel = "TEXT",
            description = "Only faults whose name contains this; may be repeated.")
    List<String> wanted = List.of();

    @Option(names = "--list", description = "Print the names of the faults, and do nothing.")
    boolean list;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Draws the moments at which the faults strike; printed at the start, so that a run can be repeated.")
    Long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write the table to this file, as JSON.")
    Path report;

    @Spec
    CommandSpec spec;

    /** A line of the closing table. */
    record Line(
            String component,
            String fault,
            boolean survived,
            double recoverySeconds,
            int restarts,
            long rows,
            boolean equal,
            String note) {}

    /** What {@code --report} writes. */
    record Report(long seed, double seconds, boolean proven, long rows, List<Line> faults) {}

    @Override
    public Integer call() throws Exception {
        List<FaultCase> faults = (inShort ? Faults.inShort() : Faults.all())
                .stream()
                        .filter(fault -> wanted.isEmpty()
                                || wanted.stream().anyMatch(text -> fault.name().contains(text)))
                        .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            faults.forEach(fault -> out.println(fault.name()));
            return 0;
        }
        if (faults.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--fault: no fault has such a name; --list shows all");
        }
        Path folder = quarterdeck.home().folder().resolve("prove");
        SmallDisk.unmountAll(folder);
        Folders.delete(folder);
        long drawn = seed == null ? System.nanoTime() % 1_000_000 : seed;
        say("%d faults, seed %d; everything lies in %s".formatted(faults.size(), drawn, folder));

        Instant start = Instant.now();
        var random = new Random(drawn);
        List<Path> slices = Slices.cut(market(folder), folder.resolve("slices"), faults.size(), rowsPerFault());
        var programs = quarterdeck.programs().startingFast();
        Report result;
        try (var scene = new Scene(folder.resolve("stack"), programs, random)) {
            say("the pipeline runs after " + seconds(Duration.between(start, Instant.now())));
            List<Outcome> outcomes = tryAll(scene, faults, slices);
            say("auditing all rows");
            Verdict verdict = Verdict.of(scene, programs, slices);
            result = report(drawn, Duration.between(start, Instant.now()), outcomes, verdict);
            tell(out, result, verdict);
        }
        if (result.proven()) {
            SmallDisk.unmountAll(folder);
            Folders.delete(folder);
        } else {
            say("logs and stores are kept in " + folder);
        }
        if (report != null) {
            Json.write(report.toAbsolutePath(), result);
        }
        return result.proven() ? 0 : NOT_PROVEN;
    }

    private Path market(Path folder) throws IOException, InterruptedException {
        if (input != null) {
            return input;
        }
        long rows = inShort ? SHORT_ROWS_PER_FAULT * Faults.inShort().size() : SAMPLE_ROWS;
        Path sample = folder.resolve("sample.csv");
        Files.createDirectories(folder);
        int exit = Tool.of(quarterdeck
                        .programs()
                        .sample(List.of(
                                "--rows", Long.toString(rows), "--symbols", "4", "--seed", "7", sample.toString())))
                .loggingTo(folder.resolve("sample.log"))
                .run();
        if (exit != 0) {
            throw new IOException("the sample was not written; see " + folder.resolve("sample.log"));
        }
        return sample;
    }

    private long rowsPerFault() {
        return inShort ? SHORT_ROWS_PER_FAULT : Long.MAX_VALUE;
    }

    private List<Outcome> tryAll(Scene scene, List<FaultCase> faults, List<Path> slices)
            throws IOException, InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < faults.size(); i++) {
            FaultCase fault = faults.get(i);
            Instant begin = Instant.now();
            Outcome outcome = new Trial(scene).run(fault, slices.get(i), Slices.rows(slices.get(i)));
            outcomes.add(outcome);
            say("%2d/%d  %-75s %-12s %6s  recovered in %s%s"
                    .formatted(
                            i + 1,
                            faults.size(),
                            fault.name(),
                            outcome.result().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            seconds(Duration.between(begin, Instant.now())),
                            seconds(outcome.recovery()),
                            outcome.note().isEmpty() ? "" : "; " + outcome.note()));
        }
        return outcomes;
    }

    private static Report report(long seed, Duration took, List<Outcome> outcomes, Verdict verdict) {
        var lines = new ArrayList<Line>();
        for (Outcome outcome : outcomes) {
            String file = outcome.slice().getFileName().toString();
            lines.add(new Line(
                    outcome.fault().component(),
                    outcome.fault().fault(),
                    outcome.result() == Result.SURVIVED,
                    outcome.recovery().toMillis() / 100 / 10.0,
                    outcome.restarts(),
                    verdict.rows().getOrDefault(file, 0L),
                    verdict.equal().getOrDefault(file, false),
                    outcome.note()));
        }
        boolean proven = verdict.agrees()
                && outcomes.stream().noneMatch(outcome -> outcome.result() == Result.NOT_SURVIVED)
                && lines.stream().allMatch(Line::equal);
        return new Report(
                seed,
                took.toMillis() / 100 / 10.0,
                proven,
                lines.stream().mapToLong(Line::rows).sum(),
                lines);
    }

    private static void tell(PrintWriter out, Report report, Verdict verdict) {
        out.println("| component | fault | survived | recovery | restarts | rows | hash equal |");
        out.println("|---|---|---|---:|---:|---:|---|");
        for (Line line : report.faults()) {
            out.println("| %s | %s | %s | %.1f s | %d | %,d | %s |"
                    .formatted(
                            line.component(),
                            line.fault(),
                            line.survived()
                                    ? "yes"
                                    : line.note().lines().findFirst().orElse("no"),
                            line.recoverySeconds(),
                            line.restarts(),
                            line.rows(),
                            line.equal() ? "yes" : "NO"));
        }
        if (verdict.outOfOrder() > 0) {
            out.println("%,d rows lie before an earlier line of their file".formatted(verdict.outOfOrder()));
        }
        if (!verdict.explanation().isEmpty()) {
            out.println(verdict.explanation());
        }
        long survived = report.faults().stream().filter(Line::survived).count();
        out.println("%s: %d of %d faults survived, %,d rows, %.0f s, seed %d"
                .formatted(
                        report.proven() ? "PROVEN" : "NOT PROVEN",
                        survived,
                        report.faults().size(),
                        report.rows(),
                        report.seconds(),
                        report.seed()));
        out.flush();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
