package io.quarterdeck.systemtests.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings that the tests lay over those of {@code docker-compose.yml}. */
final class Overlay {

    private static final String RETRIES_SOON = """
            services:
              batch:
                environment:
                  RETRY_AFTER: PT2S
                  POLL: PT2S
            """;

    private static final String SLOW_FEED = RETRIES_SOON + """
            # below services
              producer:
                command: [produce, --watch, /data/inbox, --rate, 400/s]
            """;

    /**
     * Containers that live for minutes. Without the second compiler they take about half the CPU time; and Docker's look into
     * one takes a quarter of a CPU-second here, so that it looks half as often.
     */
    private static final String SHORT_LIVED = """
            services:
              kafka:
                environment: &short-lived
                  JDK_JAVA_OPTIONS: -XX:TieredStopAtLevel=1
                healthcheck: {interval: 10s}
              postgres:
                healthcheck: {interval: 10s}
              batch:
                healthcheck: &seldom {interval: 30s}
              producer: &service
                environment: *short-lived
                healthcheck: *seldom
              data-storage: *service
              stream-storage: *service
              dashboard: *service
              trading-bot: *service
              spark-master: &spark
                environment: *short-lived
                healthcheck: {interval: 10s}
              spark-worker: *spark
            """;

    private Overlay() {}

    /** For every stack of the tests. */
    static Path shortLived(Path folder) throws IOException {
        return Files.writeString(folder.resolve("short-lived.yml"), SHORT_LIVED);
    }

    /** Failed jobs are tried again soon. */
    static Path retriesSoon(Path folder) throws IOException {
        return Files.writeString(folder.resolve("retries-soon.yml"), RETRIES_SOON);
    }

    /** The same, and files come in so slowly that there is time to break much, on a slow machine, too. */
    static Path slowFeed(Path folder) throws IOException {
        return Files.writeString(folder.resolve("slow-feed.yml"), SLOW_FEED);
    }
}
