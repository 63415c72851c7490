package io.quarterdeck.dashboard.pulse;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Rows per second of each topic over the last looks. Not for use by two threads. */
final class Rates {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private record Ends(Instant at, Map<String, Long> sums) {}

    private final Deque<Ends> looks = new ArrayDeque<>();

    /** What the new look makes of it; a topic that was not looked at twice has no rate. */
    Map<String, Double> after(Instant at, KafkaLook look) {
        var sums = new HashMap<String, Long>();
        look.topics()
                .forEach((topic, partitions) -> sums.put(
                        topic,
                        partitions.values().stream()
                                .mapToLong(KafkaLook.Span::end)
                                .sum()));
        if (looks.isEmpty() || looks.peekLast().at().isBefore(at)) {
            looks.addLast(new Ends(at, sums));
        }
        while (looks.size() > 2 && looks.peekFirst().at().isBefore(at.minus(WINDOW))) {
            looks.removeFirst();
        }
        var rates = new HashMap<String, Double>();
        Ends first = looks.peekFirst();
        double seconds = Duration.between(first.at(), at).toMillis() / 1000.0;
        if (seconds > 0) {
            sums.forEach((topic, sum) -> {
                if (first.sums().containsKey(topic)) {
                    rates.put(topic, Math.max(0, sum - first.sums().get(topic)) / seconds);
                }
            });
        }
        return rates;
    }
}
