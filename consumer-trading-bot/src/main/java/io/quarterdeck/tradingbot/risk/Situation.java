package io.quarterdeck.tradingbot.risk;

/** The account at the close of a slot, as guards see it. Symbols go by their numbers. */
public interface Situation {

    long nowMicros();

    int symbols();

    double equity();

    /** Units held, below 0 when short. */
    double quantity(int symbol);

    /** What a unit of the position cost, without fees. */
    double averagePrice(int symbol);

    /** Close of the newest minute; NaN before the first. */
    double price(int symbol);

    /** When the newest minute closed; {@link Long#MIN_VALUE} before the first. */
    long newestBarMicros(int symbol);
}
