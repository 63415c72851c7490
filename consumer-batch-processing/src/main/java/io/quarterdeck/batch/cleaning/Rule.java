package io.quarterdeck.batch.cleaning;

import java.util.Locale;

/**
 * What cleaning does to raw rows, and counts. A row counts under the first rule that applies, in this order; those whose
 * names begin with {@code TRADE} are for trades, the others for recorded bars.
 */
public enum Rule {
    /** open_time is not the start of a minute, so this is no minute bar. */
    NOT_ON_A_MINUTE(Action.DROP),
    /** A price or the volume is infinite or no number. */
    NOT_FINITE(Action.DROP),
    /** A price is zero or negative. */
    PRICE_NOT_POSITIVE(Action.DROP),
    HIGH_BELOW_LOW(Action.DROP),
    /** Open or close lies outside low..high. */
    PRICE_OUTSIDE_RANGE(Action.DROP),
    NEGATIVE_VOLUME(Action.DROP),
    /** A newer plausible row of the same symbol and minute says the same. */
    EXACT_DUPLICATE(Action.DROP),
    /** A newer plausible row of the same symbol and minute says something else. */
    CONFLICTING_DUPLICATE(Action.DROP),

    /** The price is zero or negative. */
    TRADE_PRICE_NOT_POSITIVE(Action.DROP),
    /** The quantity is zero or negative. */
    TRADE_QUANTITY_NOT_POSITIVE(Action.DROP),
    /** Another plausible row of the same symbol and trade_id says the same. */
    TRADE_EXACT_DUPLICATE(Action.DROP),
    /** Another plausible row of the same symbol and trade_id says something else: with a time, or else newer. */
    TRADE_CONFLICTING_DUPLICATE(Action.DROP),
    /** It has no time, and no minute has trades with ids on both sides of its own. */
    TRADE_TIME_UNKNOWN(Action.DROP),
    /** It has no time, and was placed in the first minute that has trades with ids on both sides of its own. */
    TRADE_TIME_PLACED(Action.FLAG),
    /** Not rows but minutes: there are trades of the minute, and a recorded bar, which wins. */
    TRADE_MINUTE_OVERRULED(Action.FLAG);

    /** What becomes of the row, and of its quarter. */
    public enum Action {
        /** The row is dropped. */
        DROP,
        /** The row stays; it is only counted. */
        FLAG,
        /** The row is dropped, and one of them is enough for the gate to refuse the quarter. */
        FAIL
    }

    private final Action action;

    Rule(Action action) {
        this.action = action;
    }

    public Action action() {
        return action;
    }

    /** Whether a dropped row is a copy of one that stays, or gave way to it: nothing is lost with it. */
    public boolean isDuplicate() {
        return switch (this) {
            case EXACT_DUPLICATE, CONFLICTING_DUPLICATE, TRADE_EXACT_DUPLICATE, TRADE_CONFLICTING_DUPLICATE -> true;
            default -> false;
        };
    }

    /** Name in the quality counts of a release and of the hours' columns. */
    public String text() {
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
