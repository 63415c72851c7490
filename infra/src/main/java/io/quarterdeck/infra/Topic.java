package io.quarterdeck.infra;

import io.quarterdeck.marketdata.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** One topic as it shall be; settings that are not named here are the broker's. */
record Topic(String name, int partitions, short replication, Map<String, String> settings) {

    private static final Map<String, String> KEPT_FOR_EVER = Map.of("cleanup.policy", "delete", "retention.ms", "-1");
    private static final Map<String, String> NEWEST_PER_KEY = Map.of("cleanup.policy", "compact");

    /** Every topic of Quarterdeck: the one place to add another. */
    static List<Topic> all(TopicSettings settings) {
        return List.of(
                new Topic(Topics.BARS, settings.barPartitions(), settings.replication(), KEPT_FOR_EVER),
                new Topic(Topics.TRADES, settings.barPartitions(), settings.replication(), KEPT_FOR_EVER),
                new Topic(Topics.REJECTED, 1, settings.replication(), KEPT_FOR_EVER),
                new Topic(Topics.MANIFESTS, 1, settings.replication(), NEWEST_PER_KEY));
    }

    NewTopic asNew() {
        return new NewTopic(name, partitions, replication).configs(settings);
    }
}
