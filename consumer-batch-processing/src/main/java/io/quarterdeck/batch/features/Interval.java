package io.quarterdeck.batch.features;

import io.quarterdeck.marketdata.Tables;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A bar length for which there is a feature table. */
public enum Interval {
    FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofDays(10), Tables.FEATURES_BARS_5M, 5),
    QUARTER_HOUR("15m", Duration.ofMinutes(15), Duration.ofDays(30), Tables.FEATURES_BARS_15M, 5),
    HOUR("1h", Duration.ofHours(1), Duration.ofDays(30), Tables.FEATURES_BARS_1H, 60),
    FOUR_HOURS("4h", Duration.ofHours(4), Duration.ofDays(90), Tables.FEATURES_BARS_4H, 60),
    DAY("1d", Duration.ofDays(1), Duration.ofDays(240), Tables.FEATURES_BARS_1D, 60);

    private final String text;
    private final Duration length;
    private final Duration warmUp;
    private final String table;
    private final int slotMinutes;

    Interval(String text, Duration length, Duration warmUp, String table, int slotMinutes) {
        this.text = text;
        this.length = length;
        this.warmUp = warmUp;
        this.table = table;
        this.slotMinutes = slotMinutes;
    }

    public Duration length() {
        return length;
    }

    /** Length of the slots from which the bars are joined. */
    public int slotMinutes() {
        return slotMinutes;
    }

    /**
     * How much time before a quarter is read to fill windows and settle recursions, the same for every run so that a
     * quarter's content never depends on what else is computed. Where a symbol trades without gaps the longest window is
     * full three times over, and the slowest recursion (Wilder's, 13/14 per bar) has forgotten its start to 5e-8 (1d) and
     * far below that (the others) when the quarter begins.
     */
    public Duration warmUp() {
        return warmUp;
    }

    /** Name of the table with its schema, the same in PostgreSQL and in the lake. */
    public String table() {
        return table;
    }

    /** The interval whose rows the table holds. */
    public static Interval ofTable(String table) {
        for (Interval interval : values()) {
            if (interval.table.equals(table)) {
                return interval;
            }
        }
        throw new IllegalArgumentException("no feature table is called " + table);
    }

    /** @throws IllegalArgumentException when {@code text} is not one of 5m, 15m, 1h, 4h and 1d */
    public static Interval parse(String text) {
        return Arrays.stream(values())
                .filter(interval -> interval.text.equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is not one of %s"
                        .formatted(
                                text,
                                Arrays.stream(values()).map(Interval::toString).collect(Collectors.joining(", ")))));
    }

    @Override
    public String toString() {
        return text;
    }
}
