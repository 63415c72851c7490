package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.servicekit.KafkaOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether Kafka is there with the topics that bootstrap makes: asked before any file is opened. */
final class KafkaTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private KafkaTopics() {}

    /**
     * Number of partitions of {@link Topics#BARS}.
     *
     * @throws InputException when Kafka does not answer or a topic is not there
     */
    static int partitionsOfBars(KafkaOptions kafka) throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("request.timeout.ms", (int) PATIENCE.toMillis() / 2);
        try (var admin = Admin.create(settings)) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            List.of(Topics.BARS, Topics.REJECTED, Topics.MANIFESTS))
                    .allTopicNames()
                    .get();
            return topics.get(Topics.BARS).partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new InputException(
                        "Kafka at %s: a topic is missing (%s); run the bootstrap, which creates them"
                                .formatted(kafka.servers, e.getCause().getMessage()),
                        e);
            }
            throw unreachable(kafka, e.getCause());
        } catch (KafkaException e) {
            throw unreachable(kafka, e.getCause() == null ? e : e.getCause());
        }
    }

    private static InputException unreachable(KafkaOptions kafka, Throwable cause) {
        return new InputException(
                "Kafka at %s: %s; check --kafka-servers and whether it runs"
                        .formatted(kafka.servers, cause.getMessage()),
                cause);
    }
}
