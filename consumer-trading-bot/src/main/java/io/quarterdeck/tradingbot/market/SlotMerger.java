package io.quarterdeck.tradingbot.market;

import io.quarterdeck.marketdata.Bar;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes slots out of the bars of some partitions, each read in the order of its offsets. A partition's watermark is its
 * newest open time; a minute is over when every partition's watermark is behind it. How partitions interleave changes nothing:
 *
 * <ul>
 *   <li>a bar older than its partition's watermark is dropped, whether or not its slot is still open;
 *   <li>of two bars of one symbol and minute the first in order of partition and offset counts;
 *   <li>a minute that has a bar of every symbol goes out at once, without waiting for the next: what could still come is
 *       a repetition. (So a symbol must live in one partition, as it does in a topic that is keyed by symbol.)
 * </ul>
 *
 * Only {@link #giveUp} lets the clock in: what comes later than that from such a partition, for a slot that is gone, is dropped.
 * What is dropped is counted. Not thread-safe.
 */
public final class SlotMerger {

    /**
     * What was not traded on.
     *
     * @param repeated a symbol had a bar of this minute before
     * @param outOfOrder older than the newest of its partition
     * @param late for a slot that no longer waited for the partition
     * @param broken prices not above 0, high or low not the extremes, volume below 0, or not at the start of a minute
     * @param foreign of symbols that the run does not trade
     */
    public record Dropped(long repeated, long outOfOrder, long late, long broken, long foreign) {}

    private static final long NONE = Long.MIN_VALUE;

    private final Symbols symbols;
    private final Consumer<Slot> out;
    private final long[] watermarks;
    private final long[] givenUp;
    private final boolean[] waitedFor;
    private Minute oldest; // of those that have not gone out
    private final TreeMap<Long, Minute> later = new TreeMap<>(); // the others: empty, while partitions keep together
    private int openBars;
    private long newestTime = NONE; // of the bar before, and its symbol: bars of a minute mostly come sorted
    private int newestSymbol;
    private long lowWatermark = NONE;
    private long lastOut = NONE;
    private boolean lastWasFull;
    private long repeated;
    private long outOfOrder;
    private long late;
    private long broken;
    private long foreign;

    /** @param out takes each slot as soon as it is complete, in order of time */
    public SlotMerger(Symbols symbols, int partitions, Consumer<Slot> out) {
        this.symbols = symbols;
        this.out = out;
        watermarks = new long[partitions];
        Arrays.fill(watermarks, NONE);
        givenUp = new long[partitions];
        Arrays.fill(givenUp, NONE);
        waitedFor = new boolean[partitions];
        Arrays.fill(waitedFor, true);
    }

    /** The next bar of a partition. */
    public void add(int partition, Bar bar) {
        long time = bar.openTimeMicros();
        if (time < watermarks[partition]) {
            if (time <= givenUp[partition]) {
                late++;
            } else {
                outOfOrder++;
            }
            return;
        }
        if (time > watermarks[partition] || !waitedFor[partition]) {
            watermarks[partition] = time;
            waitedFor[partition] = true;
            lowWatermark = lowest();
            sendOut(time); // what this bar cannot belong to
        }
        keep(partition, bar, time);
        sendOut(Long.MAX_VALUE);
    }

    private void keep(int partition, Bar bar, long time) {
        int symbol = symbols.number(bar.symbol(), time == newestTime ? newestSymbol + 1 : 0);
        newestTime = time;
        newestSymbol = symbol;
        if (symbol < 0) {
            foreign++;
        } else if (!sound(bar)) {
            broken++;
        } else if (time <= lastOut) {
            if (time == lastOut && lastWasFull) {
                repeated++;
            } else {
                late++;
            }
        } else {
            Minute minute = minute(time);
            if (minute.take(symbol, partition, bar)) {
                openBars++;
            } else {
                repeated++;
            }
        }
    }

    private Minute minute(long time) {
        if (oldest == null) {
            oldest = new Minute(time, symbols.count());
        }
        if (time == oldest.time) {
            return oldest;
        }
        if (time < oldest.time) {
            later.put(oldest.time, oldest);
            oldest = new Minute(time, symbols.count());
            return oldest;
        }
        return later.computeIfAbsent(time, key -> new Minute(key, symbols.count()));
    }

    private static boolean sound(Bar bar) {
        return bar.low() > 0
                && bar.low() <= Math.min(bar.open(), bar.close())
                && bar.high() >= Math.max(bar.open(), bar.close())
                && bar.volume() >= 0
                && bar.openTimeMicros() % Slot.LENGTH_MICROS == 0;
    }

    /** No slot waits for the partition until its next bar, or {@link #waitFor}: it has no more. */
    public void ended(int partition) {
        waitedFor[partition] = false;
        lowWatermark = lowest();
        sendOut(Long.MAX_VALUE);
    }

    /** Slots wait for the partition again. */
    public void waitFor(int partition) {
        waitedFor[partition] = true;
        lowWatermark = lowest();
    }

    /**
     * No slot up to this time waits for the partition any more. For live feeds, in which it was silent for as long as one cares
     * to wait: what comes later for such a slot is dropped.
     */
    public void giveUp(int partition, long timeMicros) {
        if (timeMicros >= watermarks[partition]) {
            watermarks[partition] = timeMicros + 1;
            givenUp[partition] = timeMicros;
            lowWatermark = lowest();
            sendOut(Long.MAX_VALUE);
        }
    }

    /** Whether a slot up to this time still waits for a partition. */
    public boolean waits(long timeMicros) {
        return oldest != null && oldest.time <= timeMicros;
    }

    /** How many bars are kept in slots that have not gone out. */
    public int openBars() {
        return openBars;
    }

    /** How far the partition is ahead of the oldest slot that has not gone out; not above 0 if that waits for it. */
    public long leadMicros(int partition) {
        if (oldest == null || watermarks[partition] == NONE) {
            return 0;
        }
        return watermarks[partition] - oldest.time;
    }

    public Dropped dropped() {
        return new Dropped(repeated, outOfOrder, late, broken, foreign);
    }

    private long lowest() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < watermarks.length; i++) {
            if (waitedFor[i]) {
                lowest = Math.min(lowest, watermarks[i]);
            }
        }
        return lowest;
    }

    /** All minutes before {@code end} that are over. */
    private void sendOut(long end) {
        while (oldest != null && oldest.time < end) {
            Minute minute = oldest;
            if (minute.time > lowWatermark || minute.time == lowWatermark && !minute.full()) {
                return;
            }
            var next = later.pollFirstEntry();
            oldest = next == null ? null : next.getValue();
            openBars -= minute.taken;
            lastOut = minute.time;
            lastWasFull = minute.full();
            out.accept(minute.slot());
        }
    }

    private static final class Minute {
        final long time;
        private final Bar[] bars;
        private final int[] partitions;
        private int taken;

        Minute(long time, int symbols) {
            this.time = time;
            bars = new Bar[symbols];
            partitions = new int[symbols];
        }

        /** False if one of two bars is dropped: this one, or that of a later partition, whose place it takes. */
        boolean take(int symbol, int partition, Bar bar) {
            if (bars[symbol] == null) {
                bars[symbol] = bar;
                partitions[symbol] = partition;
                taken++;
                return true;
            }
            if (partition < partitions[symbol]) {
                bars[symbol] = bar;
                partitions[symbol] = partition;
            }
            return false;
        }

        boolean full() {
            return taken == bars.length;
        }

        Slot slot() {
            if (full()) {
                return new Slot(time, List.of(bars));
            }
            var present = new Bar[taken];
            int next = 0;
            for (Bar bar : bars) {
                if (bar != null) {
                    present[next++] = bar;
                }
            }
            return new Slot(time, List.of(present));
        }
    }
}
