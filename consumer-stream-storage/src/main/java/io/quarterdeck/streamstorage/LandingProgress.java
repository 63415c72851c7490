package io.quarterdeck.streamstorage;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.marketdata.EventKind;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the query of one kind and tells how far its table has come: in the log and as metrics. Spark tells every listener
 * of every query, so this one picks out its own.
 */
final class LandingProgress extends StreamingQueryListener {

    private static final Logger log = LoggerFactory.getLogger(LandingProgress.class);

    private final String topic;
    private final Table table;
    private final LongAccumulator undecodable;
    private final MeterRegistry metrics;
    private final Consumer<TopicOffsets> landed;
    private final Map<Integer, AtomicLong> nextOffsets = new ConcurrentHashMap<>();
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong lakeRows;
    private final long rowsBefore;
    private long undecodableBefore;
    private volatile boolean seen;
    private volatile UUID query;

    /**
     * @param undecodable counts the records that the query left out since it started
     * @param landed is told of the offsets that the table has come to
     */
    LandingProgress(
            EventKind<?> kind,
            Table table,
            LongAccumulator undecodable,
            MeterRegistry metrics,
            Consumer<TopicOffsets> landed) {
        this.topic = kind.topic();
        this.table = table;
        this.undecodable = undecodable;
        this.metrics = metrics;
        this.landed = landed;
        this.rowsBefore = Lake.rows(table);
        this.lakeRows = new AtomicLong(rowsBefore);
        Gauge.builder("quarterdeck.lag.records", lag, AtomicLong::get)
                .description("Records of the topic that are not stored yet")
                .tag("topic", topic)
                .register(metrics);
        Gauge.builder("quarterdeck.lake.rows", lakeRows, AtomicLong::get)
                .description("Rows in the table's current snapshot")
                .tag("table", kind.table())
                .register(metrics);
        FunctionCounter.builder("quarterdeck.rows.stored", this, LandingProgress::rowsStored)
                .description("Rows stored since the service started")
                .tag("topic", topic)
                .register(metrics);
        FunctionCounter.builder("quarterdeck.undecodable", undecodable, LongAccumulator::sum)
                .description("Records left out because they can never be decoded, since the service started")
                .tag("topic", topic)
                .register(metrics);
    }

    /** Tells where the checkpoint stands, for a quiet topic brings no batch that would. */
    void resumeAt(TopicOffsets stored) {
        landed.accept(stored);
        stored.next().forEach(this::storedUpTo);
    }

    /** True once a batch is stored or the query has found nothing to do. */
    boolean seen() {
        return seen;
    }

    /** Rows stored since the start. */
    long rowsStored() {
        return lakeRows.get() - rowsBefore;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent started) {
        if (!topic.equals(started.name())) {
            return;
        }
        query = started.id();
        log.info("storing topic={} table={} rows={} offsets={}", topic, table.name(), rowsBefore, nextOffsets);
    }

    /** Comes after the batch's snapshot and its offsets are committed. */
    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        if (!event.progress().id().equals(query)) {
            return;
        }
        SourceProgress source = event.progress().sources()[0];
        var stored = TopicOffsets.parse(topic, source.endOffset());
        landed.accept(stored); // before the metrics: who has seen them may start an audit
        stored.next().forEach(this::storedUpTo);
        if (source.latestOffset() != null) {
            lag.set(stored.distanceTo(TopicOffsets.parse(topic, source.latestOffset())));
        }

        table.refresh();
        long rows = Lake.rows(table) - lakeRows.get();
        long left = undecodable.sum() - undecodableBefore;
        lakeRows.addAndGet(rows);
        undecodableBefore += left;
        seen = true;
        if (source.numInputRows() > 0) {
            log.info(
                    "stored topic={} batch={} rows={} undecodable={} lag={} took={}ms",
                    topic,
                    event.progress().batchId(),
                    rows,
                    left,
                    lag,
                    event.progress().batchDuration());
        }
    }

    @Override
    public void onQueryIdle(QueryIdleEvent idle) {
        seen |= idle.id().equals(query);
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent terminated) {
        // Whoever started the query sees it end, and why.
    }

    private void storedUpTo(int partition, long nextOffset) {
        nextOffsets
                .computeIfAbsent(partition, unknown -> {
                    var offset = new AtomicLong();
                    Gauge.builder("quarterdeck.next.offset", offset, AtomicLong::get)
                            .description("Offset up to which the lake holds the topic")
                            .tag("topic", topic)
                            .tag("partition", Integer.toString(partition))
                            .register(metrics);
                    return offset;
                })
                .set(nextOffset);
    }
}
