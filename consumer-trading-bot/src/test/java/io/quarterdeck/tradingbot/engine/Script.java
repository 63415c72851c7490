package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import java.util.Map;

/** Wants a weight from the close of a minute on, and leaves all as it is at other times. */
public record Script(Map<Integer, Double> weights) implements Strategy {

    @Override
    public String name() {
        return "script";
    }

    @Override
    public Target decide(MarketView view) {
        Double weight = weights.get((int) ((view.nowMicros() - Bars.START) / Bars.MINUTE) - 1);
        return weight == null ? Target.keep() : new Target(weight, "script");
    }
}
