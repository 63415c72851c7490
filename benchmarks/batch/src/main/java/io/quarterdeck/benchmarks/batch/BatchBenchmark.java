package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
            "Cleans raw bars, joins them to hours and days and computes all features of every complete quarter, by our job"
                    + " and by DuckDB in turn, over the same Parquet files and into Parquet files, and compares the results.",
            "The first pair of a run is cold: class loading, compilation, code generation are in it; the others are warm."
        })
public final class BatchBenchmark implements Callable<Integer> {

    @Option(names = "--folder", required = true, description = "Where lake and results lie; kept, and used again.")
    Path folder;

    @Option(names = "--csv", description = "Recorded bars to fill a new lake with; may be given more than once.")
    List<String> csv = List.of();

    @Option(
            names = "--rows",
            description = "Made-up bars to fill a new lake with; now ${DEFAULT-VALUE}.",
            defaultValue = "2700000")
    long rows;

    @Option(names = "--pairs", description = "How often each runs; now ${DEFAULT-VALUE}.", defaultValue = "5")
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
            if (lake.isEmpty()) {
                if (csv.isEmpty()) {
                    lake.generate(rows);
                } else {
                    lake.load(csv);
                }
                System.out.println("The lake is filled. Run the same again to measure: this process is warm already.");
                return 0;
            }
            return compare(spark, lake);
        }
    }

    private int compare(SparkSession spark, BenchmarkLake lake) throws Exception {
        RawData raw = RawData.newest(spark);
        List<Quarter> quarters =
                raw.quarters().keySet().stream().filter(raw::complete).toList();
        int cores = spark.sparkContext().defaultParallelism();
        System.out.printf(
                Locale.ROOT, "%,d raw rows, %d quarters, %d cores%n", raw.totalRows(), quarters.size(), cores);
        var ours = new BySpark(spark);
        var peer = new ByDuckDb(lake.files(), cores);
        Path results = Files.createTempDirectory(folder, "results");
        var ratios = new ArrayList<Double>();
        System.out.println("| pair | " + ours.name() + " s | " + peer.name() + " s | ratio |\n|---|---|---|---|");
        for (int pair = 0; pair < pairs; pair++) {
            double ourSeconds = seconds(ours, quarters, results.resolve("ours-" + pair));
            double peerSeconds = seconds(peer, quarters, results.resolve("peer-" + pair));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.2f |%n",
                    pair == 0 ? "cold" : "warm",
                    ourSeconds,
                    peerSeconds,
                    ourSeconds / peerSeconds);
            if (pair > 0) {
                ratios.add(ourSeconds / peerSeconds);
            }
        }
        if (!ratios.isEmpty()) {
            double[] sorted =
                    ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "warm: median %.2f, from %.2f to %.2f%n",
                    sorted[sorted.length / 2],
                    sorted[0],
                    sorted[sorted.length - 1]);
        }
        var differences = new ArrayList<String>();
        for (String table : Arrays.asList("1h", "1d")) {
            differences.addAll(Comparison.differences(results.resolve("ours-0"), results.resolve("peer-0"), table));
        }
        differences.forEach(System.out::println);
        System.out.println(differences.isEmpty() ? "Both say the same." : "They differ.");
        return differences.isEmpty() ? 0 : 1;
    }

    private static double seconds(QuarterlyBatch batch, List<Quarter> quarters, Path output) throws Exception {
        long started = System.nanoTime();
        batch.make(quarters, output);
        return (System.nanoTime() - started) / 1e9;
    }
}
