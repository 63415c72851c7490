package io.quarterdeck.tradingbot.journal;

/** What a guard demands, from mild to hard; the hardest of those that stand counts. */
public enum Halt {
    /** Only orders that make the position smaller. */
    REDUCE,
    /** No new orders; open ones stay. */
    FREEZE,
    /** No new orders, open ones are cancelled; positions stay. */
    CANCEL,
    /** As {@link #CANCEL}, and positions are closed. */
    FLATTEN
}
