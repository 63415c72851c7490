package io.quarterdeck.infra;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics: makes what is missing, sets settings that differ, refuses what cannot be changed without harm. */
final class KafkaBootstrap {

    private static final Logger log = LoggerFactory.getLogger(KafkaBootstrap.class);

    private static final DescribeClusterOptions PROBE = new DescribeClusterOptions().timeoutMs(1000);

    private final Map<String, Object> client;
    private final Patience patience;

    KafkaBootstrap(Map<String, String> client, Patience patience) {
        this.client = withTimeouts(client);
        this.patience = patience;
    }

    static Map<String, Object> withTimeouts(Map<String, String> client) {
        var settings = new HashMap<String, Object>(client);
        settings.putIfAbsent("default.api.timeout.ms", "5000"); // of one call; patience makes many
        settings.putIfAbsent("request.timeout.ms", "2500");
        return settings;
    }

    /**
     * Brings the topics to the wanted state.
     *
     * @throws BootstrapException when Kafka is not there or refuses, or a topic has another number of partitions or
     *     replicas than wanted
     */
    void prepare(List<Topic> topics) throws BootstrapException, InterruptedException {
        try (Admin admin = admin()) {
            String server = "Kafka at " + client.get("bootstrap.servers");
            patience.until(server, () -> retriable(admin.describeCluster(PROBE).nodes()));
            var names =
                    patience.until(server, () -> retriable(admin.listTopics().names()));
            for (Topic topic : topics) {
                if (!names.contains(topic.name())) {
                    create(admin, topic.asNew());
                }
            }
            for (Topic topic : topics) {
                check(topic, patience.until("topic " + topic.name(), () -> described(admin, topic.name())));
            }
            align(admin, topics);
        } catch (KafkaException e) {
            throw new BootstrapException("Kafka client: " + e.getMessage(), e);
        }
    }

    private Admin admin() {
        return Admin.create(client);
    }

    private static void create(Admin admin, NewTopic topic) throws BootstrapException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            log.info("created topic {} partitions={}", topic.name(), topic.numPartitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another bootstrap was faster
                throw new BootstrapException(
                        "cannot create topic " + topic.name() + ": "
                                + e.getCause().getMessage(),
                        e.getCause());
            }
        }
    }

    /** A topic just made is not known to every broker at once. */
    private static TopicDescription described(Admin admin, String name)
            throws Patience.NotYet, BootstrapException, InterruptedException {
        return retriable(admin.describeTopics(List.of(name)).topicNameValues().get(name));
    }

    private static void check(Topic wanted, TopicDescription found) throws BootstrapException {
        int partitions = found.partitions().size();
        if (partitions != wanted.partitions()) {
            throw new BootstrapException(
                    ("topic %s has %d partitions, not %d. A topic is never shrunk, and growing it would"
                                    + " send a symbol's later records to another partition: ask for %d, or remove the topic and"
                                    + " what was stored from it")
                            .formatted(wanted.name(), partitions, wanted.partitions(), partitions));
        }
        for (var partition : found.partitions()) {
            if (partition.replicas().size() != wanted.replication()) {
                throw new BootstrapException(
                        "topic %s, partition %d has %d replicas, not %d: ask for %d, or move it with kafka-reassign-partitions"
                                .formatted(
                                        wanted.name(),
                                        partition.partition(),
                                        partition.replicas().size(),
                                        wanted.replication(),
                                        partition.replicas().size()));
            }
        }
    }

    private static void align(Admin admin, List<Topic> topics) throws BootstrapException, InterruptedException {
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        try {
            var resources = topics.stream().map(KafkaBootstrap::resource).toList();
            var found = admin.describeConfigs(resources).all().get();
            for (Topic topic : topics) {
                var changed = new ArrayList<AlterConfigOp>();
                topic.settings().forEach((name, value) -> {
                    String now = found.get(resource(topic)).get(name).value();
                    if (!value.equals(now)) {
                        log.warn("topic {}: setting {} from {} back to {}", topic.name(), name, now, value);
                        changed.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                    }
                });
                if (!changed.isEmpty()) {
                    changes.put(resource(topic), changed);
                }
            }
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new BootstrapException(
                    "cannot read or set the topics' settings: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static <T> T retriable(KafkaFuture<T> future)
            throws Patience.NotYet, BootstrapException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new Patience.NotYet(e.getCause());
            }
            throw new BootstrapException("Kafka refuses: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
