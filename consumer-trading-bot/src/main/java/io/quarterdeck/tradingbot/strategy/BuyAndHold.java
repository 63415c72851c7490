package io.quarterdeck.tradingbot.strategy;

import io.quarterdeck.tradingbot.market.MarketView;

/** Buys each symbol once, all in even parts, and keeps it: the measure of the others. */
public record BuyAndHold() implements Strategy {

    @Override
    public String name() {
        return "buy-and-hold";
    }

    @Override
    public Target decide(MarketView view) {
        return view.quantity() == 0 ? new Target(view.evenWeight(), "not bought yet") : Target.keep();
    }
}
