package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.RowWriter;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.servicekit.KafkaOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics, as far as Kafka still holds them: committed records, read partition by partition, several at once. */
final class KafkaStore implements RowSource {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int READERS = Runtime.getRuntime().availableProcessors();

    private final Map<String, Object> client;

    /** By topic and partition. */
    private final Map<String, Map<Integer, Range>> ranges = new TreeMap<>();

    private final Map<Long, SourceManifest> manifests = new TreeMap<>();

    /** What a partition held when it was looked at; the end is exclusive. */
    record Range(long begin, long end) {}

    private KafkaStore(Map<String, Object> client) {
        this.client = client;
    }

    /** Reads the manifests, and then where each partition begins and ends: all that a manifest counts lies before the end. */
    static KafkaStore open(KafkaOptions kafka) throws IOException {
        Map<String, Object> client = new HashMap<>(kafka.client());
        client.put("isolation.level", "read_committed");
        client.put("enable.auto.commit", false);
        client.put("auto.offset.reset", "none");
        client.putIfAbsent("default.api.timeout.ms", 20_000);
        var store = new KafkaStore(client);
        store.each(Topics.MANIFESTS, record -> {
            if (record.value() != null) {
                SourceManifest manifest = FileJson.read(record.value(), SourceManifest.class);
                store.manifests.put(manifest.sourceId(), manifest);
            }
        });
        for (EventKind<?> kind : EventKind.ALL) {
            store.ranges.put(kind.topic(), store.ranges(kind.topic()));
        }
        return store;
    }

    @Override
    public String name() {
        return "Kafka";
    }

    /** Of a topic of events. */
    Map<Integer, Range> rangesOf(String topic) {
        return ranges.getOrDefault(topic, Map.of());
    }

    /** The newest of each source. */
    Map<Long, SourceManifest> manifests() {
        return manifests;
    }

