package io.quarterdeck.tradingbot.journal;

/**
 * Where a run's entries go. Entries belong together until {@link #commit}: it keeps all of them or, if it fails or the process
 * dies, none, so that a slot has happened or has not. An entry whose place is taken must make it fail: another process runs the
 * same run.
 */
public interface Journal {

    /** Entries come in order of their sequence, which has no gaps. */
    void append(Entry entry);

    /** The slot is done; called only after entries. */
    void commit();
}
