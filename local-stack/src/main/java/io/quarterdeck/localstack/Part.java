package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One process that the stack consists of: how it is started and when it is ready.
 *
 * @param port on which it serves, or answers for its health
 */
public record Part(String name, int port, Path log, Launch launch, Readiness readiness) {

    static final String KAFKA = "kafka";
    static final String POSTGRESQL = "postgresql";

    /** Longest a service may take from its start to its readiness: a cold Spark takes half a minute, on a busy machine some. */
    private static final Duration SERVICE_START_LIMIT = Duration.ofMinutes(10);

    public interface Launch {
        /** Starts the process without waiting for it. */
        ChildProcess start() throws IOException;
    }

    public interface Readiness {
        /** @throws IOException when the process ends before it is ready, or takes too long; with its last lines */
        void await(ChildProcess process) throws IOException;
    }

    public static Part of(EmbeddedKafka kafka) {
        return new Part(KAFKA, kafka.port(), kafka.log(), kafka::launch, kafka::awaitReady);
    }

    public static Part of(EmbeddedPostgres postgres) {
        return new Part(POSTGRESQL, postgres.port(), postgres.log(), postgres::launch, postgres::awaitReady);
    }

    /** A service of ours, ready when its {@code /health/ready} says so. */
    public static Part service(
            String name, int httpPort, Path log, List<String> command, Map<String, String> environment) {
        return new Part(
                name,
                httpPort,
                log,
                () -> ChildProcess.start(name, command, environment, ChildProcess.StopSignal.TERM, log),
                process -> process.awaitUntil(() -> ServiceHttp.isReady(httpPort), SERVICE_START_LIMIT));
    }
}
