package io.quarterdeck.tradingbot.market;

/**
 * A number made of a symbol's closed bars, one after the other. It holds nothing but what these bars gave it, so the same
 * bars give the same value to the last bit, whenever and wherever they are read again.
 */
public interface Indicator {

    /** The next closed bar. */
    void add(double high, double low, double close);

    /** NaN until there were enough bars. */
    double value();
}
