package io.quarterdeck.systemtests.compose;

import io.quarterdeck.systemtests.Program.Result;
import java.util.HashMap;
import java.util.Map;

/** Clients in the network of the brokers, which nothing outside of the stack reaches. */
final class BrokerNetwork {

    private static final String CLIENT = ComposeStack.PROJECT + ".client";

    private final ComposeStack stack;

    /** Containers by the reader whose secrets they see. */
    private final Map<String, String> clients = new HashMap<>();

    BrokerNetwork(ComposeStack stack) {
        this.stack = stack;
    }

    /**
     * Runs shell commands in a container with the secrets of one reader under {@code /secrets} and Kafka's programs in the
     * path.
     */
    Result run(String reader, String command) {
        return Docker.run(
                "exec",
                clients.computeIfAbsent(reader, this::startClient),
                "bash",
                "-c",
                "PATH=$PATH:/opt/kafka/bin; " + command);
    }

    private String startClient(String reader) {
        return Docker.ask(
                "run",
                "--rm",
                "--detach",
                "--no-healthcheck",
                "--label=" + CLIENT,
                "--network=" + stack.network("broker"),
                "--user=10001:10001",
                Secrets.mount(reader),
                "--env=LOG_DIR=/tmp",
                "--env=KAFKA_HEAP_OPTS=-Xmx128m",
                "--env=KAFKA_JVM_PERFORMANCE_OPTS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "--entrypoint=sleep",
                stack.container("kafka").image(),
                "infinity");
    }

    /** All of them, those of a run that was killed, too. */
    void removeClients() {
        Docker.ask("ps", "--quiet", "--filter", "label=" + CLIENT)
                .lines()
                .forEach(id -> Docker.ask("rm", "--force", id));
        clients.clear();
    }
}
