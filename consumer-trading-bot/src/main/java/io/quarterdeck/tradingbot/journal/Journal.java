package io.quarterdeck.tradingbot.journal;

/**
 * Where a run's entries go. Those of a slot belong together: all of them are kept or, if keeping fails or the process dies, none,
 * so that a slot has happened or has not; nor has then any slot after it. An entry whose place is taken must make it fail: another
 * process runs the same run.
 */
public interface Journal {

    /** Entries come in order of their sequence, which has no gaps. */
    void append(Entry entry);

    /** The slot is done; called only after entries. Kept it is now or later, before any that follow. */
    void endSlot();
}
