package io.quarterdeck.batch.schedule;

import java.time.Duration;

/**
 * How long to wait after a failure: {@code first}, then twice as long each time, up to {@code longest}.
 */
record Backoff(Duration first, Duration longest) {

    Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the first wait must be above 0 and not above the longest, not " + first + " and " + longest);
        }
    }

    /** @param failures in a row before this one */
    Duration after(int failures) {
        Duration wait = first;
        for (int i = 0; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
