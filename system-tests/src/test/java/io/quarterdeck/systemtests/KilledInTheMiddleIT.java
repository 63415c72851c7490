package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.SourceManifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises 1 to 3 of the design, tried by killing each service with rows in flight. */
class KilledInTheMiddleIT {

    private static final int ROWS = 300_000;

    @TempDir
    Path folder;

    @Test
    void nothingIsLostAndNothingIsTwiceWhateverIsKilled() throws Exception {
        Path file = folder.resolve("bars.csv.gz");
        try (Pipeline pipeline = Pipeline.start(folder)) {
            try (ServiceProcess sample = ServiceProcess.start(
                    "sample",
                    folder.resolve("logs"),
                    List.of(
                            Pipeline.JAVA,
                            "-jar",
                            Pipeline.ROOT
                                    .resolve("producer-service/target/producer-service.jar")
                                    .toString(),
                            "sample",
                            "--rows",
                            String.valueOf(ROWS),
                            file.toString()))) {
                assertThat(sample.exitCode(Duration.ofMinutes(1)))
                        .as(sample.output())
                        .isZero();
            }
            String[] produce = {"produce", file.toString(), "--rate", "8000/s"};

            ServiceProcess streamStorage = pipeline.streamStorage();
            ServiceProcess dataStorage = pipeline.dataStorage();
            until(
                    "the lake's table",
                    pipeline.lake::exists); // Spark takes longest to start; rows must still be flowing
            ServiceProcess producer = pipeline.producer(produce);
            try {
                until("rows in Kafka", () -> pipeline.kafka.endOfBars() > ROWS / 10);
                producer.kill();
                producer = pipeline.producer(produce);

                until("rows in PostgreSQL", () -> pipeline.rowsInPostgres() > ROWS / 8);
                dataStorage.kill();
                dataStorage = pipeline.dataStorage();

                until("rows in the lake", () -> pipeline.lake.rows() > 0);
                streamStorage.kill();
                streamStorage = pipeline.streamStorage();

                long sent = pipeline.kafka.endOfBars();
                until("more rows in Kafka", () -> pipeline.kafka.endOfBars() > sent + ROWS / 10);
                producer.kill();
                dataStorage.kill();
                producer = pipeline.producer(produce);
                dataStorage = pipeline.dataStorage();

                long landed = pipeline.lake.rows();
                until("more rows in the lake", () -> pipeline.lake.rows() > landed);
                streamStorage.kill();
                streamStorage = pipeline.streamStorage();

                assertThat(producer.exitCode(Duration.ofMinutes(3)))
                        .as(producer.output())
                        .isZero();
                Map<Integer, Long> ends = pipeline.kafka.endOffsetsOfBars();
                until(
                        "PostgreSQL at the topic's end",
                        () -> pipeline.nextOffsetsInPostgres().equals(ends));
                SourceManifest manifest = pipeline.kafka.newestManifest();
                until("all rows in the lake", () -> pipeline.lake.rows() >= manifest.rowsSent());

                assertThat(manifest.status()).isEqualTo(SourceManifest.Status.COMPLETE);
                assertThat(manifest.rowsRead()).isEqualTo(rowsOf(file));
                assertThat(pipeline.kafka.rejectedLines()).isEqualTo(manifest.rowsRejected());
                Map<Integer, ContentHash> sentContent = contentOf(manifest);
                assertThat(pipeline.kafka.byPartition()).as("Kafka").isEqualTo(sentContent);
                assertThat(pipeline.postgresByPartition()).as("PostgreSQL").isEqualTo(sentContent);
                assertThat(pipeline.lake.byPartition()).as("lake").isEqualTo(sentContent);
            } finally {
                streamStorage.close();
                dataStorage.close();
                producer.close();
            }
        }
    }

    private static Map<Integer, ContentHash> contentOf(SourceManifest manifest) {
        var content = new TreeMap<Integer, ContentHash>();
        manifest.partitions().stream()
                .filter(sum -> sum.rows() > 0)
                .forEach(sum -> content.put(sum.partition(), ContentHash.parse(sum.rows(), sum.hash())));
        return content;
    }

    /** Counted another way than the producer does. */
    private static long rowsOf(Path file) throws IOException {
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).count();
        }
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
