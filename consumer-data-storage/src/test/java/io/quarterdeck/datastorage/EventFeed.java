package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.testservers.Servers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** Puts events into their topics as the producer does, in transactions; and says what is in there. */
final class EventFeed implements AutoCloseable {

    static final Instant START = Instant.parse("2016-12-31T12:00:00Z");

    private final Producer<String, byte[]> producer;
    private final Map<String, Object> client;

    EventFeed(Servers servers) {
        client = new HashMap<>(servers.kafkaClient());
        var settings = new HashMap<>(client);
        settings.put("transactional.id", "event-feed");
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
        return new Bar(symbol, micros(time), price, price + 1, price - 1, price + 0.1, line * 0.25, -77, line);
    }

    /** Trades from {@link #START} on, nearly all of one symbol, some without a time or a side. */
    static List<Trade> trades(int count) {
        var trades = new ArrayList<Trade>(count);
        for (int i = 0; i < count; i++) {
            long micros = i % 50 == 7 ? Event.NO_TIME : micros(START.plusSeconds(i));
            var side = Trade.Side.values()[i % 3];
            trades.add(new Trade(
                    i % 200 == 9 ? "ETH_BTC" : "BTC_JPY", micros, i, 1e6 + i % 99, 0.01 * i, side, -78, i + 2));
        }
        return trades;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    <E extends Event> void send(EventKind<E> kind, Collection<E> events) {
        producer.beginTransaction();
        sendAll(kind, events);
        producer.commitTransaction();
    }

    /** Sends events that no committed reader may ever see. */
    <E extends Event> void sendAndAbort(EventKind<E> kind, Collection<E> events) {
        producer.beginTransaction();
        sendAll(kind, events);
        producer.flush();
        producer.abortTransaction();
    }

    void sendRaw(EventKind<?> kind, String key, byte[] value) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(kind.topic(), key, value));
        producer.commitTransaction();
    }

    private <E extends Event> void sendAll(EventKind<E> kind, Collection<E> events) {
        var writer = new WireFormat.Writer<>(kind);
        events.forEach(event -> producer.send(new ProducerRecord<>(kind.topic(), event.symbol(), writer.write(event))));
    }

    /** Content of the topic's committed, decodable records, read back from Kafka, by partition. */
    <E extends Event> Map<Integer, ContentHash> contentByPartition(EventKind<E> kind) {
        try (var consumer = consumer()) {
            var partitions = partitions(consumer, kind);
            var reader = new WireFormat.Reader<>(kind);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var hashers = new TreeMap<Integer, ContentHasher>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (reader.read(record.value()) instanceof Decoded.Valid<E> valid) {
                        hashers.computeIfAbsent(record.partition(), partition -> new ContentHasher())
                                .add(kind, valid.event());
                    }
                }
            }
            var content = new TreeMap<Integer, ContentHash>();
            hashers.forEach((partition, hasher) -> content.put(partition, hasher.sum()));
            return content;
        }
    }

    /** Of all kinds. */
    Map<TopicPartition, Long> endOffsets() {
        try (var consumer = consumer()) {
            return consumer.endOffsets(EventKind.ALL.stream()
                    .flatMap(kind -> partitions(consumer, kind).stream())
                    .toList());
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, EventKind<?> kind) {
        return consumer.partitionsFor(kind.topic()).stream()
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
