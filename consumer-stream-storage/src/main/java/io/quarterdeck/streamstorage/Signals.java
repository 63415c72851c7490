package io.quarterdeck.streamstorage;

import io.quarterdeck.servicekit.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets SIGTERM and SIGINT ask the service to stop, and end it as a kill does when that takes too long. By themselves they
 * would also begin the JVM's shutdown, in which Spark ends its session and Iceberg the threads that it commits with: the
 * batch in hand would fail.
 */
final class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    /** As the shell tells of a process that SIGTERM has ended. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private Signals() {}

    /**
     * @param limit from the signal to the end of the process
     * @return {@code stop}, which the signals ask from now on
     */
    static StopSignal relayedTo(StopSignal stop, Duration limit) {
        for (String name : List.of("TERM", "INT")) {
            new IrqHandler(name, signal -> {
                        stop.request();
                        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                                .execute(() -> endNow("not closed within " + limit));
                    })
                    .bind();
        }
        return stop;
    }

    /** Ends the process as a kill does: what it had in hand is stored by the next start. */
    static void endNow(String reason) {
        log.warn("{}: ending as if killed; the next start stores what was in hand", reason);
        Runtime.getRuntime()
                .halt(ENDED_BY_SIGTERM); // all else that ends Spark waits for its batch, or fails it with traces
    }
}
