package io.quarterdeck.producer.sample;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A market of several instruments that move together, minute by minute, in the order of time. */
final class SampleMarket {

    /** Where the bars go, as they come. */
    interface Tape {
        void trade(SampleBar bar) throws IOException;
    }

    /** Standard deviation of the whole market's moves per minute. */
    private static final double MARKET_VOLATILITY = 0.0004;

    private final List<Instrument> instruments;
    private final TradingHours hours;
    private final long rows;
    private final Dice dice;

    /**
     * @param start first instant, at a full hour
     * @param end first instant behind the last, at a full hour
     * @param rows how many bars there are, all instruments together
     */
    SampleMarket(List<Instrument> instruments, Instant start, Instant end, long rows, Dice dice) {
        this.instruments = List.copyOf(instruments);
        this.hours = new TradingHours(start, end, dice.apart(0));
        this.rows = rows;
        this.dice = dice;
    }

    void play(Tape tape) throws IOException {
        List<long[]> minutes = tradingMinutes();
        List<PricePath> paths = paths();
        Dice marketDice = dice.apart(1);
        double meanVariance = MARKET_VOLATILITY * MARKET_VOLATILITY;
        double variance = meanVariance;
        double market = 0;
        long minute = hours.firstEpochMinute();
        for (int hour = 0; hour < hours.hours(); hour++) {
            double liveliness = hours.liveliness(hour);
            for (long bit = 1; bit < 1L << 60; bit <<= 1, minute++) {
                double shock = marketDice.normal();
                market += shock * Math.sqrt(variance) * (0.5 + 0.5 * liveliness);
                variance = PricePath.nextVariance(meanVariance, variance, shock);
                for (int i = 0; i < instruments.size(); i++) {
                    if ((minutes.get(i)[hour] & bit) != 0) {
                        tape.trade(paths.get(i).trade(minute, market, liveliness));
                    }
                }
            }
        }
    }

    /** The rows shared out by liquidity; what rounding leaves over goes to the first. */
    private List<long[]> tradingMinutes() {
        long liquidity = instruments.stream().mapToLong(Instrument::liquidity).sum();
        long left = rows;
        var minutes = new ArrayList<long[]>();
        for (int i = instruments.size() - 1; i >= 0; i--) {
            long share = i == 0 ? left : rows * instruments.get(i).liquidity() / liquidity;
            left -= share;
            minutes.add(0, hours.spread(share, (double) i / instruments.size(), dice.apart(100 + i)));
        }
        return minutes;
    }

    private List<PricePath> paths() {
        var paths = new ArrayList<PricePath>();
        for (int i = 0; i < instruments.size(); i++) {
            paths.add(new PricePath(instruments.get(i), hours.firstEpochMinute(), dice.apart(10_000 + i)));
        }
        return paths;
    }
}
