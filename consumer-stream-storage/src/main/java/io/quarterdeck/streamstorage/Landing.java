package io.quarterdeck.streamstorage;

import static org.apache.spark.sql.functions.current_timestamp;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one streaming query: a topic's committed records, decoded, appended to the kind's table. Each batch is one Iceberg
 * snapshot that carries the query's id and the batch's number, so a batch repeated after a crash is recognised and not
 * stored again.
 */
final class Landing {

    private static final Logger log = LoggerFactory.getLogger(Landing.class);

    private final StreamingQuery query;
    private final LandingProgress progress;

    private Landing(StreamingQuery query, LandingProgress progress) {
        this.query = query;
        this.progress = progress;
    }

    /**
     * Starts the query.
     *
     * @param kafka client settings
     * @param trigger {@link Trigger#AvailableNow()} ends the query by itself once it has caught up
     * @throws IllegalStateException when checkpoint, table and topic do not belong together
     */
    static Landing start(
            EventKind kind,
            Lake lake,
            Checkpoint checkpoint,
            Map<String, String> kafka,
            Trigger trigger,
            long maxRecordsPerBatch,
            MeterRegistry metrics)
            throws IOException, TimeoutException, InterruptedException {
        Table table = checkpoint.claim(kind, lake);
        LongAccumulator undecodable = lake.spark().sparkContext().longAccumulator("undecodable");
        var progress = new LandingProgress(kind, table, undecodable, metrics);
        Optional<TopicOffsets> stored = checkpoint.storedOffsets(kind.topic(), lake);
        if (stored.isPresent()) {
            stored.get().requireReadable(kafka);
            progress.resumeAt(stored.get());
        }
        lake.spark().streams().addListener(progress);

        var source = lake.spark()
                .readStream()
                .format("kafka")
                .option("subscribe", kind.topic())
                .option("startingOffsets", "earliest") // of the first start; then the checkpoint says where
                .option("failOnDataLoss", "true")
                .option("maxOffsetsPerTrigger", maxRecordsPerBatch)
                .option("groupIdPrefix", "consumer-stream-storage")
                .option("kafka.isolation.level", "read_committed");
        kafka.forEach((name, value) -> source.option("kafka." + name, value));

        StreamingQuery query = rows(source.load(), kind, undecodable)
                .writeStream()
                .queryName(kind.topic())
                .option("checkpointLocation", checkpoint.uri())
                .outputMode("append")
                .trigger(trigger)
                .toTable(Lake.name(kind));
        return new Landing(query, progress);
    }

    /** The table's rows from the records of Spark's Kafka source. */
    static Dataset<Row> rows(Dataset<Row> records, EventKind kind, LongAccumulator undecodable) {
        return records.select("value", "partition", "offset")
                // As many tasks as cores, not as topic partitions: each task writes a file per month it meets.
                .coalesce(records.sparkSession().sparkContext().defaultParallelism())
                .mapPartitions(new DecodeRecords(kind, undecodable), Encoders.row(kind.decodedColumns()))
                .withColumn(EventKind.INGESTED_AT, current_timestamp());
    }

    /** True once the first batch is stored, or found to be empty, and as long as the query runs. */
    boolean ready() {
        return query.isActive() && progress.seen();
    }

    boolean running() {
        return query.isActive();
    }

    /**
     * Ends the query after the batch in hand, or in the midst of it when that takes longer than {@code patience}; such
     * a batch is stored by the next start.
     */
    void stop(Duration patience) throws TimeoutException, InterruptedException {
        long batches = progress.batches();
        long end = System.nanoTime() + patience.toNanos();
        while (query.isActive()
                && query.status().isTriggerActive()
                && progress.batches() == batches
                && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        query.stop();
        log.info("stopped query={} rows_stored={}", query.name(), progress.rowsStored());
    }

    /** Why the query ended, if it ended by a failure. */
    Optional<StreamingQueryException> failure() {
        return query.exception().isDefined() ? Optional.of(query.exception().get()) : Optional.empty();
    }
}
