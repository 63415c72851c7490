package io.quarterdeck.batch.cleaning;

import java.util.Locale;
import java.util.Optional;

/**
 * What cleaning does to raw rows, and counts: the one place where the rules are listed. {@code docs/quality-rules.md} and
 * {@code governance.quality_rule} are made from it. A row counts under the first rule that applies, in this order.
 */
public enum Rule {
    FROM_THE_FUTURE(
            Subject.BAR,
            Action.FAIL,
            RawBar.CLOCK_TOLERANCE,
            "The bar begins later than it came in, beyond what clocks may differ: its time or a clock is wrong, and so"
                    + " may be any other time of the source."),
    NOT_ON_A_MINUTE(Subject.BAR, Action.DROP, "open_time is not the start of a minute, so this is no minute bar."),
    NOT_FINITE(
            Subject.BAR,
            Action.DROP,
            "A price or the volume is infinite, no number, or beyond what can be computed with: above 1e75, or a price below 1e-75."),
    PRICE_NOT_POSITIVE(Subject.BAR, Action.DROP, "A price is zero or negative."),
    HIGH_BELOW_LOW(Subject.BAR, Action.DROP, "The high is below the low."),
    PRICE_OUTSIDE_RANGE(Subject.BAR, Action.DROP, "The open or the close lies outside low..high."),
    NEGATIVE_VOLUME(Subject.BAR, Action.DROP, "The volume is negative."),
    EXACT_DUPLICATE(Subject.BAR, Action.DROP, "A newer plausible row of the same symbol and minute says the same."),
    CONFLICTING_DUPLICATE(
            Subject.BAR, Action.DROP, "A newer plausible row of the same symbol and minute says something else."),

    TRADE_FROM_THE_FUTURE(
            Subject.TRADE,
            Action.FAIL,
            RawBar.CLOCK_TOLERANCE,
            "The trade was made later than it came in, beyond what clocks may differ: its time or a clock is wrong, and"
                    + " so may be any other time of the source."),
    TRADE_PRICE_NOT_POSITIVE(
            Subject.TRADE,
            Action.DROP,
            "The price is zero, negative, or beyond what can be computed with: outside 1e-75..1e75."),
    TRADE_QUANTITY_NOT_POSITIVE(
            Subject.TRADE,
            Action.DROP,
            "The quantity is zero, negative, or beyond what can be computed with: above 1e75."),
    TRADE_EXACT_DUPLICATE(
            Subject.TRADE, Action.DROP, "Another plausible row of the same symbol and trade_id says the same."),
    TRADE_CONFLICTING_DUPLICATE(
            Subject.TRADE,
            Action.DROP,
            "Another plausible row of the same symbol and trade_id says something else: with a time, or else newer."),
    TRADE_TIME_UNKNOWN(
            Subject.TRADE, Action.DROP, "It has no time, and no minute has trades with ids on both sides of its own."),
    TRADE_TIME_PLACED(
            Subject.TRADE,
            Action.FLAG,
            "It has no time, and was placed in the first minute that has trades with ids on both sides of its own."),

    SPIKE(
            Subject.MINUTE,
            Action.DROP,
            SpikeRule.THRESHOLD,
            "All prices of the minute are far from those of the minutes before, and neither the minute before nor a"
                    + " later one of the same five minutes bears it out: a glitch, not a move of the market."),
    STALE(
            Subject.MINUTE,
            Action.FLAG,
            StaleRule.THRESHOLD,
            "Bars have kept coming for longer than this with one and the same price: the feed may be repeating itself."),
    GAP(
            Subject.MINUTE,
            Action.FLAG,
            GapRule.THRESHOLD,
            "Before this minute there was none for longer than this, up to a day: the market or the feed stood still."
                    + " Whole days without a minute show in the coverage of the symbol."),
    TRADE_MINUTE_OVERRULED(
            Subject.MINUTE, Action.FLAG, "There are trades of the minute, and a recorded bar, which wins.");

    /** What a rule judges and counts. */
    public enum Subject {
        /** Rows of {@code raw.bars}. */
        BAR,
        /** Rows of {@code raw.trades}. */
        TRADE,
        /** Minutes that are left of both. */
        MINUTE;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of the row, and of its quarter. */
    public enum Action {
        /** The row is dropped. */
        DROP,
        /** The row stays; it is only counted. */
        FLAG,
        /** The row is dropped, and one of them is enough for the gate to refuse the quarter. */
        FAIL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A rule applies to what lies beyond it. */
    public record Threshold(double value, String unit) {}

    private final Subject subject;
    private final Action action;
    private final Threshold threshold;
    private final String reason;

    Rule(Subject subject, Action action, String reason) {
        this(subject, action, null, reason);
    }

    Rule(Subject subject, Action action, Threshold threshold, String reason) {
        this.subject = subject;
        this.action = action;
        this.threshold = threshold;
        this.reason = reason;
    }

    public Subject subject() {
        return subject;
    }

    public Action action() {
        return action;
    }

    /** Empty for a rule that applies or does not. */
    public Optional<Threshold> threshold() {
        return Optional.ofNullable(threshold);
    }

    /** One sentence for people: when the rule applies, or why. */
    public String reason() {
        return reason;
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
}
