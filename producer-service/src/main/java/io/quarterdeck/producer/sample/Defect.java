package io.quarterdeck.producer.sample;

import java.util.Locale;

/**
 * What can be wrong with a line; no line has more than one. The first four are never sent by the producer, the next
 * three are dropped by the quarterly job, of duplicates it keeps the later line, spikes it drops, and late lines it keeps.
 */
enum Defect {
    /** An extra line with a column too few or too many. */
    WRONG_COLUMN_COUNT(0.00005),
    /** An extra line with a word for a price. */
    NOT_A_NUMBER(0.00005),
    /** An extra line with a time that does not exist. */
    BAD_TIME(0.00005),
    /** An extra line with NaN for a price. */
    NAN(0.00005),
    /** The minute's only line has its high below its low. */
    HIGH_BELOW_LOW(0.0001),
    /** The minute's only line has a price of 0. */
    ZERO_PRICE(0.00005),
    /** The minute's only line has a price below 0. */
    NEGATIVE_PRICE(0.00005),
    /** The minute's line stands once more, 1 to 30 minutes later. */
    EXACT_DUPLICATE(0.0005),
    /** The minute has a second line 1 to 30 minutes later, with another close and volume: the later line holds. */
    CONFLICTING_DUPLICATE(0.0002),
    /** All four prices are ten times too high, for this minute only; twenty good bars of the day stand before it. */
    SPIKE(0.0001),
    /** The line stands 1 to 30 minutes too late. */
    OUT_OF_ORDER(0.0005);

    /** Share of the bars at dose 1. */
    final double share;

    Defect(double share) {
        this.share = share;
    }

    boolean isMalformed() {
        return compareTo(NAN) <= 0;
    }

    boolean isImpossible() {
        return compareTo(HIGH_BELOW_LOW) >= 0 && compareTo(NEGATIVE_PRICE) <= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
