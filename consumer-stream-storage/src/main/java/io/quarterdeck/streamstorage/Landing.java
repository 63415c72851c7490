package io.quarterdeck.streamstorage;

import static org.apache.spark.sql.functions.current_timestamp;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
 * The streaming query of one kind: a topic's committed records, decoded, appended to the kind's table. Each batch is one
 * Iceberg snapshot that carries the query's id and the batch's number, so a batch repeated after a crash is recognised and
 * not stored again.
 */
final class Landing {

    private static final Logger log = LoggerFactory.getLogger(Landing.class);

    /** So many pieces that every core gets about the same share of a batch. */
    private static final int RANGES_PER_CORE = 8;

    private final EventKind<?> kind;
    private final Lake lake;
    private final Checkpoint checkpoint;
    private final Map<String, String> kafka;
    private final LongAccumulator undecodable;
    private final LandingProgress progress;
    private StreamingQuery query;

    private Landing(
            EventKind<?> kind,
            Lake lake,
            Checkpoint checkpoint,
            Map<String, String> kafka,
            LongAccumulator undecodable,
            LandingProgress progress) {
        this.kind = kind;
        this.lake = lake;
        this.checkpoint = checkpoint;
        this.kafka = kafka;
        this.undecodable = undecodable;
        this.progress = progress;
    }

    /**
     * Makes everything ready to {@link #start}.
     *
     * @param kafka client settings
     * @param landed is told of the offsets that the table has come to
     * @throws IllegalStateException when checkpoint, table and topic do not belong together
     */
    static Landing prepare(
            EventKind<?> kind,
            Lake lake,
            Checkpoint checkpoint,
            Map<String, String> kafka,
            MeterRegistry metrics,
            Consumer<TopicOffsets> landed)
            throws IOException, InterruptedException {
        Table table = checkpoint.claim(lake);
        checkpoint.noteStoredBatch(lake, table);
        LongAccumulator undecodable = lake.spark().sparkContext().longAccumulator("undecodable " + kind);
        var progress = new LandingProgress(kind, table, undecodable, metrics, landed);
        Optional<TopicOffsets> stored = checkpoint.storedOffsets(lake);
        if (stored.isPresent()) {
            stored.get().requireReadable(kafka);
            progress.resumeAt(stored.get());
        }
        return new Landing(kind, lake, checkpoint, kafka, undecodable, progress);
    }

    /** @param trigger {@link Trigger#AvailableNow()} ends the query by itself once it has caught up */
    void start(Trigger trigger, long maxRecordsPerBatch) throws TimeoutException {
        lake.spark().streams().addListener(progress);
        int cores = lake.spark().sparkContext().defaultParallelism();

        var source = lake.spark()
                .readStream()
                .format("kafka")
                .option("subscribe", kind.topic())
                .option("startingOffsets", "earliest") // of the first start; then the checkpoint says where
                .option("failOnDataLoss", "true")
                .option("maxOffsetsPerTrigger", maxRecordsPerBatch)
                // Splits a partition that holds most of a batch, as that of a feed of one symbol does, for all cores.
                .option("minPartitions", RANGES_PER_CORE * cores)
                .option("groupIdPrefix", "consumer-stream-storage")
                .option("kafka.isolation.level", "read_committed")
                // A batch asks only for what is there: at the end of a partition the broker need not wait for more.
                .option("kafka.fetch.max.wait.ms", "10");
        kafka.forEach((name, value) -> source.option("kafka." + name, value));

        query = rows(source.load(), kind, undecodable)
                .writeStream()
                .queryName(kind.topic())
                .option("checkpointLocation", checkpoint.uri())
                .outputMode("append")
                .trigger(trigger)
                .toTable(Lake.name(kind));
    }

    /** The table's rows from the records of Spark's Kafka source. */
    static Dataset<Row> rows(Dataset<Row> records, EventKind<?> kind, LongAccumulator undecodable) {
        return records.select("value", "partition", "offset")
                // As many tasks as cores, however many ranges: each task writes a file per month it meets.
                .coalesce(records.sparkSession().sparkContext().defaultParallelism())
                .mapPartitions(new DecodeRecords(kind, undecodable), Encoders.row(LakeColumns.decoded(kind)))
                .withColumn(LakeColumns.INGESTED_AT, current_timestamp());
    }

    /** True once the first batch is stored, or found to be empty, and as long as the query runs. */
    boolean ready() {
        return query.isActive() && progress.seen();
    }

    boolean running() {
        return query.isActive();
    }

    /** True while there is a batch in hand, or the query looks whether there is one. */
    boolean inBatch() {
        return query.isActive() && query.status().isTriggerActive();
    }

    /**
     * Ends the query between two batches. Not to be called in the midst of one: Spark's interrupt may pass unheard there.
     *
     * @throws TimeoutException when a batch began meanwhile; the query may go on
     */
    void stop() throws TimeoutException {
        query.stop();
        log.info("stopped query={} rows_stored={}", query.name(), progress.rowsStored());
    }

    /** Why the query ended, if it ended by a failure. */
    Optional<StreamingQueryException> failure() {
        return query.exception().isDefined() ? Optional.of(query.exception().get()) : Optional.empty();
    }
}
