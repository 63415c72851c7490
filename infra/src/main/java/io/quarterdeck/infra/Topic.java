package io.quarterdeck.infra;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** One topic as it shall be; settings that are not named here are the broker's. */
record Topic(String name, int partitions, short replication, Map<String, String> settings) {

    private static final Map<String, String> KEPT_FOR_EVER = Map.of("cleanup.policy", "delete", "retention.ms", "-1");
    private static final Map<String, String> NEWEST_PER_KEY = Map.of("cleanup.policy", "compact");

    /** Every topic of Quarterdeck: one per kind of event, and the others, of which this is the one place to add another. */
    static List<Topic> all(TopicSettings settings) {
        short replication = settings.replication();
        var events = EventKind.ALL.stream()
                .map(kind -> new Topic(kind.topic(), settings.eventPartitions(), replication, KEPT_FOR_EVER));
        var others = Stream.of(
                new Topic(Topics.REJECTED, 1, replication, KEPT_FOR_EVER),
                new Topic(Topics.MANIFESTS, 1, replication, NEWEST_PER_KEY),
                new Topic(Topics.ORDERS, 1, replication, KEPT_FOR_EVER),
                new Topic(Topics.FILLS, 1, replication, KEPT_FOR_EVER));
        return Stream.concat(events, others).toList();
    }

    NewTopic asNew() {
        return new NewTopic(name, partitions, replication).configs(settings);
    }
}
