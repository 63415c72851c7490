package io.quarterdeck.tradingbot.journal;

/** What a guard demands, from mild to hard. All that stand are met. */
public enum Halt {
    /** Only orders that make the position smaller; open ones that make it larger are cancelled. */
    REDUCE,
    /** No new orders; open ones stay. */
    FREEZE,
    /** No new orders, open ones are cancelled; positions stay. */
    CANCEL,
    /** As {@link #CANCEL}, and positions are closed. */
    FLATTEN
}
