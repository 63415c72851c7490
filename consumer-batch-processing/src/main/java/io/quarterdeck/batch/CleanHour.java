package io.quarterdeck.batch;

import java.util.Arrays;

/**
 * Cleans the raw minute bars of one symbol and hour, which come in any order: drops impossible rows, then keeps of each
 * minute the newest of what remains, so that an impossible correction never hides a good row. Counts what it drops; a
 * dropped duplicate is compared with the row that is kept.
 *
 * <p>The newest is the one with the highest Kafka offset; a symbol's bars share a partition.
 */
final class CleanHour {

    private static final int MINUTES = 60;
    private static final int VALUES = 5;
    private static final int OPEN = 0;
    private static final int HIGH = 1;
    private static final int LOW = 2;
    private static final int CLOSE = 3;
    private static final int VOLUME = 4;
    private static final double[] NO_VALUES = {};
    private static final long[] NO_OFFSETS = {};

    private final long openTimeMicros;
    private final long[] dropped = new long[Rule.values().length];
    private long rows;

    // The row kept of minute m lies in slot slotOfMinute[m] - 1. Slots are added as minutes appear, so that an hour
    // with
    // one bar costs little.
    private final byte[] slotOfMinute = new byte[MINUTES];
    private int minutes;
    private double[] values = NO_VALUES;
    private long[] offsets = NO_OFFSETS;

    // Per minute, how many dropped rows are equal to one another is not known before the last row has come, so older
    // rows wait here: {minute, its values} ...
    private double[] older = NO_VALUES;
    private int olderRows;

    CleanHour(long openTimeMicros) {
        this.openTimeMicros = openTimeMicros;
    }

    /** @param openTime within this hour, epoch microseconds UTC */
    void add(long openTime, double open, double high, double low, double close, double volume, long offset) {
        rows++;
        Rule broken = Rule.brokenBy(openTime, open, high, low, close, volume);
        if (broken != null) {
            dropped[broken.ordinal()]++;
            return;
        }
        int minute = (int) ((openTime - openTimeMicros) / 60_000_000);
        if (slotOfMinute[minute] == 0) {
            slotOfMinute[minute] = (byte) newSlot();
            put(slotOfMinute[minute] - 1, open, high, low, close, volume, offset);
            return;
        }
        int slot = slotOfMinute[minute] - 1;
        if (offset > offsets[slot]) {
            int at = slot * VALUES;
            keepOlder(
                    minute,
                    values[at + OPEN],
                    values[at + HIGH],
                    values[at + LOW],
                    values[at + CLOSE],
                    values[at + VOLUME]);
            put(slot, open, high, low, close, volume, offset);
        } else {
            keepOlder(minute, open, high, low, close, volume);
        }
    }

    long openTimeMicros() {
        return openTimeMicros;
    }

    /** Raw rows seen. */
    long rows() {
        return rows;
    }

    /** How many rows were dropped under each {@link Rule}, by its ordinal. Ask when all rows have been added. */
    long[] dropped() {
        long[] counts = dropped.clone();
        for (int i = 0; i < olderRows; i++) {
            int at = i * (1 + VALUES);
            int kept = (slotOfMinute[(int) older[at]] - 1) * VALUES;
            boolean equal = Arrays.equals(older, at + 1, at + 1 + VALUES, values, kept, kept + VALUES);
            counts[(equal ? Rule.EXACT_DUPLICATE : Rule.CONFLICTING_DUPLICATE).ordinal()]++;
        }
        return counts;
    }

    /** The bar of the clean minutes, summed in order of time whatever order they came in; null if none is left. */
    HourBar bar() {
        if (minutes == 0) {
            return null;
        }
        double open = Double.NaN;
        double high = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double close = Double.NaN;
        double firstMinuteClose = Double.NaN;
        var volume = new ExactSum();
        var turnover = new ExactSum();
        var variance = new ExactSum();
        for (int minute = 0; minute < MINUTES; minute++) {
            if (slotOfMinute[minute] == 0) {
                continue;
            }
            int at = (slotOfMinute[minute] - 1) * VALUES;
            if (Double.isNaN(open)) {
                open = values[at + OPEN];
                firstMinuteClose = values[at + CLOSE];
            } else {
                variance.add(Indicators.squaredLogReturn(close, values[at + CLOSE]));
            }
            high = Math.max(high, values[at + HIGH]);
            low = Math.min(low, values[at + LOW]);
            close = values[at + CLOSE];
            volume.add(values[at + VOLUME]);
            turnover.add(values[at + VOLUME] * ((values[at + HIGH] + values[at + LOW] + close) / 3));
        }
        return new HourBar(
                openTimeMicros,
                open,
                high,
                low,
                close,
                volume.sum(),
                turnover.sum(),
                minutes,
                firstMinuteClose,
                variance.sum());
    }

    private int newSlot() {
        if (minutes == offsets.length) {
            int capacity = Math.min(MINUTES, Math.max(4, 2 * minutes));
            offsets = Arrays.copyOf(offsets, capacity);
            values = Arrays.copyOf(values, capacity * VALUES);
        }
        return ++minutes;
    }

    private void put(int slot, double open, double high, double low, double close, double volume, long offset) {
        int at = slot * VALUES;
        values[at + OPEN] = open;
        values[at + HIGH] = high;
        values[at + LOW] = low;
        values[at + CLOSE] = close;
        values[at + VOLUME] = volume;
        offsets[slot] = offset;
    }

    private void keepOlder(int minute, double open, double high, double low, double close, double volume) {
        int at = olderRows * (1 + VALUES);
        if (at == older.length) {
            older = Arrays.copyOf(older, Math.max(4 * (1 + VALUES), 2 * at));
        }
        older[at] = minute;
        older[at + 1 + OPEN] = open;
        older[at + 1 + HIGH] = high;
        older[at + 1 + LOW] = low;
        older[at + 1 + CLOSE] = close;
        older[at + 1 + VOLUME] = volume;
        olderRows++;
    }
}
