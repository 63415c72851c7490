package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.testservers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The service's loop in the test's own thread, wired as in {@link DataStorageMain}. */
final class Lander implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final StoreEvents storing;
    private final Servers servers;
    private final TopicReader reader;
    private final EventStore store;

    Lander(Servers servers, String group) {
        this(servers, group, 500);
    }

    Lander(Servers servers, String group, int flushRows) {
        this.servers = servers;
        var clock = Clock.systemUTC();
        store = new EventStore(() -> servers.connectAs("data_storage"));
        var topics = EventKind.ALL.stream().map(EventKind::topic).collect(Collectors.toSet());
        reader = TopicReader.open(servers.kafkaClient(), group, topics, flushRows);
        storing = new StoreEvents(
                reader,
                store,
                () -> new Batch(EventKind.ALL, clock),
                flushRows,
                Duration.ofMillis(50),
                new Progress(EventKind.ALL, metrics, clock),
                clock);
    }

    int turn() throws Exception {
        return storing.turn();
    }

    void turnUntil(Condition condition) throws Exception {
        turnUntil(condition, this);
    }

    /** Lets the landers turn one after another until the condition holds. */
    static void turnUntil(Condition condition, Lander... landers) throws Exception {
        Instant deadline = Instant.now().plus(LIMIT);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("still waiting").isBefore(deadline);
            for (Lander lander : landers) {
                lander.turn();
            }
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    double rowsStored(EventKind<?> kind) {
        return counter("quarterdeck.rows.stored", kind);
    }

    double counter(String name, EventKind<?> kind) {
        return metrics.get(name).tag("topic", kind.topic()).counter().count();
    }

    /** The values of all gauges of this name, none if there is none. */
    List<Double> gauges(String name) {
        return metrics.find(name).gauges().stream().map(Gauge::value).toList();
    }

    /** The stored offsets of all partitions are the topics' end offsets. */
    static boolean caughtUp(Servers servers, EventFeed feed) throws Exception {
        var stored = new HashMap<TopicPartition, Long>();
        for (String line : servers.query("SELECT topic, kafka_partition, next_offset FROM raw.consumer_offset")) {
            String[] values = line.split(" ");
            stored.put(new TopicPartition(values[0], Integer.parseInt(values[1])), Long.parseLong(values[2]));
        }
        return stored.equals(feed.endOffsets());
    }

    /** The stored rows are those of the topics: as many, with the same content, in each partition; none twice. */
    static void assertStoredEqualsTopics(Servers servers, EventFeed feed) throws Exception {
        for (EventKind<?> kind : EventKind.ALL) {
            String table = kind.table();
            var stored = new TreeMap<Integer, ContentHash>();
            for (String line : servers.query("SELECT kafka_partition, rows, hex FROM " + table + "_content")) {
                String[] values = line.split(" ");
                stored.merge(
                        Integer.parseInt(values[0]),
                        ContentHash.parse(Long.parseLong(values[1]), values[2]),
                        ContentHash::plus);
            }
            assertThat(stored).as(table).isEqualTo(feed.contentByPartition(kind));
            assertThat(servers.query("SELECT count(*) - count(DISTINCT (kafka_partition, kafka_offset)) FROM " + table))
                    .as("rows of " + table + " stored twice")
                    .containsExactly("0");
        }
    }

    @Override
    public void close() {
        storing.close();
        reader.close();
        store.close();
    }
}
