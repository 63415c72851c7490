package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Halt;

/** Where a guard says that trading must halt, and that it may go on. Each goes to the journal. */
public interface Alarm {

    /** In place of a symbol: the whole account. */
    int ACCOUNT = -1;

    /** Whether this guard has tripped for the symbol, or the account, and was not released. */
    boolean stands(int symbol);

    void trip(int symbol, Halt halt, String detail);

    /** Has no effect if only a person may release this guard. */
    void release(int symbol, String detail);
}
