package io.quarterdeck.infra;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a server that may still be starting, with a limit, and says what it waits for. */
record Patience(Duration limit) {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** One try to reach the server. */
    interface Attempt<T> {
        /**
         * @throws NotYet when it makes sense to try again
         * @throws BootstrapException when it does not
         */
        T run() throws NotYet, BootstrapException, InterruptedException;
    }

    /** The server cannot be reached yet. */
    static final class NotYet extends Exception {
        NotYet(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** @throws BootstrapException with the last failure when the server is not there within the limit */
    <T> T until(String server, Attempt<T> attempt) throws BootstrapException, InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        boolean said = false;
        while (true) {
            try {
                return attempt.run();
            } catch (NotYet e) {
                if (Instant.now().isAfter(deadline)) {
                    throw new BootstrapException(
                            "%s is not there after %d s: %s; start it, correct the address, or wait longer with --wait"
                                    .formatted(server, limit.toSeconds(), e.getMessage()),
                            e.getCause());
                }
                if (!said) {
                    log.info("waiting up to {} s for {}: {}", limit.toSeconds(), server, e.getMessage());
                    said = true;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
