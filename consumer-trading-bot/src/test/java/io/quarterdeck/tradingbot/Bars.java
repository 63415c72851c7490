package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bars for tests. */
public final class Bars {

    /** 2024-01-01T00:00:00Z. */
    public static final long START = 1_704_067_200_000_000L;

    public static final long MINUTE = 60_000_000L;

    private Bars() {}

    /** A bar whose prices are all the same. */
    public static Bar bar(String symbol, int minute, double price) {
        return bar(symbol, minute, price, 1_000);
    }

    public static Bar bar(String symbol, int minute, double price, double volume) {
        return new Bar(symbol, START + minute * MINUTE, price, price, price, price, volume, 7, minute + 1);
    }

    /** A random walk of each symbol, in the order of a live feed, with gaps; the same for the same seed. */
    public static List<Bar> walk(long seed, int minutes, String... symbols) {
        var random = new Random(seed);
        var prices = new double[symbols.length];
        Arrays.fill(prices, 100);
        var bars = new ArrayList<Bar>();
        for (int minute = 0; minute < minutes; minute++) {
            for (int i = 0; i < symbols.length; i++) {
                double open = prices[i] * (1 + 0.001 * random.nextGaussian());
                double close = open * (1 + 0.004 * random.nextGaussian());
                prices[i] = close;
                if (random.nextInt(10) > 0) {
                    bars.add(new Bar(
                            symbols[i],
                            START + minute * MINUTE,
                            open,
                            Math.max(open, close) * (1 + 0.001 * random.nextDouble()),
                            Math.min(open, close) * (1 - 0.001 * random.nextDouble()),
                            close,
                            random.nextInt(200),
                            7,
                            bars.size() + 1));
                }
            }
        }
        return bars;
    }
}
