package io.quarterdeck.tradingbot.risk;

import static io.quarterdeck.tradingbot.Bars.MINUTE;
import static io.quarterdeck.tradingbot.Bars.START;
import static io.quarterdeck.tradingbot.Bars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.engine.Run;
import io.quarterdeck.tradingbot.engine.Script;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Cancelled;
import io.quarterdeck.tradingbot.journal.Entry.Commanded;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.QuarterStanding.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Each guard trips, and holds after a restart from the journal. Each run wants half the account in A from its first minute. */
class GuardsTest {

    private static final int DAY = 24 * 60;

    /** Half in A, wanted anew every minute. */
    private static Map<Integer, Double> always(double weight) {
        var script = new TreeMap<Integer, Double>();
        for (int minute = 0; minute < 3 * DAY; minute++) {
            script.put(minute, weight);
        }
        return script;
    }

    private static double quantity(Run run) {
        return run.engine().portfolio().quantity(0);
    }

    @Test
    void maximumDrawdownClosesAllAndOnlyAPersonReleasesIt() {
        var run = Run.of(always(0.5), () -> List.of(new MaximumDrawdown(0.1)), "A");

        run.prices("A", 58, 100, 100).prices("A", 119, 200, 100).prices("A", 179, 100, 100);
        assertThat(run.trips()).as("a height that only one mark saw").isEmpty();
        run.prices("A", 239, 130, 130).prices("A", 299, 130, 130).prices("A", 359, 100, 100);
        assertThat(run.trips()).as("a depth that only one mark saw").isEmpty();
        run.restart().prices("A", 419, 100, 100).restart();

        assertThat(run.trips()).containsExactly("maximum-drawdown=FLATTEN");
        run.prices("A", 421, 100);
        assertThat(quantity(run)).isZero();
        run.restart().prices("A", 480, 200, 200, 200);
        assertThat(quantity(run)).isZero();

        run.engine().resume(1, "maximum-drawdown", "ann", "looked at it");
        run.restart().prices("A", 484, 200, 200, 200);
        assertThat(run.trips()).isEmpty();
        assertThat(quantity(run)).isPositive();
    }

    @Test
    void dailyLossClosesAllUntilTheNextDay() {
        var run = Run.of(always(0.5), () -> List.of(new DailyLoss(0.1)), "A");

        run.prices("A", 0, 100, 100, 85);
        assertThat(run.trips()).isEmpty();
        run.prices("A", 3, 79, 79).restart();
        assertThat(run.trips()).containsExactly("daily-loss=FLATTEN");
        assertThat(quantity(run)).isZero();

        run.prices("A", DAY - 3, 79, 79).restart();
        assertThat(quantity(run)).isZero();
        run.prices("A", DAY - 1, 79, 79).restart();

        assertThat(run.trips()).isEmpty();
        assertThat(quantity(run)).isPositive();
    }

    @Test
    void stopLossClosesThePositionAndKeepsAwayUntilItHasCooledDown() {
        var symbols = new Symbols(List.of("A"));
        var run = Run.of(always(0.5), () -> List.of(new StopLoss(0.1, Duration.ofMinutes(10), symbols)), "A");

        run.prices("A", 0, 100, 100, 91, 89, 89).restart(); // bought at 100, stopped at the close of minute 3
        assertThat(run.trips()).containsExactly("stop-loss:A=FLATTEN");
        assertThat(quantity(run)).isZero();

        run.prices("A", 5, 120, 120, 120, 120, 120, 120, 120, 120).restart();
        assertThat(quantity(run)).isZero();
        run.prices("A", 13, 120, 120);

        assertThat(run.trips()).isEmpty();
        assertThat(quantity(run)).isPositive();
        assertThat(run.entries(Guarded.class)).extracting(Guarded::act).containsExactly(Act.TRIPPED, Act.RELEASED);
    }

    @Test
    void aGuardThatOnlyAPersonMayReleaseDoesNotReleaseItself() {
        var settings = Run.settings("A");
        var strict = new Settings(
                "run",
                settings.symbols(),
                settings.interval(),
                settings.cash(),
                settings.costs(),
                false,
                0.01,
                Set.of("daily-loss"));
        var run = new Run(strict, new Script(always(0.5)), () -> List.of(new DailyLoss(0.1)));

        run.prices("A", 0, 100, 100, 79, 79).prices("A", DAY, 79, 79).restart();

        assertThat(run.trips()).containsExactly("daily-loss=FLATTEN");
    }

