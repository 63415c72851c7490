package io.quarterdeck.testservers;

import io.quarterdeck.localstack.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;

/** One Kafka node without topics, which nothing makes by itself. */
public final class TestKafka implements AutoCloseable {

    private static final int PORT = 9092;

    /** Its port is open long before; what the log says stays in it over restarts. */
    private static final IntFunction<WaitStrategy> READY =
            starts -> Wait.forLogMessage(".*Kafka Server started.*", starts);

    private final Server server;
    private final String servers;

    private TestKafka(Server server, String servers) {
        this.server = server;
        this.servers = servers;
    }

    /** Starts a node; an embedded one keeps everything in {@code folder}. */
    public static TestKafka open(Path folder) throws IOException {
        return TestServers.inContainers() ? inContainer() : embedded(folder);
    }

    /** For clients: {@code bootstrap.servers}. */
    public String servers() {
        return servers;
    }

    /** Ends the node at once, as a crash does. */
    public void kill() {
        server.kill();
    }

    /** Starts the node again after {@link #kill}, at the same address. */
    public void start() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }

    private static TestKafka embedded(Path folder) throws IOException {
        var kafka = EmbeddedKafka.open(folder);
        return new TestKafka(new EmbeddedServer(kafka::start, kafka::kill, kafka::close), kafka.servers());
    }

    private static TestKafka inContainer() throws IOException {
        var container = new ServerContainer(TestServers.image("kafka"), PORT, READY);
        ServerContainer.settings("kafka/single-node.properties")
                .forEach((key, value) ->
                        container.addEnv("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        String servers = container.address();
        // The node sends to itself, too, and cannot do so at the address that it has outside of its container.
        container
                .withEnv("KAFKA_LISTENERS", "CLIENT://:9092,INTERNAL://localhost:9093,CONTROLLER://localhost:9094")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "CLIENT://" + servers + ",INTERNAL://localhost:9093")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL")
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9094")
                .withEnv("KAFKA_LOG_DIRS", "/var/lib/kafka/data")
                .start();
        return new TestKafka(container, servers);
    }
}
