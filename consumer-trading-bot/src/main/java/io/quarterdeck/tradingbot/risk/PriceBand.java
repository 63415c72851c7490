package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import java.util.Optional;

/** No fill at a price that is so far from the one at which the order was decided: a fat finger, a broken feed, a crash. */
public record PriceBand(double maximum) implements Guard {

    public PriceBand {
        Shares.above0("price band", maximum);
    }

    @Override
    public String name() {
        return "price-band";
    }

    @Override
    public Optional<String> refusalToFill(Ordered order, double open) {
        double move = Math.abs(open / order.referencePrice() - 1);
        return move <= maximum
                ? Optional.empty()
                : Optional.of(
                        "price moved " + Shares.percent(move) + " since the order, limit " + Shares.percent(maximum));
    }
}
