package io.quarterdeck.batch.cleaning;

import java.util.Locale;

/**
 * What cleaning does to raw rows, and counts. A row counts under the first rule that applies, in this order; those whose
 * names begin with {@code TRADE} are for trades, the others for recorded bars.
 */
public enum Rule {
    /** open_time is not the start of a minute, so this is no minute bar. */
    NOT_ON_A_MINUTE(Effect.UNUSABLE),
    /** A price or the volume is infinite or no number. */
    NOT_FINITE(Effect.UNUSABLE),
    /** A price is zero or negative. */
    PRICE_NOT_POSITIVE(Effect.UNUSABLE),
    HIGH_BELOW_LOW(Effect.UNUSABLE),
    /** Open or close lies outside low..high. */
    PRICE_OUTSIDE_RANGE(Effect.UNUSABLE),
    NEGATIVE_VOLUME(Effect.UNUSABLE),
    /** A newer plausible row of the same symbol and minute says the same. */
    EXACT_DUPLICATE(Effect.DUPLICATE),
    /** A newer plausible row of the same symbol and minute says something else. */
    CONFLICTING_DUPLICATE(Effect.DUPLICATE),

    /** The price is zero or negative. */
    TRADE_PRICE_NOT_POSITIVE(Effect.UNUSABLE),
    /** The quantity is zero or negative. */
    TRADE_QUANTITY_NOT_POSITIVE(Effect.UNUSABLE),
    /** Another plausible row of the same symbol and trade_id says the same. */
    TRADE_EXACT_DUPLICATE(Effect.DUPLICATE),
    /** Another plausible row of the same symbol and trade_id says something else: with a time, or else newer. */
    TRADE_CONFLICTING_DUPLICATE(Effect.DUPLICATE),
    /** It has no time, and no minute has trades with ids on both sides of its own. */
    TRADE_TIME_UNKNOWN(Effect.UNUSABLE),
    /** It has no time, and was placed in the first minute that has trades with ids on both sides of its own. */
    TRADE_TIME_PLACED(Effect.NOTED),
    /** Not rows but minutes: there are trades of the minute, and a recorded bar, which wins. */
    TRADE_MINUTE_OVERRULED(Effect.NOTED);

    /** What becomes of the row. */
    enum Effect {
        /** Dropped, because another row stands for the same event. */
        DUPLICATE,
        /** Dropped, because nothing can be made of it. */
        UNUSABLE,
        /** Nothing; it is only counted. */
        NOTED
    }

    private final Effect effect;

    Rule(Effect effect) {
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    /** Name in the quality counts of a release and of the hours' columns. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule by which a bar is impossible in itself, or null if it is plausible. */
    static Rule brokenBy(long openTimeMicros, double open, double high, double low, double close, double volume) {
        if (openTimeMicros % TradeMinute.MICROS != 0) {
            return NOT_ON_A_MINUTE;
        }
        if (!Double.isFinite(open)
                || !Double.isFinite(high)
                || !Double.isFinite(low)
                || !Double.isFinite(close)
                || !Double.isFinite(volume)) {
            return NOT_FINITE;
        }
        if (open <= 0 || high <= 0 || low <= 0 || close <= 0) {
            return PRICE_NOT_POSITIVE;
        }
        if (high < low) {
            return HIGH_BELOW_LOW;
        }
        if (open < low || open > high || close < low || close > high) {
            return PRICE_OUTSIDE_RANGE;
        }
        if (volume < 0) {
            return NEGATIVE_VOLUME;
        }
        return null;
    }
}
