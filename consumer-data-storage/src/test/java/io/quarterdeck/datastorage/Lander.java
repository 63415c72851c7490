package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The service's loop in the test's own thread, wired as in {@link DataStorageMain}. */
final class Lander implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<EventKind<?>> KINDS = List.of(EventKind.BARS);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
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
        reader = TopicReader.open(servers.kafkaClient(), group, Set.of(Topics.BARS), flushRows);
        storing = new StoreEvents(
                reader,
                store,
                new Batch(KINDS, clock),
                flushRows,
                Duration.ofMillis(50),
                new Progress(KINDS, metrics, clock),
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

    /** The stored offsets of all partitions are the topic's end offsets. */
    static boolean caughtUp(Servers servers, BarFeed feed) throws Exception {
        var stored = new TreeMap<String, Long>();
        for (String line : servers.query("SELECT kafka_partition, next_offset FROM raw.consumer_offset")) {
            String[] values = line.split(" ");
            stored.put(values[0], Long.parseLong(values[1]));
        }
        var ends = new TreeMap<String, Long>();
        for (Map.Entry<TopicPartition, Long> end : feed.endOffsets().entrySet()) {
            ends.put(Integer.toString(end.getKey().partition()), end.getValue());
        }
        return stored.equals(ends);
    }

    /** The stored rows are those of the topic: as many, with the same content, in each partition; none twice. */
    static void assertStoredEqualsTopic(Servers servers, BarFeed feed) throws Exception {
        var stored = new TreeMap<Integer, ContentHash>();
        for (String line : servers.query("SELECT kafka_partition, rows, hex FROM raw.bars_content")) {
            String[] values = line.split(" ");
            stored.merge(
                    Integer.parseInt(values[0]),
                    ContentHash.parse(Long.parseLong(values[1]), values[2]),
                    ContentHash::plus);
        }
        assertThat(stored).isEqualTo(feed.contentByPartition());
        assertThat(servers.query("SELECT count(*) - count(DISTINCT (kafka_partition, kafka_offset)) FROM raw.bars"))
                .as("rows stored twice")
                .containsExactly("0");
    }

    @Override
    public void close() {
        reader.close();
        store.close();
    }
}
