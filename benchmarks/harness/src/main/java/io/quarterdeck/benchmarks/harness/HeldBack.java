package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * All bars of a market in the topic {@code market.bars}, in one transaction that is not committed yet: who reads committed records
 * sees none of them until {@link #release}, and then all at once. So consumers can be timed without their start.
 */
final class HeldBack implements AutoCloseable {

    private static final String TOPIC = EventKind.BARS.topic();

    /** The longest that a broker allows; loading and starting whoever reads must fit in. */
    private static final int TRANSACTION_LIMIT_MILLIS = 900_000;

    private final KafkaProducer<byte[], byte[]> producer;

    private HeldBack(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Sends them; returns when the broker has them all. */
    static HeldBack load(Market market, LocalServers servers) throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers.kafkaServers(),
                "transactional.id",
                "held-back",
                "transaction.timeout.ms",
                TRANSACTION_LIMIT_MILLIS,
                "compression.type",
                "lz4",
                "batch.size",
                262144,
                "linger.ms",
                10,
                "buffer.memory",
                67108864L);
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        var bars = new HeldBack(producer);
        boolean sent = false;
        try {
            producer.initTransactions();
            producer.beginTransaction();
            List<Header> headers = List.of(new RecordHeader(
                    WireFormat.SCHEMA_HEADER, EventKind.BARS.schema().getBytes(StandardCharsets.UTF_8)));
            int partitions = producer.partitionsFor(TOPIC).size();
            TopicBars.each(market, partitions, (bar, numbers, value, partition, offset) -> {
                byte[] key = bar.symbol().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TOPIC, partition, null, key, value, headers));
            });
            producer.flush();
            sent = true;
            return bars;
        } finally {
            if (!sent) {
                bars.close();
            }
        }
    }

    /** Commits them; returns the moment just before. */
    Instant release() {
        Instant moment = Instant.now();
        producer.commitTransaction();
        return moment;
    }

    /** What was not released is never seen. */
    @Override
    public void close() {
        producer.close();
    }
}
