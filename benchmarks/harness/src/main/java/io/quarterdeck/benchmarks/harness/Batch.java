package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.benchmarks.report.Spread;
import io.quarterdeck.localstack.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The quarterly job's cleaning, joining and features against the same in DuckDB; a program of its own, with Spark's libraries.
 * Its figures are {@code cold}, {@code warm} and {@code memory}; here they get the size of the lake to their names.
 */
final class Batch implements Comparison {

    private static final long QUARTER = 2_700_000;
    private static final List<Long> GROWTH = List.of(1_000_000L, 5_000_000L, 20_000_000L, 50_000_000L);
    private static final long BRIEF = 100_000;

    /** From here on a pair takes minutes, so that some of them must do. */
    private static final long MUCH = 20_000_000;

    private static final int FEW_PAIRS = 2;

    private static final Aim COLD = Aim.ratio(0.5);
    private static final Aim LARGEST = Aim.ratio(1);

    /** Seconds per million rows at the largest size by those at the smallest: flat, but for the noise. */
    private static final Aim FLAT = Aim.ours(1.05);

    /** As {@code ./quarterdeck quarter} runs the job: one quarter is too short for the second compiler. */
    private static final List<String> SHORT_RUN =
            List.of("--driver-java-options", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private static final List<String> LONG_RUN = List.of("--driver-java-options", "-XX:+UseParallelGC");

    /** The heap of ours when it is measured, whatever the size. */
    private static final String MEASURED_HEAP = "2g";

    /** To fill a lake: a file for each month lies open at once, and 50 million rows have 60. */
    private static final String FILLING_HEAP = "6g";

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String title() {
        return "The quarterly job's cleaning, joining and features, against the same in DuckDB";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        var outcomes = new ArrayList<Outcome>();
        var figures = new ArrayList<Figure>();
        var quarter = Lake.of(bench, bench.brief() ? BRIEF : QUARTER);
        List<Outcome> cold = quarter.measure(bench.pairs(), SHORT_RUN, 1);
        outcomes.addAll(cold);
        figures.add(quarter.figure("cold", cold, COLD));
        if (!bench.brief()) {
            List<Outcome> warm = quarter.measure(1, LONG_RUN, 1 + bench.pairs());
            outcomes.addAll(warm);
            figures.add(quarter.figure("warm", warm, Aim.NONE));
        }
        quarter.delete();
        if (bench.growth()) {
            grow(bench, outcomes, figures);
        }
        Outcome last = outcomes.get(outcomes.size() - 1);
        return new Outcome(
                "made-up minute bars of 21 symbols in an Iceberg lake, from raw rows to all features of all quarters",
                outcomes.stream().allMatch(Outcome::agreed),
                outcomes.stream()
                        .filter(outcome -> !outcome.agreed())
                        .findFirst()
                        .orElse(last)
                        .agreement(),
                last.versions(),
                last.settings(),
                figures,
                List.of(
                        "Neither starts its engine within the time, and neither publishes: both read the same Parquet files and write"
                                + " Parquet files.",
                        "Cold: each pair in a process of its own, with the JVM's options of `./quarterdeck quarter`. Warm: the pairs"
                                + " after the first in one process, both compilers.",
                        "The heap bounds ours; DuckDB may take of the machine's memory what it wants."));
    }

    private static void grow(Bench bench, List<Outcome> outcomes, List<Figure> figures) throws Exception {
        var warm = new ArrayList<Figure>();
        for (long rows : GROWTH) {
            var lake = Lake.of(bench, rows);
            int pairs = rows < MUCH ? bench.pairs() : Math.min(bench.pairs(), FEW_PAIRS);
            List<Outcome> measured = lake.measure(1, LONG_RUN, 1 + pairs);
            lake.delete();
            outcomes.addAll(measured);
            boolean largest = rows == GROWTH.get(GROWTH.size() - 1);
            warm.add(lake.figure("warm", measured, largest ? LARGEST : Aim.NONE));
            figures.add(warm.get(warm.size() - 1));
            figures.add(lake.figure("memory", measured, Aim.NONE));
        }
        Figure smallest = warm.get(0);
        Figure largest = warm.get(warm.size() - 1);
        figures.add(new Figure(
                "seconds per row, largest by smallest",
                "times",
                Better.LOWER,
                largest.ours(),
                List.of(growth(smallest.ourSpread(), largest.ourSpread())),
                largest.peer(),
                List.of(growth(smallest.peerSpread(), largest.peerSpread())),
                FLAT));
    }

    private static double growth(Spread smallest, Spread largest) {
        return smallest.median() / largest.median(); // of rates
    }

    /** A lake of so many rows, and what is measured on it. */
    private record Lake(Bench bench, long rows, Path folder) {

        static Lake of(Bench bench, long rows) throws IOException, InterruptedException {
            Path folder = Files.createDirectories(bench.folder().resolve(Long.toString(rows)));
            var lake = new Lake(bench, rows, folder);
            lake.run(FILLING_HEAP, LONG_RUN, "--rows", Long.toString(rows));
            return lake;
        }

        /** Each process in turn with so many pairs. */
        List<Outcome> measure(int processes, List<String> options, int pairs) throws IOException, InterruptedException {
            var outcomes = new ArrayList<Outcome>();
            for (int i = 0; i < processes; i++) {
                Path outcome = folder.resolve("outcome.json");
                run(MEASURED_HEAP, options, "--pairs", Integer.toString(pairs), "--outcome", outcome.toString());
                outcomes.add(Outcome.read(outcome));
                bench.say(String.format(
                        Locale.ROOT,
                        "  %s: process %d of %d, %d pair(s): %s",
                        size(),
                        i + 1,
                        processes,
                        pairs,
                        outcomes.get(i).agreement()));
            }
            return outcomes;
        }

        private void run(String heap, List<String> options, String... arguments)
                throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(
                    "bash",
                    bench.project()
                            .resolve("infra/spark-runtime/target/spark/bin/spark-submit")
                            .toString()));
            command.addAll(List.of("--driver-memory", heap));
            command.addAll(options);
            command.addAll(List.of(
                    "--jars",
                    bench.project()
                            .resolve("benchmarks/batch/target/peers/duckdb_jdbc.jar")
                            .toString()));
            command.addAll(List.of(bench.program("batch").toString(), "--folder", folder.toString()));
            Commands.run(Commands.with(command, arguments), folder.resolve("batch.log"));
        }

        /** One of the program's figures, its values of all processes. */
        Figure figure(String what, List<Outcome> outcomes, Aim aim) {
            List<Figure> parts = outcomes.stream()
                    .flatMap(outcome -> outcome.figures().stream())
                    .filter(figure -> figure.what().equals(what))
                    .toList();
            Figure first = parts.get(0);
            return new Figure(
                    size() + ", " + what,
                    first.unit(),
                    first.better(),
                    first.ours(),
                    parts.stream().flatMap(part -> part.ourValues().stream()).toList(),
                    first.peer(),
                    parts.stream().flatMap(part -> part.peerValues().stream()).toList(),
                    aim);
        }

        private String size() {
            return String.format(Locale.ROOT, "%.1f million rows", rows / 1e6);
        }

        void delete() throws IOException {
            Folders.delete(folder);
        }
    }
}
