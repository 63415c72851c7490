package io.quarterdeck.producer.sample;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A made-up thing to trade, with made-up names so that nobody takes it for a real one.
 *
 * @param symbol its name
 * @param decimals of its prices: a tick is 10^-decimals
 * @param basePrice around which it moves, in ticks
 * @param liquidity how often it trades, relative to the others
 * @param beta how far it follows the whole market
 * @param volatility of its own moves, as a standard deviation per minute
 * @param baseVolume of a minute, in units of 10^-8
 */
record Instrument(
        String symbol, int decimals, long basePrice, int liquidity, double beta, double volatility, long baseVolume) {

    static final int MAX = 64;

    private static final List<Instrument> NAMED = List.of(
            new Instrument("ANCUSD", 1, 200_000, 10, 1.0, 0.0003, 250_000_000L),
            new Instrument("BOWUSD", 2, 150_000, 8, 1.2, 0.0004, 3_000_000_000L),
            new Instrument("CAPUSD", 2, 9_500, 6, 1.1, 0.0006, 12_000_000_000L),
            new Instrument("DECUSD", 3, 12_500, 5, 0.8, 0.0007, 80_000_000_000L),
            new Instrument("ENSUSD", 4, 7_500, 5, 0.9, 0.0006, 900_000_000_000L),
            new Instrument("FLGUSD", 2, 24_000, 4, 0.7, 0.0005, 5_000_000_000L),
            new Instrument("GALUSD", 5, 8_500, 4, 1.3, 0.0008, 7_000_000_000_000L),
            new Instrument("HELUSD", 3, 5_600, 3, 0.5, 0.0007, 150_000_000_000L));

    /** The first {@code count}; behind the named ones they repeat under numbers. */
    static List<Instrument> first(int count) {
        return IntStream.range(0, count).mapToObj(Instrument::number).toList();
    }

    private static Instrument number(int index) {
        Instrument named = NAMED.get(index % NAMED.size());
        return index < NAMED.size() ? named : named.called("S%02dUSD".formatted(index + 1));
    }

    private Instrument called(String name) {
        return new Instrument(name, decimals, basePrice, liquidity, beta, volatility, baseVolume);
    }
}
