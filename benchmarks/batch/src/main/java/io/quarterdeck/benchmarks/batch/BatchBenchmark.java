package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The quarterly job's cleaning, joining and features against the same in DuckDB, in turn, over the same Parquet files. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description = {
            "Cleans raw bars, joins them to hours and days and computes all features of every quarter, by our job and by DuckDB in"
                    + " turn, over the same Parquet files and into Parquet files, and compares the results.",
            "The first pair of a run is cold: class loading, compilation, code generation are in it; the others are warm."
                    + " Without --outcome it fills the lake and ends, since the process that does so is warm already.",
            "Whether the two agree is in the outcome, and no exit code."
        })
public final class BatchBenchmark implements Callable<Integer> {

    @Option(names = "--folder", required = true, description = "Where lake and results lie; kept.")
    Path folder;

    @Option(
            names = "--rows",
            description = "Made-up bars to fill the lake with; now ${DEFAULT-VALUE}.",
            defaultValue = "2700000")
    long rows;

    @Option(names = "--csv", description = "Recorded bars to fill the lake with instead; may be given more than once.")
    List<String> csv = List.of();

    @Option(names = "--outcome", paramLabel = "FILE", description = "Measures; what came out goes there.")
    Path outcome;

    @Option(names = "--pairs", description = "How often each side runs; now ${DEFAULT-VALUE}.", defaultValue = "5")
    int pairs;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BatchBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var lakeOptions = new LakeOptions();
        lakeOptions.catalog = LakeOptions.Catalog.FOLDER;
        lakeOptions.warehouse = folder.resolve("lake").toAbsolutePath().toUri().toString();
        var builder = SparkSession.builder()
                .appName("batch-benchmark")
                .config("spark.sql.datetime.java8API.enabled", true)
                .config("spark.sql.adaptive.enabled", false);
        lakeOptions.sparkSettings(new PostgresOptions()).forEach(builder::config);
        try (SparkSession spark = builder.getOrCreate()) {
            var lake = new BenchmarkLake(spark);
            if (outcome != null) {
                measure(spark, lake).write(outcome);
            } else if (csv.isEmpty()) {
                lake.generate(rows);
            } else {
                lake.load(csv);
            }
        }
        return 0;
    }

    private Outcome measure(SparkSession spark, BenchmarkLake lake) throws Exception {
        RawData raw = RawData.newest(spark);
        List<Quarter> quarters = List.copyOf(raw.quarters().keySet());
        int cores = spark.sparkContext().defaultParallelism();
        var ours = new BySpark(spark);
        var peer = new ByDuckDb(lake.files(), cores);
        String peerVersion = peer.start();
        Path results = Files.createTempDirectory(folder, "results");
        var ourRates = new ArrayList<Double>();
        var peerRates = new ArrayList<Double>();
        var differences = new ArrayList<String>();
        double memory = 0;
        for (int pair = 0; pair < pairs; pair++) {
            ourRates.add(raw.totalRows() / seconds(ours, quarters, results.resolve("ours")));
            if (pair == 0) {
                memory = Memory.peakMb(); // before the peer, which lives in this process, too, has needed any
            }
            peerRates.add(raw.totalRows() / seconds(peer, quarters, results.resolve("peer")));
            for (String table : List.of("1h", "1d")) {
                differences.addAll(Comparison.differences(results.resolve("ours"), results.resolve("peer"), table));
            }
            System.out.printf(
                    Locale.ROOT,
                    "pair %d: %,.0f rows/s, %s %,.0f rows/s, %d differences%n",
                    pair,
                    ourRates.get(pair),
                    peer.name(),
                    peerRates.get(pair),
                    differences.size());
        }
        var figures = new ArrayList<Figure>();
        figures.add(rates("cold", ours, ourRates.subList(0, 1), peer, peerRates.subList(0, 1)));
        if (pairs > 1) {
            figures.add(rates("warm", ours, ourRates.subList(1, pairs), peer, peerRates.subList(1, pairs)));
        }
        if (memory > 0) {
            figures.add(Figure.ofOurs("memory", "MB", Better.LOWER, List.of(memory), Aim.NONE));
        }
        return new Outcome(
                String.format(Locale.ROOT, "%,d raw rows of %d quarter(s)", raw.totalRows(), quarters.size()),
                differences.isEmpty(),
                differences.isEmpty() ? agreement(results, quarters) : String.join(", ", differences),
                versions(spark, peerVersion),
                Map.of(
                        "both cores",
                        Integer.toString(cores),
                        "both Parquet",
                        "zstd",
                        "ours heap",
                        (Runtime.getRuntime().maxMemory() >> 20) + " MB"),
                figures,
                List.of());
    }

    private static Figure rates(
            String what, QuarterlyBatch ours, List<Double> ourRates, QuarterlyBatch peer, List<Double> peerRates) {
        return new Figure(what, "rows/s", Better.HIGHER, ours.name(), ourRates, peer.name(), peerRates, Aim.NONE);
    }

    private static String agreement(Path results, List<Quarter> quarters) throws Exception {
        return String.format(
                Locale.ROOT,
                "%,d hours and %,d days of %d quarter(s), each feature of each",
                Comparison.rows(results.resolve("peer"), "1h"),
                Comparison.rows(results.resolve("peer"), "1d"),
                quarters.size());
    }

    private static Map<String, String> versions(SparkSession spark, String peerVersion) {
        var versions = new LinkedHashMap<String, String>();
        versions.put("Spark", spark.version());
        versions.put("DuckDB", peerVersion);
        return versions;
    }

    private static double seconds(QuarterlyBatch batch, List<Quarter> quarters, Path output) throws Exception {
        long started = System.nanoTime();
        batch.make(quarters, output);
        return (System.nanoTime() - started) / 1e9;
    }
}
