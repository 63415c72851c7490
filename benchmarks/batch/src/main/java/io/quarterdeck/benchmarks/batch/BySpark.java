package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.Quarter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Our job's own steps, without the publication. */
final class BySpark implements QuarterlyBatch {

    private final SparkSession spark;

    BySpark(SparkSession spark) {
        this.spark = spark;
    }

    @Override
    public String name() {
        return "quarterdeck";
    }

    @Override
    public void make(List<Quarter> quarters, Path output) throws Exception {
        RawData raw = RawData.newest(spark);
        int partitions =
                Math.toIntExact(Math.max(spark.sparkContext().defaultParallelism(), raw.totalRows() / 500_000));
        Dataset<Row> slots = raw.slots(spark, quarters, Interval.DAY.warmUp(), Set.of(), partitions)
                .persist();
        for (Interval interval : List.of(Interval.HOUR, Interval.DAY)) {
            Dataset<Row> features = Features.of(slots, interval, quarters).persist();
            for (Quarter quarter : quarters) {
                features.filter(Features.within(quarter))
                        .write()
                        .mode(SaveMode.Overwrite)
                        .option("compression", "zstd") // as the job's own tables
                        .parquet(output.resolve(interval + "-" + quarter + ".parquet")
                                .toUri()
                                .toString());
            }
            features.unpersist();
        }
        slots.unpersist();
    }
}
