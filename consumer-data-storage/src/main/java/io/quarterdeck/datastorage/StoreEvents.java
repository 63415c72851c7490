package io.quarterdeck.datastorage;

import io.quarterdeck.datastorage.EventStore.StoredOffset;
import io.quarterdeck.servicekit.PostgresFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The loop: polls, gathers a batch, stores it with its offsets. While PostgreSQL takes one batch the next is gathered; never are
 * two on their way.
 *
 * <p>There is one way to recover, from a lost connection, a stale owner and a new assignment alike: drop what is gathered, read
 * from the database how far each partition is stored, go on from there.
 */
final class StoreEvents implements AutoCloseable {

    /** Undecodable records can be large; so much is stored at once whatever the number of rows. */
    private static final long FLUSH_BYTES = 32 << 20;

    /** How long a poll may wait while there is nothing to store; also how soon a stop signal is seen. */
    private static final Duration IDLE_POLL = Duration.ofMillis(200);

    /** The same while held: short, because nothing arrives then and there is something to do. */
    private static final Duration HELD_POLL = Duration.ofMillis(20);

    private final TopicReader reader;
    private final EventStore store;
    private final ExecutorService storer = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "storer");
        thread.setDaemon(true);
        return thread;
    });
    private final int flushRows;
    private final Duration flushInterval;
    private final Progress progress;
    private final Clock clock;
    private final Outage outage;

    /** Per assigned partition, the offset that the database holds as far as this instance knows. */
    private final Map<TopicPartition, Long> stored = new HashMap<>();

    private Batch batch;

    /** On its way to PostgreSQL, which {@link #storing} tells the end of; empty while that is null. */
    private Batch sent;

    private Future<?> storing;
    private Map<String, String> topicIds = Map.of();
    private volatile boolean ready;

    /**
     * @param batches makes empty ones
     * @param flushRows rows after which a batch is stored
     * @param flushInterval time after which a batch is stored, however small
     */
    StoreEvents(
            TopicReader reader,
            EventStore store,
            Supplier<Batch> batches,
            int flushRows,
            Duration flushInterval,
            Progress progress,
            Clock clock) {
        this.reader = reader;
        this.store = store;
        this.batch = batches.get();
        this.sent = batches.get();
        this.flushRows = flushRows;
        this.flushInterval = flushInterval;
        this.progress = progress;
        this.clock = clock;
        this.outage = new Outage(clock);
    }

    /** True while records are read and can be stored; may be asked from another thread. */
    boolean ready() {
        return ready;
    }

    /**
     * Polls once, and sends what was gathered to PostgreSQL if it is time to.
     *
     * @return rows that were found stored, with undecodable records
     * @throws BrokenPromiseException when going on would lose or repeat records
     * @throws SQLException when PostgreSQL refuses something that it would refuse again
     */
    int turn() throws SQLException, IOException {
        ConsumerRecords<byte[], byte[]> records = reader.poll(reader.held() ? HELD_POLL : untilFlush());
        try {
            if (reader.held()) {
                batch.clear();
                ready = false;
                int found = finish();
                if (reader.joined() && outage.timeToTry()) {
                    goOnFromStored();
                }
                return found;
            }
            batch.add(records);
            boolean flush = isTimeToFlush();
            int found = flush || storing != null && storing.isDone() ? finish() : 0;
            if (flush) {
                send();
            } else if (batch.isEmpty() && storing == null) {
                progress.lags(reader.lag());
            }
            return found;
        } catch (SQLException e) {
            if (!PostgresFailure.passes(e)) {
                throw e;
            }
            pause(e);
        } catch (RetriableException e) {
            pause(e);
        }
        return 0;
    }

    private void pause(Exception e) {
        reader.hold();
        ready = false;
        outage.met(e);
    }

    private void goOnFromStored() throws SQLException, IOException {
        Set<TopicPartition> assignment = reader.assignment();
        topicIds = reader.topicIds();
        var offsets = store.offsets(assignment);
        var never = new HashSet<>(assignment);
        never.removeAll(offsets.keySet());
        if (!never.isEmpty()) {
            for (var beginning : reader.beginnings(never).entrySet()) {
                TopicPartition partition = beginning.getKey();
                store.begin(partition, new StoredOffset(beginning.getValue(), topicIds.get(partition.topic())));
            }
            offsets = store.offsets(assignment);
        }
        stored.clear();
        offsets.forEach((partition, offset) -> {
            checkId(partition.topic(), offset.topicId(), topicIds.get(partition.topic()));
            stored.put(partition, offset.nextOffset());
        });
        reader.resumeAt(stored);
        progress.goesOnFrom(stored);
        outage.over();
        ready = true;
    }

    private void send() {
        Batch next = sent;
        sent = batch;
        batch = next;
        storing = storer.submit(() -> {
            // Asked after the records were read: if the topic is still the same one, they came from it.
            reader.topicIds().forEach((topic, id) -> checkId(topic, topicIds.get(topic), id));
            store.append(sent, stored);
            return null;
        });
    }

    /** Waits until what is on its way is stored or has failed; how many records were stored. */
    private int finish() throws SQLException, IOException {
        if (storing == null) {
            return 0;
        }
        try {
            storing.get();
            stored.putAll(sent.nextOffsets());
            reader.report(sent.nextOffsets());
            progress.stored(sent, stored);
            return sent.records();
        } catch (ExecutionException e) {
            throwCause(e);
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            if (storing.isDone()) {
                sent.clear();
                storing = null;
            }
        }
    }

    private static void throwCause(ExecutionException e) throws SQLException, IOException {
        if (e.getCause() instanceof SQLException failure) {
            throw failure;
        } else if (e.getCause() instanceof IOException failure) {
            throw failure;
        } else if (e.getCause() instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /** Waits for what is on its way; what is gathered is dropped. */
    @Override
    public void close() {
        storer.shutdown();
        try {
            storer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void checkId(String topic, String storedId, String id) {
        if (!storedId.equals(id)) {
            throw new BrokenPromiseException(
                    ("topic %s was made again: what is stored came from the topic with id %s, now"
                                    + " it has id %s, and its offsets mean other records. Bring the old topic back, or clear the"
                                    + " raw table and its rows in raw.consumer_offset")
                            .formatted(topic, storedId, id));
        }
    }

    private boolean isTimeToFlush() {
        return !batch.isEmpty()
                && (batch.records() >= flushRows
                        || batch.bytes() >= FLUSH_BYTES
                        || untilFlush().isZero());
    }

    /** How long the batch may still wait for more. */
    private Duration untilFlush() {
        if (batch.isEmpty()) {
            return IDLE_POLL;
        }
        Duration left = flushInterval.minus(Duration.between(batch.began(), clock.instant()));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
