package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import java.util.SplittableRandom;

/** Wants anything, from twice short to twice long; the same at the same moment. */
public record AnyStrategy(long seed) implements Strategy {

    @Override
    public String name() {
        return "any";
    }

    @Override
    public Target decide(MarketView view) {
        var random =
                new SplittableRandom(seed ^ view.nowMicros() ^ view.symbol().hashCode());
        return switch (random.nextInt(4)) {
            case 0 -> Target.keep();
            case 1 -> Target.flat("flat");
            default -> new Target(4 * random.nextDouble() - 2, "any");
        };
    }
}
