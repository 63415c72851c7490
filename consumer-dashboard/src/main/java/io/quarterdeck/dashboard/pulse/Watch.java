package io.quarterdeck.dashboard.pulse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a source again and again, in a thread of its own, and keeps what was seen last and whether it could be seen. */
public final class Watch<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    /** One look; it takes no longer than a few seconds, whatever the source does. */
    public interface Looking<T> {
        T look() throws Exception;
    }

    /** @param at when it was seen */
    public record Seen<T>(Instant at, T value) {}

    private final String source;
    private final Duration pause;
    private final Looking<T> looking;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Seen<T> newest;
    private volatile Problem problem;

    private Watch(String source, Duration pause, Looking<T> looking, Clock clock) {
        this.source = source;
        this.pause = pause;
        this.looking = looking;
        this.clock = clock;
        thread = new Thread(this::run, "watch-" + source);
        thread.setDaemon(true);
    }

    /** @param source {@code kafka} or {@code postgres} */
    public static <T> Watch<T> start(String source, Duration pause, Looking<T> looking, Clock clock) {
        var watch = new Watch<>(source, pause, looking, clock);
        watch.thread.start();
        return watch;
    }

    /** What was seen last, also while the source is down. */
    public Optional<Seen<T>> newest() {
        return Optional.ofNullable(newest);
    }

    /** Why the last look saw nothing; empty if it saw something. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether the last look saw something; false before the first. */
    public boolean up() {
        return newest != null && problem == null;
    }

    /** Whether the last look saw nothing; false before the first. */
    public boolean down() {
        return problem != null;
    }

    private void run() {
        try {
            do {
                turn();
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        try {
            T value = looking.look();
            newest = new Seen<>(clock.instant(), value);
            if (problem != null) {
                log.info("{} is back", source);
            }
            problem = null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (closed.getCount() == 0) {
                return;
            }
            String message = message(e);
            if (problem == null) {
                log.warn("cannot look at {}: {}", source, message);
                log.debug("cannot look at {}", source, e);
            }
            problem = new Problem(source, message);
        }
    }

    /** What the innermost cause says: the others wrap it. */
    private static String message(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
