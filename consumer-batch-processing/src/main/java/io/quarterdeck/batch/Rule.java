package io.quarterdeck.batch;

import java.util.Locale;

/** Why a raw row is dropped. A row counts under the first rule that applies, in this order. */
enum Rule {
    /** open_time is not the start of a minute, so this is no minute bar. */
    NOT_ON_A_MINUTE,
    /** A price or the volume is infinite or no number. */
    NOT_FINITE,
    /** A price is zero or negative. */
    PRICE_NOT_POSITIVE,
    HIGH_BELOW_LOW,
    /** Open or close lies outside low..high. */
    PRICE_OUTSIDE_RANGE,
    NEGATIVE_VOLUME,
    /** A newer plausible row of the same symbol and minute says the same. */
    EXACT_DUPLICATE,
    /** A newer plausible row of the same symbol and minute says something else. */
    CONFLICTING_DUPLICATE;

    /** Name in the quality counts of a release and of the hours' columns. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule by which a row is impossible in itself, or null if it is plausible. */
    static Rule brokenBy(long openTimeMicros, double open, double high, double low, double close, double volume) {
        if (openTimeMicros % 60_000_000 != 0) {
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
