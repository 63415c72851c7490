package io.quarterdeck.dashboard.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How often one may try: so many failed or unfinished logins a minute for a user, and for an address. */
public final class LoginLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int OF_USER = 5;
    private static final int OF_ADDRESS = 20;

    /** More names than anybody tries in a minute within the limit of their addresses. */
    private static final int MOST_KEYS = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> tries = new HashMap<>();

    public LoginLimit(Clock clock) {
        this.clock = clock;
    }

    /** Counts a try; if it is one too many, how long to wait. */
    public synchronized Optional<Duration> tryNow(String user, String address) {
        Instant now = clock.instant();
        forgetBefore(now.minus(WINDOW));
        Optional<Duration> wait =
                wait("user " + user, OF_USER, now).or(() -> wait("address " + address, OF_ADDRESS, now));
        if (wait.isEmpty()) {
            if (tries.size() >= MOST_KEYS) {
                return Optional.of(WINDOW);
            }
            tries.computeIfAbsent("user " + user, any -> new ArrayDeque<>()).add(now);
            tries.computeIfAbsent("address " + address, any -> new ArrayDeque<>())
                    .add(now);
        }
        return wait;
    }

    /** The last try was a success, and counts no longer. */
    public synchronized void succeeded(String user, String address) {
        for (String key : new String[] {"user " + user, "address " + address}) {
            Deque<Instant> of = tries.get(key);
            if (of != null) {
                of.pollLast();
            }
        }
    }

    private Optional<Duration> wait(String key, int limit, Instant now) {
        Deque<Instant> of = tries.getOrDefault(key, new ArrayDeque<>());
        if (of.size() < limit) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, of.peekFirst().plus(WINDOW)).plusSeconds(1));
    }

    private void forgetBefore(Instant begin) {
        tries.values().forEach(of -> {
            while (!of.isEmpty() && !of.peekFirst().isAfter(begin)) {
                of.pollFirst();
            }
        });
        tries.values().removeIf(Deque::isEmpty);
    }
}