    private Map<Integer, Range> ranges(String topic) {
        try (var consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var found = new TreeMap<Integer, Range>();
            consumer.beginningOffsets(partitions)
                    .forEach((partition, begin) ->
                            found.put(partition.partition(), new Range(begin, ends.get(partition))));
            return found;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void each(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        ranges(topic).forEach((partition, range) -> {
            try (var records = new Records(new TopicPartition(topic, partition), range)) {
                for (var record = records.next(); record != null; record = records.next()) {
                    action.accept(record);
                }
            }
        });
    }

    /** The records of one partition, in order. */
    private final class Records implements AutoCloseable {

        private final KafkaConsumer<byte[], byte[]> consumer = consumer();
        private final TopicPartition partition;
        private final long end;
        private Iterator<ConsumerRecord<byte[], byte[]>> polled =
                List.<ConsumerRecord<byte[], byte[]>>of().iterator();
        private long patientUntil = System.nanoTime() + PATIENCE.toNanos();

        Records(TopicPartition partition, Range range) {
            this.partition = partition;
            this.end = range.end();
            consumer.assign(List.of(partition));
            consumer.seek(partition, range.begin());
        }

        /**
         * Null at the end.
         *
         * @throws TimeoutException when the broker has been silent for a minute
         */
        ConsumerRecord<byte[], byte[]> next() {
            while (!polled.hasNext()) {
                long before = consumer.position(partition);
                if (before >= end) {
                    return null;
                }
                polled = consumer.poll(POLL).records(partition).iterator();
                if (consumer.position(partition)
                        > before) { // also by records that belong to no event: marks of transactions
                    patientUntil = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() - patientUntil > 0) {
                    throw new TimeoutException(
                            "nothing from %s behind offset %d within %d s; is the broker still there?"
                                    .formatted(partition, before, PATIENCE.toSeconds()));
                }
            }
            ConsumerRecord<byte[], byte[]> record = polled.next();
            return record.offset() < end ? record : null;
        }

        @Override
        public void close() {
            consumer.close(Duration.ZERO);
        }
    }

    /**
     * What the topics of events hold.
     *
     * @param undecodable by topic the records that are no events, as far as they have landed
     */
    record Content(Digest digest, Map<String, Long> undecodable) {}

    /** Everything that is there, decoded and hashed. */
    Content content(Scope scope) throws InterruptedException {
        var parts = new ArrayList<Callable<Content>>();
        for (EventKind<?> kind : EventKind.ALL) {
            ranges.get(kind.topic())
                    .forEach((partition, range) -> parts.add(() -> content(kind, partition, range, scope)));
        }
        var digest = new Digest();
        var undecodable = new HashMap<String, Long>();
        var readers = Executors.newFixedThreadPool(READERS);
        try {
            for (Future<Content> part : readers.invokeAll(parts)) {
                digest.add(part.get().digest());
                part.get().undecodable().forEach((topic, records) -> undecodable.merge(topic, records, Long::sum));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka: " + e.getCause().getMessage(), e.getCause());
        } finally {
            readers.shutdownNow();
        }
        return new Content(digest, undecodable);
    }

    private <E extends Event> Content content(EventKind<E> kind, int partition, Range range, Scope scope) {
        var reader = new WireFormat.Reader<>(kind);
        var hasher = new RowHasher(kind, scope);
        var values = new EventValues(kind);
        long undecodable = 0;
        try (var records = new Records(new TopicPartition(kind.topic(), partition), range)) {
            for (var record = records.next(); record != null; record = records.next()) {
                Decoded<E> decoded = reader.read(record.value());
                if (decoded instanceof Decoded.Valid<E> valid) {
                    values.take(kind, valid.event());
                    if (scope.wants(valid.event().sourceId())) {
                        hasher.add(partition, record.offset(), values);
                    }
                } else if (scope.place(kind.topic(), partition, record.offset()).equals(Group.Place.EVERYWHERE)) {
                    undecodable++;
                }
            }
        }
        return new Content(hasher.digest(), undecodable == 0 ? Map.of() : Map.of(kind.topic(), undecodable));
    }

    /** Rejected lines by source, as far as Kafka still holds them. */
    Map<Long, Long> rejected() {
        var lines = new HashMap<Long, Long>();
        each(
                Topics.REJECTED,
                record -> lines.merge(
                        FileJson.read(record.value(), RejectedLine.class).sourceId(), 1L, Long::sum));
        return lines;
    }

    /** Whether {@link #rejected} is all that there ever were. */
    boolean remembersAllRejected() {
        return ranges(Topics.REJECTED).values().stream().allMatch(range -> range.begin() == 0);
    }

    @Override
    public RowCursor rows(Suspects suspects) {
        return rows(suspects.kind(), suspects);
    }

    private <E extends Event> RowCursor rows(EventKind<E> kind, Suspects suspects) {
        var reader = new WireFormat.Reader<>(kind);
        var values = new EventValues(kind);
        var partitions = suspects.partitions().stream()
                .filter(rangesOf(kind.topic())::containsKey)
                .iterator();
        return new RowCursor() {

            private Records records;
            private int partition;

            @Override
            public StoredRow next() {
                while (true) {
                    var record = records == null ? null : records.next();
                    if (record == null) {
                        close();
                        if (!partitions.hasNext()) {
                            return null;
                        }
                        partition = partitions.next();
                        records = new Records(
                                new TopicPartition(kind.topic(), partition),
                                rangesOf(kind.topic()).get(partition));
                    } else if (reader.read(record.value()) instanceof Decoded.Valid<E> valid) {
                        long micros = valid.event().timeMicros();
                        LocalDate day = micros == Event.NO_TIME
                                ? null
                                : LocalDate.ofEpochDay(Math.floorDiv(micros, 86_400_000_000L));
                        if (suspects.include(valid.event().sourceId(), day)) {
                            values.take(kind, valid.event());
                            return StoredRow.of(kind, values.stored(), partition, record.offset());
                        }
                    }
                }
            }

            @Override
            public void close() {
                if (records != null) {
                    records.close();
                    records = null;
                }
            }
        };
    }

    /** The values of an event, by the columns of its kind. */
    private static final class EventValues implements RowWriter, RowReader {

        private final int timeColumn;
        private final Object[] values;
        private int filled;

        EventValues(EventKind<?> kind) {
            this.timeColumn = kind.indexOf(kind.timeColumn().name());
            this.values = new Object[kind.columns().size()];
        }

        <E extends Event> void take(EventKind<E> kind, E event) {
            filled = 0;
            kind.writer().accept(event, this);
        }

        /** As {@link StoredRow#of} takes them. */
        Object[] stored() {
            Object[] stored = values.clone();
            for (int i = 0; i < stored.length; i++) {
                if (stored[i] instanceof Trade.Side side) {
                    stored[i] = side == Trade.Side.UNKNOWN ? null : side.name();
                }
            }
            if (time(timeColumn) == Event.NO_TIME) {
                stored[timeColumn] = null;
            }
            return stored;
        }

        @Override
        public void text(String value) {
            values[filled++] = value;
        }

        @Override
        public void time(long micros) {
            values[filled++] = micros;
        }

        @Override
        public void number(double value) {
            values[filled++] = value;
        }

        @Override
        public void integer(long value) {
            values[filled++] = value;
        }

        @Override
        public void side(Trade.Side side) {
            values[filled++] = side;
        }

        @Override
        public String text(int column) {
            return (String) values[column];
        }

        @Override
        public long time(int column) {
            return (Long) values[column];
        }

        @Override
        public double number(int column) {
            return (Double) values[column];
        }

        @Override
        public long integer(int column) {
            return (Long) values[column];
        }

        @Override
        public Trade.Side side(int column) {
            return (Trade.Side) values[column];
        }
    }
}
