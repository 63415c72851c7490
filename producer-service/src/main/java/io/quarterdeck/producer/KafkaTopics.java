package io.quarterdeck.producer;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.servicekit.KafkaOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether Kafka is there with the topics that bootstrap makes: asked before any file is opened. */
final class KafkaTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private KafkaTopics() {}

    /**
     * Number of partitions of the topic of each {@link EventKind}.
     *
     * @throws InputException when Kafka does not answer or a topic is not there
     */
    static Map<String, Integer> partitions(KafkaOptions kafka) throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("request.timeout.ms", (int) PATIENCE.toMillis() / 2);
        try (var admin = Admin.create(settings)) {
            List<String> needed = Stream.concat(
                            EventKind.ALL.stream().map(EventKind::topic), Stream.of(Topics.REJECTED, Topics.MANIFESTS))
                    .toList();
            var topics = admin.describeTopics(needed).topicNameValues();
            var partitions = new HashMap<String, Integer>();
            for (String topic : needed) {
                partitions.put(topic, partitions(topic, topics.get(topic), kafka));
            }
            return partitions;
        } catch (ExecutionException e) {
            throw unreachable(kafka, e.getCause());
        } catch (KafkaException e) {
            throw unreachable(kafka, e.getCause() == null ? e : e.getCause());
        }
    }

    private static int partitions(String topic, KafkaFuture<TopicDescription> description, KafkaOptions kafka)
            throws ExecutionException, InterruptedException {
        try {
            return description.get().partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new InputException(
                        "Kafka at %s: has no topic %s; run the bootstrap, which creates it"
                                .formatted(kafka.servers, topic),
                        e);
            }
            throw e;
        }
    }

    private static InputException unreachable(KafkaOptions kafka, Throwable cause) {
        return new InputException(
                "Kafka at %s: %s; check --kafka-servers and whether it runs"
                        .formatted(kafka.servers, cause.getMessage()),
                cause);
    }
}
