package io.quarterdeck.streamstorage;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point. */
@Command(
        name = "consumer-stream-storage",
        mixinStandardHelpOptions = true,
        description = "Lands every bar of market.bars in the lake exactly once.")
public final class StreamStorageMain implements Callable<Integer> {

    public static void main(String[] args) {
        System.exit(new CommandLine(new StreamStorageMain()).execute(args));
    }

    @Override
    public Integer call() {
        try (var spark = SparkSession.builder().getOrCreate()) {
            System.out.println(spark.range(1_000_000).groupBy("id").count().count());
        }
        return 0;
    }
}
