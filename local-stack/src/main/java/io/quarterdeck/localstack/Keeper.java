package io.quarterdeck.localstack;

import io.quarterdeck.localstack.StackState.Health;
import io.quarterdeck.localstack.StackState.ProcessId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one part of the stack running. A part that was ready once and ends by itself is started again after a pause that
 * doubles each time; one that never becomes ready, or ends too often, stays down.
 */
final class Keeper {

    private static final int MOST_RESTARTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** Whoever ran this long has recovered: the next end counts as the first. */
    private static final Duration RECOVERED = Duration.ofMinutes(2);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    /** Hears what happens to the part. */
    interface Observer {
        /** The state has changed: write it down. */
        void changed() throws IOException;

        /** Something that a person wants to know. */
        void tell(String message);
    }

    private final Part part;
    private final Observer observer;
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private volatile Health health = Health.STARTING;
    private volatile ChildProcess process;
    private volatile int restarts;

    Keeper(Part part, Observer observer) {
        this.part = part;
        this.observer = observer;
    }

    /** Starts the part and keeps it, in a thread of its own. */
    void start() {
        var thread = new Thread(this::keep, "keeper-" + part.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes with the time it took until the part was ready for the first time, or with the reason why it was not. */
    CompletableFuture<Duration> ready() {
        return ready;
    }

    Part part() {
        return part;
    }

    StackState.Service state() {
        ChildProcess current = process;
        ProcessId id = current == null ? new ProcessId(0, 0) : current.id();
        return new StackState.Service(
                part.name(), health, id, part.port(), part.log().toString(), restarts);
    }

    /** Asks the part to end, without waiting; from now on it is not started again. */
    synchronized void requestStop() {
        stopRequested.countDown();
        if (process != null) {
            process.signal();
        }
    }

    /** Waits for the end after {@link #requestStop}; kills a part that takes too long. */
    void awaitStopped() {
        ChildProcess last = process;
        if (last != null && !last.endsWithin(STOP_PATIENCE)) {
            observer.tell(part.name() + " did not stop within " + STOP_PATIENCE.toSeconds() + " s; killing it");
            last.kill();
        }
        health = Health.STOPPED;
    }

    private void keep() {
        try {
            do {
                var started = Instant.now();
                runOnce(started);
                if (Duration.between(started, Instant.now()).compareTo(RECOVERED) > 0) {
                    restarts = 0;
                }
            } while (!stopping() && restartsAfterAPause());
        } catch (IOException | RuntimeException e) {
            if (stopping()) {
                ready.completeExceptionally(e);
            } else {
                fail(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life of the part: returns when it has ended. */
    private void runOnce(Instant started) throws IOException {
        if (!launch()) {
            return;
        }
        try {
            part.readiness().await(process);
        } catch (IOException e) {
            if (!ready.isDone()) {
                throw e;
            }
            process.kill(); // it may still hang about; this start counts as an end
            return;
        }
        become(Health.READY);
        if (!ready.complete(Duration.between(started, Instant.now()))) {
            observer.tell(part.name() + " is ready again");
        }
        process.awaitEnd();
    }

    /** False when the stop was requested before: whoever stops must either see the process or prevent it. */
    private synchronized boolean launch() throws IOException {
        if (stopping()) {
            return false;
        }
        process = part.launch().start();
        observer.changed();
        return true;
    }

    private boolean restartsAfterAPause() throws IOException, InterruptedException {
        var ended = part.name() + " ended by itself with exit code " + process.exitCode();
        if (restarts == MOST_RESTARTS) {
            throw new IOException(
                    ended + " and was restarted " + restarts + " times already; it stays down" + process.lastLines());
        }
        var pause = FIRST_PAUSE.multipliedBy(1L << restarts);
        restarts++;
        become(Health.RESTARTING);
        observer.tell(ended + "; starting it again in " + pause.toSeconds() + " s" + process.lastLines());
        return !stopRequested.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void fail(Exception reason) {
        health = Health.FAILED;
        if (!ready.completeExceptionally(reason)) {
            observer.tell(reason.getMessage());
        }
        try {
            observer.changed();
        } catch (IOException e) {
            observer.tell(e.getMessage());
        }
    }

    private void become(Health next) throws IOException {
        health = next;
        observer.changed();
    }

    private boolean stopping() {
        return stopRequested.getCount() == 0;
    }
}
