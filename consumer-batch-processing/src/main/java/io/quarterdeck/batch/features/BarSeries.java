package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.ExactSum;
import io.quarterdeck.batch.cleaning.MinuteReturns;
import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import java.util.Arrays;
import java.util.List;

/**
 * The bars of one symbol in order of time, as columns: element i of every array belongs to bar i. An interval without a
 * trade has no bar.
 *
 * @param lengthMicros of the interval
 * @param openTimeMicros start of the bar, epoch microseconds UTC
 * @param open of the first minute
 * @param high of all minutes
 * @param low of all minutes
 * @param close of the last minute
 * @param volume sum over the minutes, in units of the base
 * @param turnover sum over the minutes, in the quote currency, see {@link SlotBar}
 * @param minutes that have a bar
 * @param returns of the minutes, one for each: the first from the bar's open, the others from the close before
 * @param flow what the trades tell beyond the bar; {@link OrderFlow#NONE} if there are none
 * @param marketReturn see {@link MarketReturns}; NaN where there is none
 */
public record BarSeries(
        long lengthMicros,
        long[] openTimeMicros,
        double[] open,
        double[] high,
        double[] low,
        double[] close,
        double[] volume,
        double[] turnover,
        int[] minutes,
        MinuteReturns[] returns,
        OrderFlow[] flow,
        double[] marketReturn) {

    private static final double MICROS_PER_MINUTE = 60e6;

    int size() {
        return openTimeMicros.length;
    }

    /** turnover / volume, NaN without volume. */
    double[] vwap() {
        double[] vwap = new double[size()];
        for (int i = 0; i < vwap.length; i++) {
            vwap[i] = volume[i] > 0 ? turnover[i] / volume[i] : Double.NaN;
        }
        return vwap;
    }

    /** Minutes that had a bar, as a share of the interval's minutes. */
    double[] coverage() {
        double minutesPerBar = lengthMicros / MICROS_PER_MINUTE;
        return Arrays.stream(minutes).mapToDouble(n -> n / minutesPerBar).toArray();
    }

    /**
     * Joins the slots of one symbol to bars of {@code interval}.
     *
     * @param slots in order of time, none of them empty
     */
    static BarSeries of(Interval interval, List<SlotBar> slots, MarketReturns market) {
        long length = interval.length().toNanos() / 1000;
        int size = 0;
        long previous = -1;
        for (SlotBar slot : slots) {
            long index = slot.openTimeMicros() / length;
            if (index != previous) {
                size++;
            }
            previous = index;
        }
        var bars = new BarSeries(
                length,
                new long[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new int[size],
                new MinuteReturns[size],
                new OrderFlow[size],
                new double[size]);
        int from = 0;
        for (int i = 0; i < size; i++) {
            long index = slots.get(from).openTimeMicros() / length;
            int to = from + 1;
            while (to < slots.size() && slots.get(to).openTimeMicros() / length == index) {
                to++;
            }
            bars.put(i, index * length, slots.subList(from, to));
            bars.marketReturn[i] = market.at(index * length);
            from = to;
        }
        return bars;
    }

    private void put(int i, long openTime, List<SlotBar> slots) {
        openTimeMicros[i] = openTime;
        open[i] = slots.get(0).open();
        high[i] = Double.NEGATIVE_INFINITY;
        low[i] = Double.POSITIVE_INFINITY;
        var volumes = new ExactSum();
        var turnovers = new ExactSum();
        var sums = new MinuteReturns.Sums();
        OrderFlow flows = OrderFlow.NONE;
        double before = slots.get(0).open(); // the first return of a bar runs from its open
        for (SlotBar slot : slots) {
            high[i] = Math.max(high[i], slot.high());
            low[i] = Math.min(low[i], slot.low());
            close[i] = slot.close();
            volumes.add(slot.volume());
            turnovers.add(slot.turnover());
            sums.add(before, slot.firstMinuteClose());
            sums.add(slot.returns(), slot.minutes());
            flows = flows.plus(slot.flow());
            minutes[i] += slot.minutes();
            before = slot.close();
        }
        volume[i] = volumes.sum();
        turnover[i] = turnovers.sum();
        returns[i] = sums.sums();
        flow[i] = flows;
    }
}
