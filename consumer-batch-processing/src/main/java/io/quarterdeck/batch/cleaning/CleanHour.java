package io.quarterdeck.batch.cleaning;

import java.util.Arrays;

/**
 * Cleans the raw minute bars of one symbol and hour, which come in any order: drops impossible rows, then keeps of each
 * minute the newest of what remains, so that an impossible correction never hides a good row. Counts what it drops; a
 * dropped duplicate is compared with the row that is kept.
 *
 * <p>The newest is the one with the highest Kafka offset; a symbol's bars share a partition. A minute that was made from
 * trades stands where there is no recorded bar; the order flow of the trades counts either way.
 */
public final class CleanHour {

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
    private final long[] counts = new long[Rule.values().length];
    private long rows;
    private long trades;

    // The row kept of minute m lies in slot slotOfMinute[m] - 1. Slots are added as minutes appear: an hour with one
    // bar
    // costs little.
    private final byte[] slotOfMinute = new byte[MINUTES];
    private int recorded;
    private double[] values = NO_VALUES;
    private long[] offsets = NO_OFFSETS;

    // Per minute, how many dropped rows are equal to one another is not known before the last row has come, so older
    // rows wait here: {minute, its values} ...
    private double[] older = NO_VALUES;
    private int olderRows;

    /** By minute; null as long as there is none. */
    private TradeMinute[] traded;

    CleanHour(long openTimeMicros) {
        this.openTimeMicros = openTimeMicros;
    }

    /** @param openTime within this hour, epoch microseconds UTC */
    void add(long openTime, double open, double high, double low, double close, double volume, long offset) {
        rows++;
        Rule broken = Rule.brokenBy(openTime, open, high, low, close, volume);
        if (broken != null) {
            counts[broken.ordinal()]++;
            return;
        }
        int minute = (int) ((openTime - openTimeMicros) / TradeMinute.MICROS);
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

    /** A minute of this hour that was made from trades, at most one for each. */
    void add(TradeMinute minute) {
        if (traded == null) {
            traded = new TradeMinute[MINUTES];
        }
        traded[(int) ((minute.openTimeMicros() - openTimeMicros) / TradeMinute.MICROS)] = minute;
    }

    /**
     * Raw trades of a minute, and what the rules did to them.
     *
     * @param byRule how many rows, by the rule's ordinal
     */
    void count(long rawTrades, long[] byRule) {
        trades += rawTrades;
        for (int rule = 0; rule < byRule.length; rule++) {
            counts[rule] += byRule[rule];
        }
    }

    long openTimeMicros() {
        return openTimeMicros;
    }

    /** Raw bars seen. */
    long rows() {
        return rows;
    }

    /** Raw trades seen. */
    long trades() {
        return trades;
    }

    /** How many rows came under each {@link Rule}, by its ordinal. Ask when all rows have been added. */
    long[] counts() {
        long[] counts = this.counts.clone();
        for (int i = 0; i < olderRows; i++) {
            int at = i * (1 + VALUES);
            int kept = (slotOfMinute[(int) older[at]] - 1) * VALUES;
            boolean equal = Arrays.equals(older, at + 1, at + 1 + VALUES, values, kept, kept + VALUES);
            counts[(equal ? Rule.EXACT_DUPLICATE : Rule.CONFLICTING_DUPLICATE).ordinal()]++;
        }
        for (int minute = 0; minute < MINUTES; minute++) {
            if (traded(minute) != null && slotOfMinute[minute] != 0) {
                counts[Rule.TRADE_MINUTE_OVERRULED.ordinal()]++;
            }
        }
        return counts;
    }

    /** The bar of the clean minutes, summed in order of time whatever order they came in; null if none is left. */
    SlotBar bar() {
        var bar = new JoinedMinutes();
        for (int minute = 0; minute < MINUTES; minute++) {
            TradeMinute fromTrades = traded(minute);
            if (slotOfMinute[minute] != 0) {
                int at = (slotOfMinute[minute] - 1) * VALUES;
                double high = values[at + HIGH];
                double low = values[at + LOW];
                double close = values[at + CLOSE];
                double volume = values[at + VOLUME];
                bar.add(values[at + OPEN], high, low, close, volume, volume * ((high + low + close) / 3));
            } else if (fromTrades != null) {
                bar.add(
                        fromTrades.open(),
                        fromTrades.high(),
                        fromTrades.low(),
                        fromTrades.close(),
                        fromTrades.volume(),
                        fromTrades.turnover());
            }
        }
        return bar.isEmpty()
                ? null
                : bar.joined(openTimeMicros, traded == null ? OrderFlow.NONE : OrderFlow.of(traded));
    }

    private TradeMinute traded(int minute) {
        return traded == null ? null : traded[minute];
    }

    private int newSlot() {
        if (recorded == offsets.length) {
            int capacity = Math.min(MINUTES, Math.max(4, 2 * recorded));
            offsets = Arrays.copyOf(offsets, capacity);
            values = Arrays.copyOf(values, capacity * VALUES);
        }
        return ++recorded;
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
