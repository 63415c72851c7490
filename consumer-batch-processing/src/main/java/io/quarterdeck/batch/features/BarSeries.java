package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.ExactSum;
import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import java.util.List;

/**
 * The bars of one symbol in order of time, as columns: element i of every array belongs to bar i. An interval without a
 * trade has no bar.
 *
 * @param openTimeMicros start of the bar, epoch microseconds UTC
 * @param open of the first minute
 * @param high of all minutes
 * @param low of all minutes
 * @param close of the last minute
 * @param volume sum over the minutes, in units of the base
 * @param vwap turnover by volume, see {@link SlotBar}; NaN without volume
 * @param coverage minutes that had a bar, as a share of the interval's minutes
 * @param realizedVariance sum of the squared minute log returns, see {@link SlotBar}
 * @param flow what the trades tell beyond the bar; {@link OrderFlow#NONE} if there are none
 */
public record BarSeries(
        long[] openTimeMicros,
        double[] open,
        double[] high,
        double[] low,
        double[] close,
        double[] volume,
        double[] vwap,
        double[] coverage,
        double[] realizedVariance,
        OrderFlow[] flow) {

    int size() {
        return openTimeMicros.length;
    }

    /**
     * Joins the hours of one symbol to bars of {@code interval}.
     *
     * @param hours in order of time, none of them empty
     */
    static BarSeries of(Interval interval, List<SlotBar> hours) {
        long length = interval.length().toNanos() / 1000;
        int size = 0;
        long previous = -1;
        for (SlotBar hour : hours) {
            long index = hour.openTimeMicros() / length;
            if (index != previous) {
                size++;
            }
            previous = index;
        }
        var bars = new BarSeries(
                new long[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new OrderFlow[size]);
        int from = 0;
        for (int i = 0; i < size; i++) {
            long index = hours.get(from).openTimeMicros() / length;
            int to = from + 1;
            while (to < hours.size() && hours.get(to).openTimeMicros() / length == index) {
                to++;
            }
            bars.put(i, index * length, interval.length().toMinutes(), hours.subList(from, to));
            from = to;
        }
        return bars;
    }

    private void put(int i, long openTime, long minutesPerBar, List<SlotBar> hours) {
        openTimeMicros[i] = openTime;
        open[i] = hours.get(0).open();
        high[i] = Double.NEGATIVE_INFINITY;
        low[i] = Double.POSITIVE_INFINITY;
        var volumes = new ExactSum();
        var turnovers = new ExactSum();
        var variance = new ExactSum();
        int minutes = 0;
        OrderFlow flows = OrderFlow.NONE;
        double before = hours.get(0).open(); // the first return of a bar runs from its open
        for (SlotBar hour : hours) {
            high[i] = Math.max(high[i], hour.high());
            low[i] = Math.min(low[i], hour.low());
            close[i] = hour.close();
            volumes.add(hour.volume());
            turnovers.add(hour.turnover());
            variance.add(SlotBar.squaredLogReturn(before, hour.firstMinuteClose()));
            variance.add(hour.varianceAfterFirstMinute());
            flows = flows.plus(hour.flow());
            minutes += hour.minutes();
            before = hour.close();
        }
        volume[i] = volumes.sum();
        vwap[i] = volume[i] > 0 ? turnovers.sum() / volume[i] : Double.NaN;
        coverage[i] = (double) minutes / minutesPerBar;
        realizedVariance[i] = variance.sum();
        flow[i] = flows;
    }
}
