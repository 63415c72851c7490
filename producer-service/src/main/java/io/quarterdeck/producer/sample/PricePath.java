package io.quarterdeck.producer.sample;

/**
 * The moves of one instrument: it follows the whole market by its beta, adds moves of its own, and is drawn back weakly
 * to its base price. Variances follow GARCH(1,1), so calm and wild times cluster.
 */
final class PricePath {

    /** Variance of the next move, from the last: {@code (1 - A - B) mean + A move^2 + B variance}. */
    private static final double A = 0.08;

    private static final double B = 0.90;
    private static final double PULL_PER_MINUTE = 2e-6;
    private static final double LARGEST_MOVE = 0.2;

    /** Own variance grows with the minutes without a trade, up to here. */
    private static final long LONGEST_GAP = 60;

    private final Instrument instrument;
    private final Dice dice;
    private final double meanVariance;
    private double variance;
    private double price;
    private double marketAtLast;
    private long lastMinute;

    PricePath(Instrument instrument, long firstMinute, Dice dice) {
        this.instrument = instrument;
        this.dice = dice;
        this.meanVariance = instrument.volatility() * instrument.volatility();
        this.variance = meanVariance;
        this.price = instrument.basePrice();
        this.lastMinute = firstMinute - 1;
    }

    static double nextVariance(double mean, double variance, double shock) {
        return (1 - A - B) * mean + A * variance * shock * shock + B * variance;
    }

    /**
     * The bar of a minute in which there were trades.
     *
     * @param market sum of the whole market's moves so far
     * @param liveliness of the hour, around 1
     */
    SampleBar trade(long minute, double market, double liveliness) {
        long gap = minute - lastMinute;
        double shock = dice.normal();
        double deviation = Math.sqrt(variance * Math.min(gap, LONGEST_GAP)) * (0.5 + 0.5 * liveliness);
        double pull = PULL_PER_MINUTE * gap * (price / instrument.basePrice() - 1);
        double move = instrument.beta() * (market - marketAtLast) + shock * deviation - pull;
        move = Math.max(-LARGEST_MOVE, Math.min(LARGEST_MOVE, move));

        double first = price * (1 + move * (gap - 1) / gap); // the minutes without trades show as a gap
        double last = price * (1 + move);
        double above = Math.max(first, last) * (1 + 0.5 * deviation * Math.abs(dice.normal()));
        double below = Math.min(first, last) * (1 - 0.5 * deviation * Math.abs(dice.normal()));
        double eager = (0.1 + 4 * dice.uniform() * dice.uniform()) * (1 + Math.abs(shock)) * liveliness;

        variance = nextVariance(meanVariance, variance, shock);
        price = last;
        marketAtLast = market;
        lastMinute = minute;
        return new SampleBar(
                instrument,
                minute,
                ticks(first),
                ticks(above),
                ticks(below),
                ticks(last),
                Math.max(1, Math.round(instrument.baseVolume() * eager)));
    }

    private static long ticks(double price) {
        return Math.max(1, Math.round(price));
    }
}
