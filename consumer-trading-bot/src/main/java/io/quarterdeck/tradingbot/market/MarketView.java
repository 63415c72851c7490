package io.quarterdeck.tradingbot.market;

/**
 * What a strategy may see of a symbol when it decides: nothing that was not known at {@link #nowMicros}. There is no way from
 * here to a later bar. Valid only during the call that it is given to.
 */
public interface MarketView {

    String symbol();

    /** The moment of the decision, epoch microseconds UTC: the close of the newest minute. */
    long nowMicros();

    /** Closed bars of the strategy's interval that can be looked at, at most as many as it asked for. */
    int bars();

    /** Of the closed bar so many before the newest, which is 0. */
    double open(int ago);

    double high(int ago);

    double low(int ago);

    double close(int ago);

    double volume(int ago);

    /** By its place in the strategy's list; NaN until it is warm. */
    double indicator(int number);

    /** Of the newest known feature row, by its place in the strategy's list; NaN if it is null or there is no row. */
    double feature(int number);

    /** How long ago that row became known; {@link Long#MAX_VALUE} if there is none. */
    long featureAgeMicros();

    /** Close of the symbol's newest minute. */
    double price();

    /** Units held; below 0 when short. */
    double quantity();

    /** How many intervals the position has been held, since it was last flat or changed its side. */
    int barsHeld();

    /** What the whole account is worth. */
    double equity();

    /** The weight of one symbol if all of the run's symbols had the same: 1 / their number. */
    double evenWeight();

    /** How many of the strategy's intervals a year has; markets that never close. */
    double intervalsPerYear();
}
