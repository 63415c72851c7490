package io.quarterdeck.datastorage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A time in which Kafka or PostgreSQL cannot be used: when it began, and when to try again. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Clock clock;
    private Instant since;
    private Instant nextTry = Instant.MIN;
    private Duration pause = FIRST_PAUSE;

    Outage(Clock clock) {
        this.clock = clock;
    }

    /** Something failed that may work later. */
    void met(Exception e) {
        if (since == null) {
            since = clock.instant();
        }
        nextTry = clock.instant().plus(pause);
        log.warn("paused, next try in {} ms: {}", pause.toMillis(), e.getMessage());
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    boolean timeToTry() {
        return !clock.instant().isBefore(nextTry);
    }

    /** Something worked. */
    void over() {
        if (since != null) {
            log.info(
                    "going on after {} ms",
                    Duration.between(since, clock.instant()).toMillis());
            since = null;
            nextTry = Instant.MIN;
            pause = FIRST_PAUSE;
        }
    }
}
