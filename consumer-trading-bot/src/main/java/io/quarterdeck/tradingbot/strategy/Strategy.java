package io.quarterdeck.tradingbot.strategy;

import io.quarterdeck.tradingbot.market.Indicator;
import io.quarterdeck.tradingbot.market.MarketView;
import java.util.List;
import java.util.function.Supplier;

/**
 * Says for one symbol what position it wants, each time a bar of the run's interval has closed. A function: it holds nothing,
 * reads no clock and does no I/O. What it must remember stands in indicators, which are made of bars, or in the position, which
 * is made of fills; so a restart finds all of it again. Write one as a record of its options: its {@code toString} is kept with
 * the run.
 */
public interface Strategy {

    /** As on the command line: {@code mean-reversion}. */
    String name();

    /** Recipes of the indicators that it reads by their place in this list. */
    default List<Supplier<Indicator>> indicators() {
        return List.of();
    }

    /** How many closed bars it looks back at. */
    default int lookback() {
        return 1;
    }

    /** Columns of the feature table that it reads by their place in this list. */
    default List<String> features() {
        return List.of();
    }

    Target decide(MarketView view);
}
