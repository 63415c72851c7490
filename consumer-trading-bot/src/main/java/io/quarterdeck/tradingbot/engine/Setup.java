package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.risk.Guard;
import io.quarterdeck.tradingbot.strategy.BuyAndHold;
import io.quarterdeck.tradingbot.strategy.Strategy;
import java.util.List;
import java.util.function.Supplier;

/** All that a run is made of but its bars. What changes as a run goes on, each run gets anew. */
public record Setup(
        Settings settings, Strategy strategy, Supplier<FeatureSource> features, Supplier<List<Guard>> guards) {

    /** Without features. */
    public static Setup of(Settings settings, Strategy strategy, Supplier<List<Guard>> guards) {
        return new Setup(settings, strategy, () -> FeatureSource.NONE, guards);
    }

    public Engine engine(Journal journal) {
        return new Engine(settings, strategy, features.get(), guards.get(), journal);
    }

    /** Buy and hold with the same money, costs and symbols, which no guard disturbs: the measure of the others. */
    public Setup buyAndHold() {
        return Setup.of(settings, new BuyAndHold(), List::of);
    }

    public Setup withStrategy(Strategy other) {
        return new Setup(settings, other, features, guards);
    }
}
