package io.quarterdeck.tradingbot.feed;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.tradingbot.market.Symbols;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@value Topics#BARS} from its beginning: committed records of the partitions in which the run's symbols are, by
 * their keys. It belongs to no group: a run needs all bars, and after a restart all of them again. Not thread-safe.
 */
public final class BarTopic implements AutoCloseable {

    public interface Sink {
        /** @param timestampMillis when it came into the topic, epoch milliseconds */
        void bar(int partition, Bar bar, long timestampMillis);
    }

    private static final Logger log = LoggerFactory.getLogger(BarTopic.class);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final boolean bounded;
    private final WireFormat.Reader<Bar> format = new WireFormat.Reader<>(EventKind.BARS);
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;
    private long undecodable;

    private BarTopic(Consumer<byte[], byte[]> consumer, Symbols symbols, boolean bounded) {
        this.consumer = consumer;
        this.bounded = bounded;
        int all = consumer.partitionsFor(Topics.BARS).size();
        partitions = symbols.names().stream()
                .map(symbol -> partition(symbol, all))
                .distinct()
                .sorted()
                .map(partition -> new TopicPartition(Topics.BARS, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
    }

    /**
     * @param client settings of the Kafka client
     * @param symbols whose bars are read
     * @param bounded whether to leave out what comes after this was opened
     */
    public static BarTopic open(Map<String, String> client, Symbols symbols, boolean bounded) {
        var settings = new HashMap<String, Object>();
        settings.put("request.timeout.ms", 10_000);
        settings.put("default.api.timeout.ms", 20_000);
        settings.put("fetch.max.bytes", 16 << 20);
        settings.put("max.partition.fetch.bytes", 2 << 20);
        settings.put("receive.buffer.bytes", 1 << 20);
        settings.put("max.poll.records", 5_000);
        settings.putAll(client);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none"); // an expired offset is an error, never a silent jump
        settings.put("allow.auto.create.topics", false);
        settings.put("isolation.level", "read_committed");
        return new BarTopic(
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                symbols,
                bounded);
    }

    /** Where the topic's records with this key are, as Kafka's producers place them. */
    private static int partition(String symbol, int partitions) {
        return Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** How many are read; they are numbered from 0. */
    public int partitions() {
        return partitions.size();
    }

    /** Waits for bars, at most this long, and hands them over in the order of each partition. */
    public void poll(Duration atMost, Sink sink) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            var partition = new TopicPartition(record.topic(), record.partition());
            if (!bounded || record.offset() < ends.get(partition)) {
                hand(partitions.indexOf(partition), record, sink);
            }
        }
    }

    private void hand(int partition, ConsumerRecord<byte[], byte[]> record, Sink sink) {
        Decoded<Bar> decoded = format.read(record.value());
        if (decoded instanceof Decoded.Valid<Bar> valid) {
            sink.bar(partition, valid.event(), record.timestamp());
        } else if (decoded instanceof Decoded.Undecodable<Bar> bad) {
            undecodable++;
            log.warn(
                    "{}-{} offset {} is no bar and not traded on: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    bad.reason());
        }
    }

    /** Whether all is read that was there when this was opened. */
    public boolean isPastStart(int partition) {
        TopicPartition of = partitions.get(partition);
        return consumer.position(of) >= ends.get(of);
    }

    /** Asks Kafka of each partition whether all is read that is there now; while Kafka is away, of none. */
    public boolean[] areAtEnd() {
        var atEnd = new boolean[partitions.size()];
        try {
            Map<TopicPartition, Long> now = consumer.endOffsets(partitions, ANSWER_LIMIT);
            for (int i = 0; i < atEnd.length; i++) {
                atEnd[i] = consumer.position(partitions.get(i)) >= now.get(partitions.get(i));
            }
        } catch (RetriableException e) {
            log.warn("Kafka does not say where the topic ends; minutes wait: {}", e.getMessage());
        }
        return atEnd;
    }

    /** Bars that were not read yet, as far as is known. */
    public long lag() {
        return partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    /** Leaves a partition alone until told otherwise. */
    public void pause(int partition, boolean paused) {
        List<TopicPartition> one = List.of(partitions.get(partition));
        if (paused) {
            consumer.pause(one);
        } else {
            consumer.resume(one);
        }
    }

    /** Records that were no bars. */
    public long undecodable() {
        return undecodable;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
