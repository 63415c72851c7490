package io.quarterdeck.tradingbot.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * For how long minutes wait for partitions that bring nothing. A minute has waited enough for a partition if the minute's bars
 * have been there for the patience, and the partition is at its end now. One that has brought nothing for ten minutes, or never
 * anything, may well bring nothing more: it is given a second, in which what was sent together has come.
 */
public final class Silence {

    private static final Duration RESOLUTION = Duration.ofMillis(50);
    private static final Duration DEAD = Duration.ofMinutes(10);
    private static final Duration PATIENCE_WITH_DEAD = Duration.ofSeconds(1);
    private static final long NONE = Long.MIN_VALUE;

    private record Reach(Instant at, long openTimeMicros) {}

    private final Duration patience;
    private final Instant[] broughtAt;
    private final ArrayDeque<Reach> reached = new ArrayDeque<>();
    private long reachedMicros = NONE;
    private long reachedBefore = NONE;

    public Silence(Duration patience, int partitions) {
        this.patience = patience;
        broughtAt = new Instant[partitions];
        Arrays.fill(broughtAt, Instant.MIN);
    }

    /** A partition has brought a bar. */
    public void brought(int partition, long openTimeMicros, Instant now) {
        broughtAt[partition] = now;
        if (openTimeMicros > reachedMicros) {
            reachedMicros = openTimeMicros;
            Reach last = reached.peekLast();
            if (last != null && last.at().plus(RESOLUTION).isAfter(now)) {
                reached.pollLast();
                reached.addLast(new Reach(last.at(), openTimeMicros));
            } else {
                reached.addLast(new Reach(now, openTimeMicros));
            }
        }
    }

    /** The newest open time of bars that have waited long enough for a partition which is at its end now. */
    public long endured(int partition, Instant now) {
        boolean dead = broughtAt[partition].equals(Instant.MIN)
                || broughtAt[partition].plus(DEAD).isBefore(now);
        boolean sooner = dead && PATIENCE_WITH_DEAD.compareTo(patience) < 0;
        Instant before = now.minus(sooner ? PATIENCE_WITH_DEAD : patience).minus(RESOLUTION);
        long endured = reachedBefore;
        for (Reach reach : reached) {
            if (reach.at().isAfter(before)) {
                break;
            }
            endured = reach.openTimeMicros();
        }
        forget(now.minus(patience).minus(RESOLUTION));
        return endured;
    }

    private void forget(Instant before) {
        while (!reached.isEmpty() && !reached.peekFirst().at().isAfter(before)) {
            reachedBefore = reached.pollFirst().openTimeMicros();
        }
    }
}
