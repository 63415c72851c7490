package io.quarterdeck.batch.features;

import io.quarterdeck.marketdata.Tables;
import java.time.Duration;

/** A bar length for which there is a feature table. */
public enum Interval {
    HOUR("1h", Duration.ofHours(1), Duration.ofDays(30), Tables.FEATURES_BARS_1H),
    DAY("1d", Duration.ofDays(1), Duration.ofDays(240), Tables.FEATURES_BARS_1D);

    private final String text;
    private final Duration length;
    private final Duration warmUp;
    private final String table;

    Interval(String text, Duration length, Duration warmUp, String table) {
        this.text = text;
        this.length = length;
        this.warmUp = warmUp;
        this.table = table;
    }

    public Duration length() {
        return length;
    }

    /** Length of the slots from which the bars are joined. */
    int slotMinutes() {
        return 60;
    }

    /**
     * How much time before a quarter is read to fill windows and settle recursions, the same for every run so that a
     * quarter's content never depends on what else is computed. Where a symbol trades without gaps the slowest
     * recursion (Wilder's, 13/14 per bar) has forgotten its start to 5e-8 (1d) and far below that (1h) when the quarter
     * begins.
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

    @Override
    public String toString() {
        return text;
    }
}
