package io.quarterdeck.tradingbot.engine;

import static io.quarterdeck.tradingbot.Bars.START;
import static io.quarterdeck.tradingbot.Bars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Cancelled;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.FeatureRow;
import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {

    @Test
    void anOrderIsFilledAtTheOpenOfTheSymbolsNextBarHoweverLateThatComes() {
        var run = Run.of(Map.of(0, 0.5), List::of, "A", "B");

        run.bars(bar("A", 0, 100), bar("B", 0, 1)).bars(bar("B", 1, 1, 0));
        assertThat(run.entries(Filled.class)).isEmpty();
        run.bars(new Bar("A", START + 2 * Bars.MINUTE, 110, 130, 110, 120, 1e6, 7, 3));

        Ordered order = run.entries(Ordered.class).get(0);
        assertThat(order.quantity()).isEqualTo(500);
        assertThat(order.referencePrice()).isEqualTo(100);
        assertThat(run.entries(Filled.class)).singleElement().satisfies(fill -> {
            assertThat(fill.order()).isEqualTo(order.order());
            assertThat(fill.quantity()).isEqualTo(500);
            assertThat(fill.price()).isEqualTo(110);
        });
        assertThat(run.engine().portfolio().cash()).isEqualTo(45_000);
        assertThat(run.engine().portfolio().equity()).isEqualTo(105_000);
    }

    /** 1 000 of a volume of 10 000: 5 + 50 * sqrt(0.1) bps on 100, fee of 10 bps on top. */
    @Test
    void aFillPaysSpreadImpactAndFee() {
        var settings = Run.settings("A").withCosts(new Costs(10, 5, 50, 0.1));
        var run = new Run(settings, new Script(Map.of(0, 1.0)), List::of);

        run.bars(bar("A", 0, 50), bar("A", 1, 100, 10_000));

        Filled fill = run.entries(Filled.class).get(0);
        assertThat(fill.quantity()).isCloseTo(997, within(1.0)); // no more than the money buys
        double slippage = (5 + 50 * Math.sqrt(fill.quantity() / 10_000)) / 10_000;
        assertThat(fill.price()).isCloseTo(100 * (1 + slippage), within(1e-9));
        assertThat(fill.fee()).isCloseTo(fill.quantity() * fill.price() * 0.001, within(1e-9));
        assertThat(run.engine().portfolio().cash()).isBetween(0.0, 1e-3 * 100_000);
    }

    @Test
    void whatTheVolumeDoesNotFillWaitsForTheNextBarsUntilTheStrategyWantsSomethingElse() {
        var settings = Run.settings("A").withCosts(new Costs(0, 0, 0, 0.05));
        var run = new Run(settings, new Script(Map.of(0, 0.5, 3, 0.0)), List::of);

        run.bars(bar("A", 0, 100, 0), bar("A", 1, 100, 2_000), bar("A", 2, 100, 0), bar("A", 3, 100, 4_000));
        run.prices("A", 4, 100);

        assertThat(run.entries(Filled.class)).extracting(Filled::quantity).containsExactly(100.0, 200.0, -50.0);
        assertThat(run.entries(Cancelled.class))
                .singleElement()
                .satisfies(cancelled -> assertThat(cancelled.rest()).isEqualTo(200));
        assertThat(run.entries(Ordered.class)).extracting(Ordered::quantity).containsExactly(500.0, -300.0);
    }

    @Test
    void salesPayForWhatIsBoughtInTheSameMinute() {
        var both = new Run(Run.settings("A", "B"), new Swap(), List::of);

        both.bars(bar("A", 0, 100, 1e6), bar("B", 0, 100, 1e6), bar("A", 1, 100, 1e6), bar("B", 1, 100, 1e6));
        both.bars(bar("A", 2, 100, 1e6), bar("B", 2, 100, 1e6));

        assertThat(both.entries(Filled.class))
                .extracting(fill -> fill.symbol() + fill.quantity())
                .containsExactly("B1000.0", "B-1000.0", "A1000.0");
    }

    /** All of it in B, then all of it in A. */
    private record Swap() implements Strategy {
        @Override
        public String name() {
            return "swap";
        }

        @Override
        public Target decide(MarketView view) {
            boolean first = view.nowMicros() == START + Bars.MINUTE;
            return new Target(first == view.symbol().equals("B") ? 1 : 0, "swap");
        }
    }

    /** Twenty units at 100, one percent of the account and more; at 40 they are less. */
    @Test
    void smallChangesAreNotWorthAnOrderButClosingIs() {
        var run = Run.of(Map.of(0, 0.02, 1, 0.025, 3, 0.0), List::of, "A");

        run.prices("A", 0, 100, 100, 40, 40, 40);

        assertThat(run.entries(Ordered.class)).extracting(Ordered::quantity).containsExactly(20.0, -20.0);
        assertThat(run.entries(Decided.class)).extracting(Decided::wanted).containsExactly(0.02, 0.025, 0.0);
        assertThat(run.entries(Decided.class)).extracting(Decided::sourceLine).containsExactly(1L, 2L, 4L);
    }

    /** Short for twice the account, and the price doubles: it owes as much as it had. */
    @Test
    void anAccountThatIsWorthNothingOnlyCloses() {
        var run = new Run(Run.settings("A").withMargin(), new Script(Map.of(0, -2.0, 2, -2.0)), List::of);

        for (int minute = 0; minute < 5; minute++) {
            run.bars(bar("A", minute, minute < 2 ? 100 : 200, 1e6));
        }

        assertThat(run.entries(Filled.class)).extracting(Filled::quantity).containsExactly(-2_000.0, 2_000.0);
        assertThat(run.engine().portfolio().equity()).isEqualTo(-100_000);
    }

    @Test
    void theAccountIsMarkedAtTheFirstSlotAndAtTheCloseOfEachHourOrTheFirstSlotAfter() {
        var run = Run.of(Map.of(0, 0.5), List::of, "A");

        run.prices("A", 0, 100, 100).prices("A", 58, 100, 110, 110).prices("A", 125, 120);

        assertThat(run.entries(Marked.class))
                .extracting(mark -> (mark.slot() - START) / Bars.MINUTE + " " + mark.equity())
                .containsExactly("0 100000.0", "59 105000.0", "125 110000.0");
    }

    @Test
    void theSameOrderHasTheSameIdAndAnotherRunHasOthers() {
        var one = Run.of(Map.of(0, 0.5, 1, 0.2), List::of, "A").prices("A", 0, 100, 100);
        var same = Run.of(Map.of(0, 0.5, 1, 0.2), List::of, "A").prices("A", 0, 100, 100);
        Settings settings = Settings.of("other", Run.settings("A").symbols()).withInterval(Duration.ofMinutes(1));
        var other = new Run(settings, new Script(Map.of(0, 0.5, 1, 0.2)), List::of).prices("A", 0, 100, 100);

        assertThat(one.entries(Ordered.class))
                .extracting(Ordered::order)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(same.entries(Ordered.class)).isEqualTo(one.entries(Ordered.class));
        assertThat(other.entries(Ordered.class))
                .extracting(Ordered::order)
                .doesNotContainAnyElementsOf(
                        one.entries(Ordered.class).stream().map(Ordered::order).toList());
    }

    @Test
    void ordersOfOneSymbolInOneSlotHaveIdsOfTheirOwnTheSameAfterARestart() {
        var run = Run.of(Map.of(0, 0.5, 2, 0.2), List::of, "A").prices("A", 0, 100, 100, 100);
        var restarted = Run.of(Map.of(0, 0.5, 2, 0.2), List::of, "A")
                .prices("A", 0, 100, 100, 100)
                .restart();

        for (Run each : List.of(run, restarted)) {
            each.engine().kill(1, Halt.FLATTEN, "ann", "test");
            each.engine().kill(2, Halt.CANCEL, "ann", "test");
            each.engine().resume(3, "kill-switch", "ann", "test");
            each.engine().kill(4, Halt.FLATTEN, "ann", "test");
        }

        assertThat(run.entries(Ordered.class))
                .extracting(Ordered::quantity)
                .containsExactly(500.0, -300.0, -500.0, -500.0);
        assertThat(run.entries(Ordered.class)).extracting(Ordered::order).doesNotHaveDuplicates();
        assertThat(restarted.entries()).isEqualTo(run.entries());
    }

    @Test
    void aRunIsNotTakenUpWithOtherSettingsNorFromAJournalThatDoesNotAddUp() {
        var run = Run.of(Map.of(0, 0.5), List::of, "A").prices("A", 0, 100, 100).prices("A", 60, 100);
        List<Entry> entries = run.entries();
        Settings settings = Run.settings("A");

        assertThatThrownBy(() -> engine(settings.withMargin()).recover(entries)).hasMessageContaining("margin=true");
        assertThatThrownBy(() -> engine(settings).recover(entries.subList(1, entries.size())))
                .hasMessageContaining("expected entry 0, got 1");
        List<Entry> changed = entries.stream()
                .map(entry -> entry instanceof Filled fill
                        ? new Filled(
                                fill.sequence(),
                                fill.slot(),
                                fill.order(),
                                fill.symbol(),
                                fill.quantity(),
                                fill.open(),
                                fill.price() + 1,
                                fill.fee())
                        : entry)
                .toList();
        assertThatThrownBy(() -> engine(settings).recover(changed)).hasMessageContaining("cash");
    }

    private static Engine engine(Settings settings) {
        return new Engine(settings, new Script(Map.of(0, 0.5)), FeatureSource.NONE, List.of(), new MemoryJournal());
    }

    @Test
    void positionsMustBeTheSumsOfTheFills() {
        var run = Run.of(Map.of(0, 0.5, 2, 0.2), List::of, "A", "B").prices("A", 0, 100, 100, 100, 100);

        run.engine().reconcile(Map.of("A", 500.0 - 300.0));
        run.restart().engine().reconcile(Map.of("A", 200.0000000001, "B", 0.0));
        assertThatThrownBy(() -> run.engine().reconcile(Map.of("A", 200.00000001)))
                .hasMessageContaining("A 200.0 held, 200.00000001 filled");
        assertThatThrownBy(() -> run.engine().reconcile(Map.of("A", 200.0, "C", 1.0)))
                .hasMessageContaining("C filled, but not of this run");
    }

    @Test
    void aFeatureRowFromTheFutureStopsTheRun() {
        FeatureSource lies =
                (symbol, now) -> Optional.of(new FeatureRow(symbol, now, now + 1, "2023Q4-v1", new double[] {1}));
        var strategy = new Strategy() {
            @Override
            public String name() {
                return "features";
            }

            @Override
            public List<String> features() {
                return List.of("log_return_1");
            }

            @Override
            public Target decide(MarketView view) {
                return new Target(view.feature(0), "feature");
            }
        };
        var engine = new Engine(Run.settings("A"), strategy, lies, List.of(), new MemoryJournal());

        assertThatThrownBy(() -> engine.step(new Slot(START, List.of(bar("A", 0, 1)))))
                .hasMessageContaining("not looking ahead");
    }
}
