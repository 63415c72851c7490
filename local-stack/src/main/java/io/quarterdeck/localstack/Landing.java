package io.quarterdeck.localstack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far each lander has come in its topics, compared with where they end. */
public final class Landing {

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(250);
    /** Not even a cold start takes so long without any row landing: something is stuck. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(5);

    /** What one service makes of one topic. */
    record Copy(String topic, String service) {}

    private final RunningStack stack;
    private final Map<String, Map<Integer, Long>> ends;

    /** @param ends for each topic and each of its partitions, the offset behind its last committed record */
    Landing(RunningStack stack, Map<String, Map<Integer, Long>> ends) {
        this.stack = stack;
        this.ends = ends;
    }

    /**
     * Waits until both landers have stored all topics up to their ends.
     *
     * @return when each copy was seen to be there
     * @throws IOException when one fails or makes no progress any more
     */
    Map<Copy, Instant> await() throws IOException, InterruptedException {
        var landed = new HashMap<Copy, Instant>();
        var waiting = new ArrayList<>(ServiceCommands.LANDERS);
        var lastMissing = new HashMap<String, Map<String, Long>>();
        var lastProgress = Instant.now();
        while (!waiting.isEmpty()) {
            for (String service : List.copyOf(waiting)) {
                stack.requireAlive(service);
                Map<String, Long> missing = missing(service);
                missing.forEach((topic, offsets) -> {
                    if (offsets == 0) {
                        landed.putIfAbsent(new Copy(topic, service), Instant.now());
                    }
                });
                if (missing.values().stream().allMatch(offsets -> offsets == 0)) {
                    waiting.remove(service);
                }
                if (!missing.equals(lastMissing.put(service, missing))) {
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

    /** Offsets of each topic that the service has not stored yet; all of them while it does not answer. */
    private Map<String, Long> missing(String service) {
        Metrics metrics;
        try {
            metrics = ServiceHttp.metrics(stack.httpPort(service));
        } catch (IOException e) { // it is starting: requireAlive tells that from failing
            metrics = Metrics.parse("");
        }
        var missing = new HashMap<String, Long>();
        for (var end : ends.entrySet()) {
            missing.put(end.getKey(), missing(end.getValue(), metrics.nextOffsets(end.getKey())));
        }
        return missing;
    }

    /** Offsets of all partitions that have not been come to. */
    public static long missing(Map<Integer, Long> ends, Map<Integer, Long> next) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
                .sum();
    }
}
