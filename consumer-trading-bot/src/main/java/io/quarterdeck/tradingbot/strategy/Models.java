package io.quarterdeck.tradingbot.strategy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The models of a walk-forward: each is trained on the quarters before the one in which it is asked. */
@FunctionalInterface
public interface Models {

    /** The newest model that was known at the moment, if any. */
    Optional<Classifier> at(long nowMicros);

    /** Of these models. */
    static Models of(List<? extends Classifier> models) {
        List<Classifier> newestFirst = models.stream()
                .map(Classifier.class::cast)
                .sorted(Comparator.comparingLong(Classifier::knownAtMicros).reversed())
                .toList();
        return now -> newestFirst.stream()
                .filter(model -> model.knownAtMicros() <= now)
                .findFirst();
    }
}
