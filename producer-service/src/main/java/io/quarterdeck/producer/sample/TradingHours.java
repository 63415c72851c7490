package io.quarterdeck.producer.sample;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * In which minutes each instrument trades: a thin market, as small exchanges have it, where a minute without a trade has
 * no row. Busier by day than by night and on weekdays, and now and then the whole exchange stands still.
 */
final class TradingHours {

    private static final int MINUTES = 60;
    private static final long WHOLE_HOUR = (1L << MINUTES) - 1;

    /** By hour of day, UTC. */
    private static final int[] BY_HOUR = {
        7, 6, 6, 5, 5, 5, 6, 7, 9, 10, 10, 10, 11, 13, 15, 16, 15, 14, 12, 11, 10, 9, 8, 8
    };

    private static final double MEAN_BY_HOUR = 9.5;

    /** By day of week, from Monday. */
    private static final int[] BY_DAY = {10, 10, 11, 10, 10, 7, 7};

    private static final int MINUTES_BETWEEN_OUTAGES = 30 * 24 * 60;
    private static final int SHORTEST_OUTAGE = 20;
    private static final int LONGEST_OUTAGE = 300;

    private final long firstHour;
    private final long[] open;
    private final long[] weightBefore;

    /**
     * @param start first instant, at a full hour
     * @param end first instant behind the last, at a full hour
     */
    TradingHours(Instant start, Instant end, Dice dice) {
        firstHour = start.getEpochSecond() / 3600;
        int hours = (int) (end.getEpochSecond() / 3600 - firstHour);
        open = new long[hours];
        Arrays.fill(open, WHOLE_HOUR);
        closeForOutages(dice);
        weightBefore = new long[hours + 1];
        for (int hour = 0; hour < hours; hour++) {
            var time = Instant.ofEpochSecond((firstHour + hour) * 3600).atOffset(ZoneOffset.UTC);
            int weight = BY_HOUR[time.getHour()] * BY_DAY[time.getDayOfWeek().getValue() - 1];
            weightBefore[hour + 1] = weightBefore[hour] + (long) weight * Long.bitCount(open[hour]);
        }
    }

    private void closeForOutages(Dice dice) {
        int minutes = open.length * MINUTES;
        for (int outage = 0; outage < minutes / MINUTES_BETWEEN_OUTAGES; outage++) {
            int start = dice.below(minutes);
            int length = SHORTEST_OUTAGE + dice.below(LONGEST_OUTAGE - SHORTEST_OUTAGE);
            for (int minute = start; minute < Math.min(start + length, minutes); minute++) {
                open[minute / MINUTES] &= ~(1L << minute % MINUTES);
            }
        }
    }

    int hours() {
        return open.length;
    }

    long firstEpochMinute() {
        return firstHour * MINUTES;
    }

    /** How lively the hour is, around 1. */
    double liveliness(int hour) {
        return BY_HOUR[(int) ((firstHour + hour) % 24)] / MEAN_BY_HOUR;
    }

    /**
     * Spreads {@code rows} rows over all hours by their weight, exactly; {@code phase} in [0, 1) shifts the rounding, so
     * that instruments which trade rarely do not all trade in the same hours.
     *
     * @return for each hour a bit for each minute that has a row, the lowest bit for the first minute
     */
    long[] spread(long rows, double phase, Dice dice) {
        long total = weightBefore[open.length];
        long shift = (long) (phase * total);
        var minutes = new long[open.length];
        long placed = 0;
        for (int hour = 0; hour < open.length; hour++) {
            long due = (rows * weightBefore[hour + 1] + shift) / total - placed;
            minutes[hour] = choose((int) Math.min(due, Long.bitCount(open[hour])), open[hour], dice);
            placed += Long.bitCount(minutes[hour]);
        }
        // What the lively end of a full market left over.
        for (int hour = open.length - 1; hour >= 0 && placed < rows; hour--) {
            long free = open[hour] & ~minutes[hour];
            long more = choose((int) Math.min(rows - placed, Long.bitCount(free)), free, dice);
            minutes[hour] |= more;
            placed += Long.bitCount(more);
        }
        if (placed != rows) {
            throw new IllegalArgumentException(rows + " rows do not fit into the open minutes; " + placed + " did");
        }
        return minutes;
    }

    /** {@code count} of the bits of {@code from}, each as likely as the others. */
    private static long choose(int count, long from, Dice dice) {
        long chosen = 0;
        int needed = count;
        int left = Long.bitCount(from);
        for (long rest = from; needed > 0; rest &= rest - 1, left--) {
            if (dice.below(left) < needed) {
                chosen |= Long.lowestOneBit(rest);
                needed--;
            }
        }
        return chosen;
    }

    /** About the most rows for which the liveliest instrument still has minutes without a trade. */
    static long capacity(List<Instrument> instruments, Instant start, Instant end) {
        long minutes = (end.getEpochSecond() - start.getEpochSecond()) / 60;
        int sum = instruments.stream().mapToInt(Instrument::liquidity).sum();
        int most = instruments.stream().mapToInt(Instrument::liquidity).max().orElseThrow();
        return minutes * sum / most * 9 / 10;
    }
}
