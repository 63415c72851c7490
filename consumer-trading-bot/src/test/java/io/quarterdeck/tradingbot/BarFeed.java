package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.testservers.Servers;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts bars into their topic as the producer does: keyed by symbol, in transactions. */
final class BarFeed implements AutoCloseable {

    private static final int ROWS = 2_000;

    private final Producer<String, byte[]> producer;
    private final WireFormat.Writer<Bar> format = new WireFormat.Writer<>(EventKind.BARS);

    BarFeed(Servers servers) {
        var settings = new HashMap<String, Object>(servers.kafkaClient());
        settings.put("transactional.id", "bar-feed");
        settings.put("linger.ms", 5);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    void send(List<Bar> bars) {
        for (int i = 0; i < bars.size(); i += ROWS) {
            producer.beginTransaction();
            bars.subList(i, Math.min(i + ROWS, bars.size()))
                    .forEach(bar -> producer.send(new ProducerRecord<>(Topics.BARS, bar.symbol(), format.write(bar))));
            producer.commitTransaction();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
