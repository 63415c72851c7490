package io.quarterdeck.tradingbot.strategy;

import java.util.Optional;

/** The models of a walk-forward: each is trained on the quarters before the one in which it is asked. */
@FunctionalInterface
public interface Models {

    /** The newest model that was known at the moment, if any. */
    Optional<Classifier> at(long nowMicros);
}