    @Test
    void orderRateStopsTheStrategysOrdersUntilTheWindowHasPassed() {
        var run = Run.of(
                Map.of(0, 0.1, 1, 0.2, 2, 0.3, 3, 0.4, 9, 0.5, 10, 0.6),
                () -> List.of(new OrderRate(2, Duration.ofMinutes(10))),
                "A");

        run.prices("A", 0, 100, 100).restart().prices("A", 2, 100, 100, 100).restart();

        assertThat(run.entries(Ordered.class)).hasSize(2);
        assertThat(run.entries(Guarded.class))
                .extracting(refused -> refused.guard() + refused.act())
                .containsExactly("order-rateREFUSED", "order-rateREFUSED");
        run.prices("A", 9, 100, 100, 100);
        assertThat(run.entries(Ordered.class))
                .extracting(order -> (order.slot() - START) / MINUTE)
                .containsExactly(0L, 1L, 10L);
    }

    @Test
    void priceBandFillsNothingFarFromThePriceAtWhichItWasDecided() {
        var run = Run.of(Map.of(0, 0.5), () -> List.of(new PriceBand(0.1)), "A");

        run.prices("A", 0, 100).restart().prices("A", 1, 111, 100).restart().prices("A", 3, 100);

        assertThat(run.entries(Filled.class)).isEmpty();
        assertThat(run.entries(Guarded.class)).singleElement().satisfies(refused -> {
            assertThat(refused.guard()).isEqualTo("price-band");
            assertThat(refused.detail()).contains("11.00 %");
        });
        assertThat(run.entries(Cancelled.class)).hasSize(1);
    }

    @Test
    void staleDataFreezesTheSymbolUntilItHasABarAgain() {
        var run = Run.of(always(0.2), () -> List.of(new StaleData(Duration.ofMinutes(5))), "A", "B");

        run.bars(bar("A", 0, 100, 0), bar("B", 0, 100, 0)).prices("B", 1, 100, 100, 100, 100, 100);
        assertThat(run.trips()).isEmpty();
        run.prices("B", 6, 100).restart();
        assertThat(run.trips()).containsExactly("stale-data:A=FREEZE");
        run.bars(bar("A", 8, 100));

        assertThat(run.trips()).isEmpty();
    }

    @Test
    void staleDataIsFoundOfASymbolThatCameLaterAndAgainAfterItsRelease() {
        var run = Run.of(always(0.2), () -> List.of(new StaleData(Duration.ofMinutes(5))), "A", "B");

        run.prices("A", 0, 100).bars(bar("A", 3, 100), bar("B", 3, 100)).prices("A", 4, 100, 100, 100, 100, 100);
        assertThat(run.trips()).isEmpty();
        run.prices("A", 9, 100);
        assertThat(run.trips()).containsExactly("stale-data:B=FREEZE");
        run.bars(bar("A", 10, 100), bar("B", 10, 100)).prices("A", 11, 100, 100, 100, 100, 100);
        assertThat(run.trips()).isEmpty();
        run.prices("A", 16, 100);

        assertThat(run.trips()).containsExactly("stale-data:B=FREEZE");
    }

    @Test
    void staleDataIsSeenThoughNoSlotComes() {
        var run = Run.of(always(0.2), () -> List.of(new StaleData(Duration.ofMinutes(5))), "A");
        run.prices("A", 0, 100);

        run.engine().idle(START + 6 * MINUTE);
        assertThat(run.trips()).isEmpty();
        run.engine().idle(START + 6 * MINUTE + 1);

        assertThat(run.restart().trips()).containsExactly("stale-data:A=FREEZE");
    }

    @Test
    void aQuarterThatIsNotGoodLetsPositionsOnlyShrink() {
        var script = new TreeMap<>(Map.of(0, 0.5, 60, 0.2, 61, 0.4, 121, 0.5));
        QuarterStanding standing = (quarter, now) -> {
            assertThat(quarter).isEqualTo(Quarter.parse("2023Q4"));
            return now <= START + 59 * MINUTE || now > START + 120 * MINUTE ? Standing.GOOD : Standing.GATE_REFUSED;
        };
        var run = Run.of(script, () -> List.of(new QuarterGuard(standing)), "A");

        run.prices("A", 0, 100, 100).prices("A", 59, 100).restart().prices("A", 60, 100, 100, 100, 100);
        assertThat(run.trips()).containsExactly("quarter-standing=REDUCE");
        assertThat(quantity(run)).isEqualTo(200);

        run.restart().prices("A", 120, 100, 100, 100);
        assertThat(run.trips()).isEmpty();
        assertThat(quantity(run)).isEqualTo(500);
        assertThat(run.entries(Guarded.class))
                .extracting(Guarded::detail)
                .containsExactly("2023Q4: GATE_REFUSED", "2023Q4 is released and certified");
    }

