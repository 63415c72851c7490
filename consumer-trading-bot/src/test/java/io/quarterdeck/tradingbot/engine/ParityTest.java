package io.quarterdeck.tradingbot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.market.SlotMerger;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.strategy.MeanReversion;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The same bars give the same orders, wherever they come from and however often the bot is killed. */
class ParityTest {

    private static final Symbols SYMBOLS = new Symbols(List.of("A", "B", "C", "D"));

    private static Setup setup(Strategy strategy) {
        Settings settings =
                Settings.of("run", SYMBOLS).withInterval(Duration.ofMinutes(5)).withMargin();
        // Tight enough to trip now and then.
        var limits = new Limits(
                0.5,
                1.2,
                0.2,
                0.03,
                0.02,
                Duration.ofMinutes(60),
                6,
                Duration.ofMinutes(10),
                0.004,
                Duration.ofMinutes(3));
        return Setup.of(settings, strategy, () -> limits.guards(SYMBOLS, Optional.empty()));
    }

    private static List<Strategy> strategies(long seed) {
        return List.of(new Trend(3, 8, 5, 4, true), new MeanReversion(8, 1, 5, 45, 6, true), new AnyStrategy(seed));
    }

    @Property(tries = 30)
    void partitionsAndKillsChangeNoOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int partitions,
            @ForAll @IntRange(max = 4) int kills) {
        List<Bar> bars = Bars.walk(seed, 600, "A", "B", "C", "D", "E");
        for (Strategy strategy : strategies(seed)) {
            List<Entry> backtest = Backtest.run(setup(strategy), bars);

            List<Entry> broken = killedRun(setup(strategy), bars, partitions, kills, new Random(seed));

            assertThat(EntryJson.orders(broken))
                    .isEqualTo(EntryJson.orders(backtest))
                    .isNotEmpty();
            assertThat(broken.stream().map(EntryJson::line))
                    .isEqualTo(backtest.stream().map(EntryJson::line).toList());
        }
    }

    /** A journal that dies at some entry, and keeps what was committed before. */
    private static final class Mortal implements Journal {
        static final class Killed extends RuntimeException {}

        final List<String> kept;
        private final List<String> pending = new ArrayList<>();
        private int entriesToLive;

        Mortal(List<String> kept, int entriesToLive) {
            this.kept = kept;
            this.entriesToLive = entriesToLive;
        }

        @Override
        public void append(Entry entry) {
            if (entriesToLive-- == 0) {
                throw new Killed();
            }
            pending.add(EntryJson.line(entry));
        }

        @Override
        public void endSlot() {
            if (entriesToLive-- == 0) {
                throw new Killed();
            }
            kept.addAll(pending);
            pending.clear();
        }
    }

    private static List<Entry> killedRun(Setup setup, List<Bar> bars, int partitions, int kills, Random random) {
        List<String> kept = new ArrayList<>();
        for (int life = 0; life <= kills; life++) {
            Engine engine = setup.engine(new Mortal(kept, life == kills ? -1 : random.nextInt(100)));
            engine.recover(kept.stream().map(EntryJson::entry).toList());
            try {
                feed(engine, bars, partitions, random);
                break;
            } catch (Mortal.Killed killed) {
                // and again
            }
        }
        return kept.stream().map(EntryJson::entry).toList();
    }

    private static void feed(Engine engine, List<Bar> bars, int partitions, Random random) {
        var streams = new ArrayList<ArrayDeque<Bar>>();
        for (int i = 0; i < partitions; i++) {
            streams.add(new ArrayDeque<>());
        }
        bars.forEach(bar -> streams.get(bar.symbol().charAt(0) % partitions).add(bar));
        var merger = new SlotMerger(SYMBOLS, partitions, engine::step);
        var left = new ArrayList<Integer>();
        for (int i = 0; i < partitions; i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            Integer partition = left.get(random.nextInt(left.size()));
            Bar bar = streams.get(partition).poll();
            if (bar == null) {
                merger.ended(partition);
                left.remove(partition);
            } else {
                merger.add(partition, bar);
            }
        }
    }
}
