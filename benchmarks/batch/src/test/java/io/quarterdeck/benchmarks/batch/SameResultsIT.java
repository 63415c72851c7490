package io.quarterdeck.benchmarks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark compares like with like; and the SQL of the peer is a second opinion on every feature. */
class SameResultsIT {

    /** Twenty-one symbols, thirteen days: enough to fill the longest window of an hour. */
    private static final long ROWS = 400_000;

    @TempDir
    Path folder;

    @Test
    void oursAndThePeersFeaturesAreTheSame() throws Exception {
        var lakeOptions = new LakeOptions();
        lakeOptions.catalog = LakeOptions.Catalog.FOLDER;
        lakeOptions.warehouse = folder.resolve("lake").toUri().toString();
        var builder = SparkSession.builder()
                .config("spark.sql.datetime.java8API.enabled", true)
                .config("spark.sql.adaptive.enabled", false);
        lakeOptions.sparkSettings(new PostgresOptions()).forEach(builder::config);
        try (SparkSession spark = builder.getOrCreate()) {
            var lake = new BenchmarkLake(spark);
            lake.generate(ROWS);
            List<Quarter> quarters = List.of(Quarter.parse("2016Q1"));

            new BySpark(spark).make(quarters, folder.resolve("ours"));
            new ByDuckDb(lake.files(), 2).make(quarters, folder.resolve("peer"));
        }

        assertThat(Comparison.differences(folder.resolve("ours"), folder.resolve("peer"), "1h"))
                .isEmpty();
        assertThat(Comparison.differences(folder.resolve("ours"), folder.resolve("peer"), "1d"))
                .isEmpty();
    }
}
