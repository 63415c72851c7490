package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Bars that are sent evenly to the topic {@code market.bars}, each with the moment of its sending as its time.
 *
 * @param leadIn at its begin, in which readers become warm
 * @param counted the time after it
 * @param limit the longest that it may take in all
 */
record Traffic(int perSecond, Duration leadIn, Duration counted, Duration limit) {

    private static final int SYMBOLS = 20;
    private static final long PAUSE_NANOS = 1_000_000;

    /** Events that {@link #send} sends. */
    long events() {
        return leadIn.plus(counted).toMillis() * perSecond / 1000;
    }

    /**
     * Sends them all; returns when the broker has them.
     *
     * @return when the lead-in was over
     * @throws IOException when they could not be sent as fast
     */
    Instant send(LocalServers servers) throws IOException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers.kafkaServers(), "acks", "all", "enable.idempotence", true);
        List<Header> headers = List.of(new RecordHeader(
                WireFormat.SCHEMA_HEADER, EventKind.BARS.schema().getBytes(StandardCharsets.UTF_8)));
        var writer = new WireFormat.Writer<>(EventKind.BARS);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(EventKind.BARS.topic()); // connects, before the time begins
            Instant begin = Instant.now();
            long start = System.nanoTime();
            for (long sent = 0; sent < events(); ) {
                long due = Math.min(events(), (System.nanoTime() - start) / 1000 * perSecond / 1_000_000);
                for (; sent < due; sent++) {
                    Bar bar = bar(sent);
                    byte[] key = bar.symbol().getBytes(StandardCharsets.UTF_8);
                    producer.send(
                            new ProducerRecord<>(EventKind.BARS.topic(), null, null, key, writer.write(bar), headers));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            producer.flush();
            Duration took = Duration.between(begin, Instant.now());
            if (took.compareTo(limit) > 0) {
                throw new IOException(
                        "%,d events took %s: they were to be %,d a second".formatted(events(), took, perSecond));
            }
            return begin.plus(leadIn);
        }
    }

    private static Bar bar(long number) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        double price = 100 + number % 100 / 100.0;
        return new Bar("SYM" + number % SYMBOLS, now, price, price + 1, price - 1, price, 10, 1, number + 1);
    }
}
