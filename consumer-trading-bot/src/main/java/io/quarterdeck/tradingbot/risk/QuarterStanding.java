package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.marketdata.Quarter;

/** What stands of a quarter: whether its features can be trusted. */
@FunctionalInterface
public interface QuarterStanding {

    enum Standing {
        /** A release with a certificate is in force, and the newest run's gate did not refuse the quarter. */
        GOOD,
        NO_RELEASE,
        NO_CERTIFICATE,
        GATE_REFUSED
    }

    /** @param nowMicros the moment of the market at which it is asked */
    Standing of(Quarter quarter, long nowMicros);
}
