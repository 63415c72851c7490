package io.quarterdeck.tradingbot.feed;

import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends committed orders and fills to the topics {@value Topics#ORDERS} and {@value Topics#FILLS}, for others to read: key is
 * the client order id, value the journal's entry with the name of its run. At least once: after a restart some come again, which
 * run and sequence tell.
 */
public final class TradingTopics implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final String run;
    private final Producer<String, String> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private TradingTopics(String run, Producer<String, String> producer) {
        this.run = run;
        this.producer = producer;
    }

    /** @param client settings of the Kafka client */
    public static TradingTopics open(Map<String, String> client, String run) {
        var settings = new HashMap<String, Object>();
        settings.put("linger.ms", 5);
        settings.put("buffer.memory", 8 << 20);
        settings.put("max.block.ms", 20_000);
        settings.putAll(client);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        return new TradingTopics(run, new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer()));
    }

    /** Sends it if it is an order or a fill. */
    public void send(Entry entry) {
        if (entry instanceof Entry.Ordered order) {
            send(Topics.ORDERS, order.order(), entry);
        } else if (entry instanceof Entry.Filled fill) {
            send(Topics.FILLS, fill.order(), entry);
        }
    }

    private void send(String topic, String order, Entry entry) {
        String value = "{\"run\":\"" + run + "\"," + EntryJson.line(entry).substring(1);
        producer.send(new ProducerRecord<>(topic, order, value), (sent, e) -> failure.compareAndSet(null, e));
    }

    /**
     * Returns when all that was sent is in the topics.
     *
     * @throws KafkaException if something is not
     */
    public void flush() {
        producer.flush();
        Exception first = failure.get();
        if (first != null) {
            throw new KafkaException("orders and fills could not be sent: " + first.getMessage(), first);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
