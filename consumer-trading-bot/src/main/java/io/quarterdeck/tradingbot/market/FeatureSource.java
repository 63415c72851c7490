package io.quarterdeck.tradingbot.market;

import java.util.Optional;

/** Feature rows as of a moment. */
@FunctionalInterface
public interface FeatureSource {

    FeatureSource NONE = (symbol, now) -> Optional.empty();

    /** The symbol's row with the newest open time of those known at the moment. Moments never go back. */
    Optional<FeatureRow> newest(String symbol, long nowMicros);
}
