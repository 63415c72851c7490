package io.quarterdeck.producer;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.servicekit.KafkaOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The way of one file into Kafka: rows, rejected lines and the manifest that counts them become visible together.
 *
 * <p>The transactional id is the file's, so opening this aborts what a killed producer of the same file left open, and
 * shuts out one that still runs: its next commit fails. Not for use by two threads.
 */
final class FileTransactions implements AutoCloseable {

    private record Key(byte[] bytes, int partition) {}

    private static final List<Header> REJECTED = schema(RejectedLine.SCHEMA);
    private static final List<Header> MANIFEST = schema(SourceManifest.SCHEMA);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final List<Header> headers;
    private final Map<String, Key> keys = new HashMap<>();
    private boolean inTransaction;

    private FileTransactions(Producer<byte[], byte[]> producer, EventKind<?> kind, int partitions) {
        this.producer = producer;
        this.topic = kind.topic();
        this.partitions = partitions;
        this.headers = schema(kind.schema());
    }

    /**
     * @param kind of the file's events
     * @param partitions how many the kind's topic has
     */
    static FileTransactions open(KafkaOptions kafka, EventKind<?> kind, long sourceId, int partitions)
            throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("compression.type", "lz4");
        settings.put("batch.size", 256 * 1024);
        settings.put("linger.ms", 10);
        settings.put("buffer.memory", 64L * 1024 * 1024);
        settings.putAll(kafka.client());
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("transactional.id", "producer-" + sourceId);
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        return open(producer, kind, partitions);
    }

    /** Over a producer that has the settings of the other. */
    static FileTransactions open(Producer<byte[], byte[]> producer, EventKind<?> kind, int partitions) {
        try {
            producer.initTransactions();
            return new FileTransactions(producer, kind, partitions);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** Sends a row, by its symbol and as it travels; returns the partition that it went to. */
    int send(String symbol, byte[] value) {
        beginIfNone();
        Key key = keys.computeIfAbsent(symbol, this::keyOf);
        producer.send(new ProducerRecord<>(topic, key.partition, null, key.bytes, value, headers));
        return key.partition;
    }

    void reject(RejectedLine line) {
        beginIfNone();
        byte[] key = line.source().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.REJECTED, null, null, key, FileJson.write(line), REJECTED));
    }

    /** Makes all since the last commit visible, and {@code manifest} with it. Fails when any of it was not stored. */
    void commit(SourceManifest manifest) {
        beginIfNone();
        byte[] key = Long.toString(manifest.sourceId()).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.MANIFESTS, null, null, key, FileJson.write(manifest), MANIFEST));
        producer.commitTransaction();
        inTransaction = false;
    }

    /** Takes back all since the last commit. */
    void abort() {
        if (inTransaction) {
            producer.abortTransaction();
            inTransaction = false;
        }
    }

    /** Leaves an open transaction to be aborted by the next producer of this file, or by Kafka after its time-out. */
    @Override
    public void close() {
        producer.close(inTransaction ? Duration.ZERO : Duration.ofSeconds(10));
    }

    private void beginIfNone() {
        if (!inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
        }
    }

    /** Taken here and not by the client, for the hashes. */
    private Key keyOf(String symbol) {
        byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
        return new Key(bytes, KeyPartition.of(bytes, partitions));
    }

    private static List<Header> schema(String schema) {
        return List.of(new RecordHeader(WireFormat.SCHEMA_HEADER, schema.getBytes(StandardCharsets.UTF_8)));
    }
}
