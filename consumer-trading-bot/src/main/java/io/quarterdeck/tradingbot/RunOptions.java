package io.quarterdeck.tradingbot;

import io.quarterdeck.tradingbot.engine.Costs;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.strategy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What every run is set to, whatever feeds it; taken as a {@code @Mixin}. */
final class RunOptions {

    @Option(
            names = "--run",
            paramLabel = "NAME",
            defaultValue = "${env:RUN:-paper}",
            description = "Name of the run; ids of orders are made from it. Env RUN; now ${DEFAULT-VALUE}.")
    String run;

    @Option(
            names = "--symbols",
            paramLabel = "A,B,...",
            split = ",",
            required = true,
            defaultValue = "${env:SYMBOLS}",
            description = "What to trade. Env SYMBOLS.")
    List<String> symbols;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            defaultValue = "${env:STRATEGY:-trend}",
            description = "trend, mean-reversion, buy-and-hold or model. Env STRATEGY; now ${DEFAULT-VALUE}.")
    String strategy;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "An option of the strategy, such as fast=24; may be repeated.")
    Map<String, String> options = new TreeMap<>();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "${env:INTERVAL:-PT1H}",
            description = "Length of the strategy's bars, in ISO 8601. Env INTERVAL; now ${DEFAULT-VALUE}.")
    Duration interval;

    @Option(
            names = "--cash",
            paramLabel = "MONEY",
            defaultValue = "${env:CASH:-100000}",
            description = "Money at the start, in quote currency. Env CASH; now ${DEFAULT-VALUE}.")
    double cash;

    @Option(
            names = "--margin",
            defaultValue = "${env:MARGIN:-false}",
            description = "May go short and borrow. Env MARGIN.")
    boolean margin;

    @Option(
            names = "--minimum-trade",
            paramLabel = "SHARE",
            defaultValue = "${env:MINIMUM_TRADE:-0.01}",
            description =
                    "Changes below this share of the equity are no order. Env MINIMUM_TRADE; now ${DEFAULT-VALUE}.")
    double minimumTrade;

    @Option(
            names = "--fee-bps",
            paramLabel = "BPS",
            defaultValue = "${env:FEE_BPS:-10}",
            description = "Fee, in hundredths of a percent. Env FEE_BPS; now ${DEFAULT-VALUE}.")
    double feeBps;

    @Option(
            names = "--half-spread-bps",
            paramLabel = "BPS",
            defaultValue = "${env:HALF_SPREAD_BPS:-5}",
            description = "Half of the spread, in hundredths of a percent. Env HALF_SPREAD_BPS; now ${DEFAULT-VALUE}.")
    double halfSpreadBps;

    @Option(
            names = "--impact-bps",
            paramLabel = "BPS",
            defaultValue = "${env:IMPACT_BPS:-50}",
            description =
                    "Price move, in hundredths of a percent, by an order as large as the bar's volume; grows with the"
                            + " square root of the share. Env IMPACT_BPS; now ${DEFAULT-VALUE}.")
    double impactBps;

    @Option(
            names = "--volume-share",
            paramLabel = "SHARE",
            defaultValue = "${env:VOLUME_SHARE:-0.05}",
            description = "The most of a minute's volume that is filled. Env VOLUME_SHARE; now ${DEFAULT-VALUE}.")
    double volumeShare;

    @Option(
            names = "--symbol-exposure",
            paramLabel = "SHARE",
            defaultValue = "${env:SYMBOL_EXPOSURE:-0.5}",
            description = "Largest position, in shares of the equity. Env SYMBOL_EXPOSURE; now ${DEFAULT-VALUE}.")
    double symbolExposure;

    @Option(
            names = "--total-exposure",
            paramLabel = "SHARE",
            defaultValue = "${env:TOTAL_EXPOSURE:-1}",
            description = "All positions together, likewise. Env TOTAL_EXPOSURE; now ${DEFAULT-VALUE}.")
    double totalExposure;

    @Option(
            names = "--maximum-drawdown",
            paramLabel = "SHARE",
            defaultValue = "${env:MAXIMUM_DRAWDOWN:-0.4}",
            description = "Below the peak by this, all is closed until a person resumes. Env MAXIMUM_DRAWDOWN; now"
                    + " ${DEFAULT-VALUE}.")
    double maximumDrawdown;

    @Option(
            names = "--daily-loss",
            paramLabel = "SHARE",
            defaultValue = "${env:DAILY_LOSS:-0.15}",
            description =
                    "With this lost in a day, all is closed until the next. Env DAILY_LOSS; now ${DEFAULT-VALUE}.")
    double dailyLoss;

    @Option(
            names = "--stop-loss",
            paramLabel = "SHARE",
            defaultValue = "${env:STOP_LOSS:-0.25}",
            description = "A position that lost this is closed. Env STOP_LOSS; now ${DEFAULT-VALUE}.")
    double stopLoss;

    @Option(
            names = "--cooldown",
            paramLabel = "DURATION",
            defaultValue = "${env:COOLDOWN:-P1D}",
            description = "For so long a stopped symbol is left alone. Env COOLDOWN; now ${DEFAULT-VALUE}.")
    Duration cooldown;

    @Option(
            names = "--orders-per-hour",
            paramLabel = "N",
            defaultValue = "${env:ORDERS_PER_HOUR:-60}",
            description = "No more orders than this. Env ORDERS_PER_HOUR; now ${DEFAULT-VALUE}.")
    int ordersPerHour;

    @Option(
            names = "--price-band",
            paramLabel = "SHARE",
            defaultValue = "${env:PRICE_BAND:-0.2}",
            description = "An order is not filled this far from the price it was decided at. Env PRICE_BAND; now"
                    + " ${DEFAULT-VALUE}.")
    double priceBand;

    @Option(
            names = "--stale-after",
            paramLabel = "DURATION",
            defaultValue = "${env:STALE_AFTER:-PT1H}",
            description = "A symbol without a bar for so long is not traded. Env STALE_AFTER; now ${DEFAULT-VALUE}.")
    Duration staleAfter;

    @Option(
            names = "--released-by-persons",
            paramLabel = "GUARD,...",
            split = ",",
            defaultValue = "${env:RELEASED_BY_PERSONS}",
            description = "Guards that do not release themselves, such as daily-loss. Env RELEASED_BY_PERSONS.")
    Set<String> releasedByPersons = Set.of();

    /** Of a strategy that needs no database. @throws IllegalArgumentException saying which value cannot be */
    Setup setup() {
        return setup(Optional.empty());
    }

    /**
     * @param databases opens one for each question
     * @throws IllegalArgumentException saying which value cannot be
     */
    Setup setup(Supplier<Database> databases) {
        return setup(Optional.of(Knowledge.of(databases)));
    }

    /**
     * @param knowledge if there is any; a strategy that reads features gets them from there, and the guard that watches quarters
     * @throws IllegalArgumentException saying which value cannot be, or that the strategy needs knowledge
     */
    Setup setup(Optional<Knowledge> knowledge) {
        return setup(Strategies.of(strategy, options, knowledge), knowledge);
    }

    Setup setup(Strategy chosen, Optional<Knowledge> knowledge) {
        var traded = new Symbols(symbols);
        var settings = new Settings(
                run,
                traded,
                interval,
                cash,
                new Costs(feeBps, halfSpreadBps, impactBps, volumeShare),
                margin,
                minimumTrade,
                releasedByPersons == null ? Set.of() : releasedByPersons);
        var limits = new Limits(
                symbolExposure,
                totalExposure,
                maximumDrawdown,
                dailyLoss,
                stopLoss,
                cooldown,
                ordersPerHour,
                Duration.ofHours(1),
                priceBand,
                staleAfter);
        limits.guards(traded, Optional.empty()); // so that a limit that cannot be is found before anything starts
        return setup(settings, limits, chosen, knowledge);
    }

    static Setup setup(Settings settings, Limits limits, Strategy chosen, Optional<Knowledge> knowledge) {
        Symbols traded = settings.symbols();
        if (chosen.features().isEmpty()) {
            return Setup.of(settings, chosen, () -> limits.guards(traded, Optional.empty()));
        }
        if (!settings.interval().equals(Duration.ofHours(1))) {
            throw new IllegalArgumentException(chosen.name() + " reads hourly features; --interval must be PT1H");
        }
        Knowledge known = Strategies.need(chosen.name(), knowledge);
        return new Setup(
                settings,
                chosen,
                () -> known.features(traded, chosen.features()),
                () -> limits.guards(traded, Optional.of(known.standing())));
    }
}
