package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.market.Symbols;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much risk a run may take: the guards' limits. Shares are of the equity unless said otherwise. */
public record Limits(
        double symbolExposure,
        double totalExposure,
        double maximumDrawdown,
        double dailyLoss,
        double stopLoss,
        Duration cooldown,
        int orders,
        Duration ordersWithin,
        double priceBand,
        Duration staleAfter) {

    public static final Limits DEFAULT =
            new Limits(0.5, 1, 0.4, 0.15, 0.25, Duration.ofDays(1), 60, Duration.ofHours(1), 0.2, Duration.ofHours(1));

    /** Fresh guards for one run. @param standing if the run rests on released features */
    public List<Guard> guards(Symbols symbols, Optional<QuarterStanding> standing) {
        var guards = new ArrayList<Guard>(List.of(
                new StaleData(staleAfter),
                new StopLoss(stopLoss, cooldown, symbols),
                new DailyLoss(dailyLoss),
                new MaximumDrawdown(maximumDrawdown),
                new OrderRate(orders, ordersWithin),
                new PriceBand(priceBand),
                new SymbolExposure(symbolExposure),
                new TotalExposure(totalExposure)));
        standing.map(QuarterGuard::new).ifPresent(guards::add);
        return guards;
    }
}
