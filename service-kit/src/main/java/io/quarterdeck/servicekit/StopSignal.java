package io.quarterdeck.servicekit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and SIGINT into a flag that the service's loop reads, and holds the JVM until the turn in hand is
 * finished and everything is closed. Open it first, so that it is closed last.
 */
public final class StopSignal implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

    /** Longest wait for the service to close after the signal: containers are mostly killed 10 s after it. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal() {}

    public static StopSignal install() {
        var stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::requestAndWait, "stop-signal"));
        return stop;
    }

    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** Asks the loop to stop, as SIGTERM does. */
    public void request() {
        requested.countDown();
    }

    /** Waits for the signal, at most this long; true when it has come. */
    public boolean await(Duration atMost) throws InterruptedException {
        return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void requestAndWait() {
        request();
        try {
            if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("not closed {} after the stop signal: ending as if killed", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
