package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.MinuteReturns;
import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A market that goes nowhere in particular, the same at every call. */
public final class RandomMarket {

    static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    private RandomMarket() {}

    /** Bars of so many days in a row, one symbol. */
    static BarSeries bars(Interval interval, int days) {
        return bars(interval, slots(interval, days));
    }

    /** The same from slots. */
    static BarSeries bars(Interval interval, List<SlotBar> slots) {
        return BarSeries.of(interval, slots, market(interval, slots));
    }

    /** A market that moves on its own. */
    private static MarketReturns market(Interval interval, List<SlotBar> slots) {
        long length = interval.length().toNanos() / 1000;
        long[] times = slots.stream()
                .mapToLong(slot -> slot.openTimeMicros() / length * length)
                .distinct()
                .skip(1)
                .toArray();
        return new MarketReturns(
                times,
                Arrays.stream(times)
                        .mapToDouble(time -> 0.01 * new Random(time / length * 31).nextGaussian())
                        .toArray());
    }

    static int slotsPerDay(Interval interval) {
        return 24 * 60 / interval.slotMinutes();
    }

    /** Full slots of the interval's length, of so many days in a row, one symbol. */
    static List<SlotBar> slots(Interval interval, int days) {
        var random = new Random(42);
        var flow = new Random(43);
        var slots = new ArrayList<SlotBar>();
        double price = 100;
        for (int i = 0; i < days * slotsPerDay(interval); i++) {
            double open = price;
            double close = open * Math.exp(0.01 * random.nextGaussian());
            double high = Math.max(open, close) * (1 + 0.005 * random.nextDouble());
            double low = Math.min(open, close) * (1 - 0.005 * random.nextDouble());
            double volume = Math.exp(random.nextGaussian());
            double variance = 1e-4 * random.nextDouble();
            slots.add(new SlotBar(
                    Slots.micros(START) + i * interval.slotMinutes() * 60_000_000L,
                    open,
                    high,
                    low,
                    close,
                    volume,
                    volume * (high + low) / 2,
                    interval.slotMinutes(),
                    open * 1.0001,
                    new MinuteReturns(
                            variance,
                            variance * variance * random.nextGaussian(),
                            variance * variance,
                            variance * random.nextDouble(),
                            0.001,
                            0.002),
                    flow(volume, flow)));
            price = close;
        }
        return slots;
    }

    private static OrderFlow flow(double volume, Random random) {
        double bought = volume * random.nextDouble();
        return new OrderFlow(
                100 + random.nextInt(1000),
                60,
                volume,
                bought,
                volume - bought,
                volume * random.nextDouble(),
                1e-4 * random.nextDouble(),
                0.01 * random.nextGaussian(),
                0.01 * random.nextGaussian(),
                volume * volume * (1 + random.nextDouble()),
                random.nextDouble());
    }
}
