package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.market.Symbols;
import java.time.Duration;
import java.util.Set;

/**
 * What a run is set to. A run that is taken up again must have the same. (The limits of its guards may be others.)
 *
 * @param run its name; the ids of its orders are made from it
 * @param symbols that it trades
 * @param interval of the strategy's bars, whole minutes
 * @param cash that it begins with, in quote currency
 * @param costs of trading
 * @param margin whether it may go short and borrow money (which costs nothing here)
 * @param minimumTrade changes of a position smaller than this share of the equity are not worth an order; closing it is
 * @param releasedByPersons names of guards that only a person releases; the kill switch and maximum drawdown always
 */
public record Settings(
        String run,
        Symbols symbols,
        Duration interval,
        double cash,
        Costs costs,
        boolean margin,
        double minimumTrade,
        Set<String> releasedByPersons) {

    public Settings {
        if (!(cash > 0) || !(minimumTrade >= 0)) {
            throw new IllegalArgumentException(
                    "cash " + cash + " must be above 0, minimum trade " + minimumTrade + " not below");
        }
        if (interval.toMillis() <= 0 || interval.toMillis() % 60_000 != 0) {
            throw new IllegalArgumentException("interval " + interval + " is not a number of minutes");
        }
        releasedByPersons = Set.copyOf(releasedByPersons);
    }

    /** 100 000 in cash, hourly bars, default costs, no margin, trades from one percent of the equity. */
    public static Settings of(String run, Symbols symbols) {
        return new Settings(run, symbols, Duration.ofHours(1), 100_000, Costs.DEFAULT, false, 0.01, Set.of());
    }

    public Settings withInterval(Duration other) {
        return new Settings(run, symbols, other, cash, costs, margin, minimumTrade, releasedByPersons);
    }

    public Settings withCosts(Costs other) {
        return new Settings(run, symbols, interval, cash, other, margin, minimumTrade, releasedByPersons);
    }

    public Settings withMargin() {
        return new Settings(run, symbols, interval, cash, costs, true, minimumTrade, releasedByPersons);
    }

    long intervalMicros() {
        return interval.toMillis() * 1_000;
    }

    /** For the journal; the same settings give the same text. */
    String text() {
        return "symbols=" + symbols.names() + " interval=" + interval + " cash=" + cash + " " + costs + " margin="
                + margin + " minimumTrade=" + minimumTrade + " releasedByPersons="
                + releasedByPersons.stream().sorted().toList();
    }
}
