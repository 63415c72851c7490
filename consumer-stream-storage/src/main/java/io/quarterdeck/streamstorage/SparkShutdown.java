package io.quarterdeck.streamstorage;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Holds Spark's own shutdown hook back until the service is closed: on SIGTERM it would end the session under the batch
 * in hand. Spark's hook is one of Hadoop's, which run one after another by priority. Open it first, so that it is closed
 * last.
 */
final class SparkShutdown implements AutoCloseable {

    private static final int BEFORE_SPARK = 100; // Spark's own has 40
    private static final int LAST = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean well;

    private SparkShutdown() {}

    static SparkShutdown hold() {
        var shutdown = new SparkShutdown();
        ShutdownHookManager.get()
                .addShutdownHook(shutdown::awaitClosed, BEFORE_SPARK, PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        // A JVM that a signal ends says 143; a service that stopped as it was asked to says 0.
        ShutdownHookManager.get().addShutdownHook(shutdown::sayZero, LAST);
        return shutdown;
    }

    /** The service has done what it was asked to. */
    void stoppedWell() {
        well = true;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void sayZero() {
        if (well) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void awaitClosed() {
        try {
            closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
