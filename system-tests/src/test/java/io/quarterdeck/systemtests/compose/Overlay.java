package io.quarterdeck.systemtests.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings that the tests lay over those of {@code docker-compose.yml}. */
final class Overlay {

    private Overlay() {}

    /** Files come in at the pace of a feed, so that there is time to break something; failed jobs are tried again soon. */
    static Path slowFeed(Path folder) throws IOException {
        return Files.writeString(folder.resolve("slow-feed.yml"), """
                services:
                  producer:
                    command: [produce, --watch, /data/inbox, --rate, 1500/s]
                  batch:
                    environment:
                      RETRY_AFTER: PT2S
                      POLL: PT2S
                """);
    }
}
