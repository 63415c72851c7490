package io.quarterdeck.datastorage;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A time in which Kafka or PostgreSQL cannot be used: when it began, and when to try again. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /**
     * PostgreSQL's SQLSTATE: shutting down, crashed, starting up; too many connections; the limits of time of our role, for
     * a statement, a lock and an idle transaction.
     */
    private static final Set<String> PASSING_STATES =
            Set.of("57P01", "57P02", "57P03", "53300", "57014", "55P03", "25P03");

    private final Clock clock;
    private Instant since;
    private Instant nextTry = Instant.MIN;
    private Duration pause = FIRST_PAUSE;

    Outage(Clock clock) {
        this.clock = clock;
    }

    /**
     * True when trying again can help: the connection is gone (class 08), the transaction lost against another (class
     * 40), or the server is not up. Anything else, such as a missing right, would fail again for ever.
     */
    static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("40") || PASSING_STATES.contains(state);
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
