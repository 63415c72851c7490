package io.quarterdeck.localstack;

import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far each lander has come in {@code market.bars}, compared with where the topic ends. */
final class Landing {

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(250);
    /** Not even a cold start takes so long without any row landing: something is stuck. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(3);

    private final RunningStack stack;
    private final Map<Integer, Long> ends;

    /** @param ends for each partition of the topic, the offset behind its last committed record */
    Landing(RunningStack stack, Map<Integer, Long> ends) {
        this.stack = stack;
        this.ends = ends;
    }

    /**
     * Waits until both landers have stored all up to the ends.
     *
     * @return when each of them was seen to be there
     * @throws IOException when one fails or makes no progress any more
     */
    Map<String, Instant> await() throws IOException, InterruptedException {
        var landed = new LinkedHashMap<String, Instant>();
        var waiting = new ArrayList<>(ServiceCommands.SERVICES);
        var lastMissing = new HashMap<String, Long>();
        var lastProgress = Instant.now();
        while (!waiting.isEmpty()) {
            for (String service : List.copyOf(waiting)) {
                stack.requireAlive(service);
                long missing = missing(service);
                if (missing == 0) {
                    landed.put(service, Instant.now());
                    waiting.remove(service);
                }
                if (!Long.valueOf(missing).equals(lastMissing.put(service, missing))) {
                    lastProgress = Instant.now();
                }
            }
            if (Duration.between(lastProgress, Instant.now()).compareTo(LONGEST_STANDSTILL) > 0) {
                throw new IOException(waiting + " made no progress for " + LONGEST_STANDSTILL.toMinutes()
                        + " minutes; see the logs in " + stack.home().logs());
            }
            Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
        }
        return landed;
    }

    /** Offsets that the service has not stored yet; all of them while it does not answer. */
    long missing(String service) {
        Map<Integer, Long> next;
        try {
            next = ServiceHttp.metrics(stack.httpPort(service)).nextOffsets(Topics.BARS);
        } catch (IOException e) { // it is starting: requireAlive tells that from failing
            next = Map.of();
        }
        return missing(ends, next);
    }

    static long missing(Map<Integer, Long> ends, Map<Integer, Long> next) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
                .sum();
    }
}
