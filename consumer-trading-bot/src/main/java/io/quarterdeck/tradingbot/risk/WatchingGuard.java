package io.quarterdeck.tradingbot.risk;

/** A guard that looks at the account and may halt trading. The others are not asked at each slot: that is most of a backtest. */
public interface WatchingGuard extends Guard {

    /** Asked at the close of each slot, before anything is decided. */
    void check(Situation now, Alarm alarm);
}
