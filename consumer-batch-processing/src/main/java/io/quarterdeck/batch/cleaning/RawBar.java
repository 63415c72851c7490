package io.quarterdeck.batch.cleaning;

import io.quarterdeck.batch.cleaning.Rule.Threshold;
import java.time.Duration;

/**
 * A row of {@code lake.raw.bars} but its symbol.
 *
 * @param openTime epoch microseconds UTC, as {@code ingestedAt}
 */
record RawBar(
        long openTime,
        double open,
        double high,
        double low,
        double close,
        double volume,
        long sourceId,
        long sourceLine,
        int kafkaPartition,
        long kafkaOffset,
        long ingestedAt) {

    static final Threshold CLOCK_TOLERANCE = new Threshold(5, "minutes after ingested_at");

    static final long CLOCK_TOLERANCE_MICROS =
            Duration.ofMinutes((long) CLOCK_TOLERANCE.value()).toSeconds() * 1_000_000;

    /** Ratios, products and squares of numbers within these are still numbers, and so are their sums. */
    static final double LARGEST = 1e75;

    static final double SMALLEST_PRICE = 1e-75;

    /** Whether something of that time cannot have come in when it did; both in epoch microseconds. */
    static boolean fromTheFuture(long time, long ingestedAt) {
        return time > ingestedAt + CLOCK_TOLERANCE_MICROS;
    }

    /** The rule by which the bar is impossible in itself, or null if it is plausible. */
    Rule brokenRule() {
        if (fromTheFuture(openTime, ingestedAt)) {
            return Rule.FROM_THE_FUTURE;
        }
        if (openTime % TradeMinute.MICROS != 0) {
            return Rule.NOT_ON_A_MINUTE;
        }
        if (isBeyond(open) || isBeyond(high) || isBeyond(low) || isBeyond(close) || !(Math.abs(volume) <= LARGEST)) {
            return Rule.NOT_FINITE;
        }
        if (open <= 0 || high <= 0 || low <= 0 || close <= 0) {
            return Rule.PRICE_NOT_POSITIVE;
        }
        if (high < low) {
            return Rule.HIGH_BELOW_LOW;
        }
        if (open < low || open > high || close < low || close > high) {
            return Rule.PRICE_OUTSIDE_RANGE;
        }
        if (volume < 0) {
            return Rule.NEGATIVE_VOLUME;
        }
        return null;
    }

    /** Phrased so that what is no number is beyond, too; a price of zero or less breaks another rule. */
    private static boolean isBeyond(double price) {
        return !(Math.abs(price) <= LARGEST) || price > 0 && price < SMALLEST_PRICE;
    }

    /** Of a plausible bar: whether the other one says the same. */
    boolean saysTheSameAs(RawBar other) {
        return open == other.open
                && high == other.high
                && low == other.low
                && close == other.close
                && volume == other.volume;
    }

    /** Volume times the typical price, which stands for the turnover that a recorded bar does not tell. */
    double turnover() {
        return volume * ((high + low + close) / 3);
    }
}
