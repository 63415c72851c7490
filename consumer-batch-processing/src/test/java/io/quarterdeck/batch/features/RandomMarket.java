package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A market that goes nowhere in particular, the same at every call. */
public final class RandomMarket {

    static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    private RandomMarket() {}

    /** Bars of so many days in a row, one symbol. */
    static BarSeries bars(Interval interval, int days) {
        return BarSeries.of(interval, hours(days));
    }

    /** Full hours of so many days in a row, one symbol. */
    static List<SlotBar> hours(int days) {
        var random = new Random(42);
        var flow = new Random(43);
        var hours = new ArrayList<SlotBar>();
        double price = 100;
        for (int i = 0; i < days * 24; i++) {
            double open = price;
            double close = open * Math.exp(0.01 * random.nextGaussian());
            double high = Math.max(open, close) * (1 + 0.005 * random.nextDouble());
            double low = Math.min(open, close) * (1 - 0.005 * random.nextDouble());
            double volume = Math.exp(random.nextGaussian());
            hours.add(new SlotBar(
                    Slots.micros(START) + i * 3_600_000_000L,
                    open,
                    high,
                    low,
                    close,
                    volume,
                    volume * (high + low) / 2,
                    60,
                    open * 1.0001,
                    1e-4 * random.nextDouble(),
                    flow(volume, flow)));
            price = close;
        }
        return hours;
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