    @Test
    void whatWouldEnlargeAPositionIsCancelledWhenPositionsMayOnlyShrink() {
        QuarterStanding standing =
                (quarter, now) -> now <= START + 2 * MINUTE ? Standing.GOOD : Standing.NO_CERTIFICATE;
        var run = Run.of(Map.of(57, 0.5, 58, 0.2), () -> List.of(new QuarterGuard(standing)), "A", "B");

        // A has 500 and sells 300, B has 100 and buys 100 more, when the hour ends.
        run.bars(bar("A", 0, 100), bar("B", 0, 100)).bars(bar("A", 57, 100), bar("B", 57, 100));
        run.bars(bar("A", 58, 100), bar("B", 58, 100, 100)).bars(bar("A", 59, 100, 0), bar("B", 59, 100, 0));
        assertThat(run.trips()).containsExactly("quarter-standing=REDUCE");
        run.restart().bars(bar("A", 60, 100), bar("B", 60, 100));

        assertThat(quantity(run)).isEqualTo(200);
        assertThat(run.engine().portfolio().quantity(1)).isEqualTo(100);
    }

    @Test
    void theKillSwitchFreezesCancelsOrGoesFlatAndStaysUntilAPersonResumesWithAReason() {
        for (Halt halt : List.of(Halt.FREEZE, Halt.CANCEL, Halt.FLATTEN)) {
            var run = Run.of(always(0.5), List::of, "A", "B");
            run.bars(bar("A", 0, 100), bar("B", 0, 100)).bars(bar("A", 1, 100), bar("B", 1, 100, 0));

            run.restart().engine().kill(2, halt, "ann", "no idea what it does");
            run.restart().bars(bar("A", 2, 100), bar("B", 2, 100)).restart();
            run.bars(bar("A", 3, 100), bar("B", 3, 100));

            assertThat(run.trips()).containsExactly("kill-switch=" + halt);
            assertThat(quantity(run)).as("A " + halt).isEqualTo(halt == Halt.FLATTEN ? 0 : 500);
            assertThat(run.engine().portfolio().quantity(1)).as("B " + halt).isEqualTo(halt == Halt.FREEZE ? 500 : 0);
            assertThat(run.entries(Commanded.class))
                    .singleElement()
                    .satisfies(command -> assertThat(command.person()).isEqualTo("ann"));

            assertThatThrownBy(() -> run.engine().resume(3, "kill-switch", "ann", " "))
                    .hasMessageContaining("a person and a reason");
            run.engine().resume(4, "daily-loss", "ann", "it halts nothing, so this changes nothing");
            assertThat(run.engine().trips()).hasSize(1);
            run.engine().resume(5, "kill-switch", "ann", "understood");
            run.restart().bars(bar("A", 4, 100), bar("B", 4, 100)).bars(bar("A", 5, 100), bar("B", 5, 100));
            assertThat(run.trips()).isEmpty();
            assertThat(run.engine().portfolio().quantity(1)).isEqualTo(500);
        }
    }

    @Test
    void whatLimitsTookAwayIsNamedInTheDecision() {
        var run = Run.of(always(2), () -> List.of(new SymbolExposure(0.6), new TotalExposure(0.8)), "A", "B");

        run.bars(bar("A", 0, 100), bar("B", 0, 100));

        assertThat(run.entries(Decided.class)).allSatisfy(decided -> {
            assertThat(decided.wanted()).isEqualTo(2);
            assertThat(decided.allowed()).isCloseTo(0.4, within(1e-12));
            assertThat(decided.limitedBy()).isEqualTo("symbol-exposure total-exposure");
        });
    }

    @Property
    void limitsLeaveNoMoreThanTheyAllowAndNeverRaiseOrTurn(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var wanted = new double[5];
        var held = new double[5];
        for (int i = 0; i < 5; i++) {
            wanted[i] = random.nextBoolean() ? Double.NaN : 4 * random.nextDouble() - 2;
            held[i] = random.nextDouble() - 0.5;
        }
        double[] left = wanted.clone();

        new SymbolExposure(0.7).limit(left, held);
        new TotalExposure(1.5).limit(left, held);

        double others = 0;
        double decided = 0;
        for (int i = 0; i < 5; i++) {
            if (Double.isNaN(wanted[i])) {
                assertThat(left[i]).isNaN();
                others += Math.abs(held[i]);
            } else {
                decided += Math.abs(left[i]);
                assertThat(Math.abs(left[i])).isLessThanOrEqualTo(Math.min(0.7, Math.abs(wanted[i])));
                assertThat(left[i] * wanted[i]).isNotNegative();
            }
        }
        assertThat(decided).isLessThanOrEqualTo(Math.max(0, 1.5 - others) + 1e-12);
    }
}
