package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts bars into {@code market.bars} as the producer does, in transactions; and says what is in there. */
final class BarFeed implements AutoCloseable {

    static final Instant START = Instant.parse("2016-12-31T12:00:00Z");

    private final Producer<String, byte[]> producer;
    private final BarJson.Writer writer = new BarJson.Writer();
    private final Map<String, Object> client;

    BarFeed(Servers servers) {
        client = new HashMap<>(servers.kafkaClient());
        var settings = new HashMap<>(client);
        settings.put("transactional.id", "bar-feed");
        settings.put("linger.ms", 5);
        settings.put("compression.type", "lz4");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Minute bars of eight symbols from {@link #START}, over the turn of a quarter. */
    static List<Bar> minutes(int count) {
        var bars = new ArrayList<Bar>(count);
        for (int i = 0; i < count; i++) {
            Instant time = START.plus(Duration.ofMinutes(i / 8));
            double price = 100 + Math.sin(i) * 10;
            bars.add(bar("SYM" + i % 8, time, price, i + 2));
        }
        return bars;
    }

    static Bar bar(String symbol, Instant time, double price, long line) {
        long micros = time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
        return new Bar(symbol, micros, price, price + 1, price - 1, price + 0.1, line * 0.25, -77, line);
    }

    void send(Collection<Bar> bars) {
        producer.beginTransaction();
        bars.forEach(this::sendOne);
        producer.commitTransaction();
    }

    /** Sends bars that no committed reader may ever see. */
    void sendAndAbort(Collection<Bar> bars) {
        producer.beginTransaction();
        bars.forEach(this::sendOne);
        producer.flush();
        producer.abortTransaction();
    }

    void sendRaw(String key, byte[] value) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(Topics.BARS, key, value));
        producer.commitTransaction();
    }

    private void sendOne(Bar bar) {
        producer.send(new ProducerRecord<>(Topics.BARS, bar.symbol(), writer.write(bar)));
    }

    /** Content of the topic's committed, decodable records, read back from Kafka, by partition. */
    Map<Integer, ContentHash> contentByPartition() {
        try (var consumer = consumer()) {
            var partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var hashers = new TreeMap<Integer, ContentHasher>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (BarJson.read(record.value()) instanceof Decoded.Valid<Bar> valid) {
                        hashers.computeIfAbsent(record.partition(), partition -> new ContentHasher())
                                .add(valid.event());
                    }
                }
            }
            var content = new TreeMap<Integer, ContentHash>();
            hashers.forEach((partition, hasher) -> content.put(partition, hasher.sum()));
            return content;
        }
    }

    Map<TopicPartition, Long> endOffsets() {
        try (var consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer));
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(Topics.BARS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        producer.close();
    }
}
