package io.quarterdeck.tradingbot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Cancelled;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.market.SlotMerger;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.TotalExposure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for any orders whatever. */
class AccountingTest {

    private static final Symbols SYMBOLS = new Symbols(List.of("A", "B", "C"));

    @Property(tries = 100)
    void theSumsAgreeAndNoMoreIsFilledThanThereIs(
            @ForAll long seed,
            @ForAll boolean margin,
            @ForAll @IntRange(max = 100) int feeBps,
            @ForAll @IntRange(min = 1, max = 100) int volumePercent) {
        var costs = new Costs(feeBps, 5, 50, volumePercent / 100.0);
        Settings settings = Settings.of("run", SYMBOLS).withCosts(costs).withInterval(Duration.ofMinutes(3));
        var journal = new MemoryJournal();
        var engine = new Engine(
                margin ? settings.withMargin() : settings,
                new AnyStrategy(seed),
                FeatureSource.NONE,
                List.of(new TotalExposure(3)),
                journal);
        List<Bar> bars = Bars.walk(seed, 300, "A", "B", "C");
        var merger = new SlotMerger(SYMBOLS, 1, slot -> {
            engine.step(slot);
            check(engine.portfolio(), margin);
        });
        bars.forEach(bar -> merger.add(0, bar));
        merger.ended(0);

        assertThat(journal.entries()).hasAtLeastOneElementOfType(Filled.class);
        checkMoney(engine.portfolio(), journal.entries());
        checkOrders(journal.entries());
        checkVolumes(bars, journal.entries(), costs);
    }

    private static void check(Portfolio portfolio, boolean margin) {
        double tolerance = 1e-9 * (100_000 + portfolio.turnover());
        assertThat(portfolio.equity()).isCloseTo(portfolio.equityByProfit(), within(tolerance));
        if (!margin) {
            assertThat(portfolio.cash()).isNotNegative();
            assertThat(portfolio.holdings()).allMatch(holding -> holding.quantity() > 0);
        }
    }

    /** Kept anew from the fills, in decimals, without any rounding. */
    private static void checkMoney(Portfolio portfolio, List<Entry> entries) {
        var cash = new BigDecimal(100_000);
        var fees = BigDecimal.ZERO;
        Map<String, BigDecimal> quantities = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Filled fill) {
                BigDecimal quantity = BigDecimal.valueOf(fill.quantity());
                cash = cash.subtract(quantity.multiply(BigDecimal.valueOf(fill.price())))
                        .subtract(BigDecimal.valueOf(fill.fee()));
                fees = fees.add(BigDecimal.valueOf(fill.fee()));
                quantities.merge(fill.symbol(), quantity, BigDecimal::add);
            }
        }
        double tolerance = 1e-9 * (100_000 + portfolio.turnover());
        assertThat(portfolio.cash()).isCloseTo(cash.doubleValue(), within(tolerance));
        assertThat(portfolio.fees()).isCloseTo(fees.doubleValue(), within(tolerance));
        for (int i = 0; i < SYMBOLS.count(); i++) {
            assertThat(portfolio.quantity(i))
                    .isEqualTo(quantities
                            .getOrDefault(SYMBOLS.name(i), BigDecimal.ZERO)
                            .doubleValue());
        }
    }

    /** An order's fills and what was cancelled of it never come to more than the order; none is filled in its own slot. */
    private static void checkOrders(List<Entry> entries) {
        Map<String, Ordered> orders = new HashMap<>();
        Map<String, Double> rests = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Ordered order) {
                assertThat(orders.put(order.order(), order))
                        .as("a second order with this id")
                        .isNull();
                rests.put(order.order(), order.quantity());
            } else if (entry instanceof Filled fill) {
                Ordered order = orders.get(fill.order());
                double rest = Lots.nearest(rests.get(fill.order()) - fill.quantity());
                assertThat(Math.signum(fill.quantity())).isEqualTo(Math.signum(order.quantity()));
                assertThat(rest * order.quantity() >= 0).as("filled too much").isTrue();
                assertThat(fill.slot()).isGreaterThan(order.slot());
                rests.put(fill.order(), rest);
            } else if (entry instanceof Cancelled cancelled) {
                assertThat(cancelled.rest()).isEqualTo(rests.put(cancelled.order(), 0.0));
            }
        }
    }

    private static void checkVolumes(List<Bar> bars, List<Entry> entries, Costs costs) {
        Map<String, Bar> byMinute = new HashMap<>();
        bars.forEach(bar -> byMinute.put(bar.symbol() + bar.openTimeMicros(), bar));
        for (Entry entry : entries) {
            if (entry instanceof Filled fill) {
                Bar bar = byMinute.get(fill.symbol() + fill.slot());
                assertThat(Math.abs(fill.quantity())).isLessThan(costs.volumeShare() * bar.volume() + 1e-9);
                assertThat(fill.open()).isEqualTo(bar.open());
                assertThat((fill.price() - bar.open()) * fill.quantity()).isPositive();
            }
        }
    }
}
