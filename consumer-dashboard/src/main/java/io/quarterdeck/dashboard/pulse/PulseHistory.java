package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rates and lags of the last day, a point for each ten seconds: the largest of them. In memory, so a restart forgets. */
public final class PulseHistory {

    static final Duration STEP = Duration.ofSeconds(10);
    private static final int POINTS = (int) (Duration.ofHours(24).toSeconds() / STEP.toSeconds());
    private static final int MOST_ANSWERED = 360;

    private static final List<String> CONSUMERS = List.of(Pulse.POSTGRES, Pulse.LAKE);

    private record Point(long epochStep, Map<String, Double> rates, Map<String, Long> lags) {}

    private final Deque<Point> points = new ArrayDeque<>();

    /**
     * Values are null where there were none.
     *
     * @param times epoch seconds, ascending
     */
    public record Answer(
            Instant asOf,
            Instant since,
            List<Long> times,
            Map<String, List<Double>> rowsPerSecond,
            Map<String, List<Long>> lag) {}

    synchronized void add(Pulse pulse) {
        long step = pulse.asOf().getEpochSecond() / STEP.toSeconds();
        var rates = new TreeMap<String, Double>();
        pulse.topics().forEach(topic -> putLarger(rates, topic.topic(), topic.rowsPerSecond()));
        var lags = new TreeMap<String, Long>();
        CONSUMERS.forEach(consumer -> putLarger(lags, consumer, pulse.lag(consumer)));
        Point last = points.peekLast();
        if (last != null && last.epochStep() == step) {
            rates.forEach((topic, rate) -> putLarger(last.rates(), topic, rate));
            lags.forEach((consumer, lag) -> putLarger(last.lags(), consumer, lag));
        } else {
            points.addLast(new Point(step, rates, lags));
            if (points.size() > POINTS) {
                points.removeFirst();
            }
        }
    }

    /** The last minutes; of several points that become one the largest values are told. */
    public synchronized Answer since(Instant now, long minutes) {
        Instant since = now.minus(Duration.ofMinutes(minutes));
        long steps = Duration.ofMinutes(minutes).dividedBy(STEP);
        long width = Math.max(1, (steps + MOST_ANSWERED - 1) / MOST_ANSWERED);
        var merged = new TreeMap<Long, Point>();
        for (Point point : points) {
            if (point.epochStep() * STEP.toSeconds() < since.getEpochSecond()) {
                continue;
            }
            Point into = merged.computeIfAbsent(
                    point.epochStep() / width, key -> new Point(key, new TreeMap<>(), new TreeMap<>()));
            point.rates().forEach((topic, rate) -> putLarger(into.rates(), topic, rate));
            point.lags().forEach((consumer, lag) -> putLarger(into.lags(), consumer, lag));
        }
        List<Point> told = new ArrayList<>(merged.values());
        var rates = new TreeMap<String, List<Double>>();
        EventKind.ALL.forEach(kind ->
                rates.put(kind.topic(), column(told, point -> point.rates().get(kind.topic()))));
        var lags = new TreeMap<String, List<Long>>();
        CONSUMERS.forEach(consumer ->
                lags.put(consumer, column(told, point -> point.lags().get(consumer))));
        return new Answer(
                now,
                since,
                told.stream()
                        .map(point -> point.epochStep() * width * STEP.toSeconds())
                        .toList(),
                rates,
                lags);
    }

    private interface Value<V> {
        V of(Point point);
    }

    private static <V> List<V> column(List<Point> points, Value<V> value) {
        var column = new ArrayList<V>(points.size());
        points.forEach(point -> column.add(value.of(point)));
        return column;
    }

    private static <V extends Comparable<V>> void putLarger(Map<String, V> map, String key, V value) {
        if (value != null) {
            map.merge(key, value, (a, b) -> a.compareTo(b) >= 0 ? a : b);
        }
    }
}
