package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.benchmarks.backtest.Crossing.Side;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The bot's backtest, with its default money and costs. All guards look at every slot, but their limits are so wide that none
 * halts trading: ta4j has none, and a halted run would decide nothing.
 */
final class Ours implements TrendBacktest {

    private static final Limits WIDE = new Limits(
            0.5,
            1,
            0.9999,
            0.9999,
            0.9999,
            Duration.ofDays(1),
            1_000,
            Duration.ofHours(1),
            1_000,
            Duration.ofDays(10_000));

    private final Setup setup;
    private final Map<String, NavigableSet<Long>> hours;

    /** @param bars all there are; they say which symbols to trade, and which hours are there */
    Ours(int fast, int slow, List<Bar> bars) {
        hours = hours(bars);
        var symbols = new Symbols(hours.keySet());
        setup = Setup.of(
                Settings.of("benchmark", symbols),
                new Trend(fast, slow, Trend.DEFAULT.volatilityBars(), 0, false),
                () -> WIDE.guards(symbols, Optional.empty()));
    }

    private static Map<String, NavigableSet<Long>> hours(List<Bar> bars) {
        var hours = new HashMap<String, NavigableSet<Long>>();
        for (Bar bar : bars) {
            hours.computeIfAbsent(bar.symbol(), symbol -> new TreeSet<>())
                    .add(bar.openTimeMicros() - bar.openTimeMicros() % Crossing.HOUR_MICROS);
        }
        return hours;
    }

    @Override
    public String name() {
        return "quarterdeck";
    }

    @Override
    public Supplier<List<Crossing>> overBars(List<Bar> bars) {
        var journal = new MemoryJournal();
        Backtest.run(setup, bars.iterator(), journal);
        return () -> crossings(journal.entries());
    }

    /** The minutes of these bars as the bot steps through them. */
    List<Slot> slots(List<Bar> bars) {
        return Backtest.slots(setup.settings().symbols(), bars);
    }

    /** As {@link #overBars}, over {@link #slots} that were made before. */
    Supplier<List<Crossing>> overSlots(List<Slot> slots) {
        var journal = new MemoryJournal();
        Backtest.run(setup, slots, journal);
        return () -> crossings(journal.entries());
    }

    @Override
    public Supplier<List<Crossing>> overFiles(List<Path> files) throws IOException {
        return overBars(CsvBars.read(files, bar -> setup.settings().symbols().number(bar.symbol()) >= 0));
    }

    /** Those that another bar of an hour follows: ta4j, which trades at the next hour's open, does not act on others. */
    private List<Crossing> crossings(List<Entry> entries) {
        var crossings = new ArrayList<Crossing>();
        var newest = new HashMap<String, Integer>(); // place of the symbol's newest crossing
        for (Entry entry : entries) {
            if (entry instanceof Decided decided) {
                Side side = decided.wanted() > 0 ? Side.BUY : Side.SELL;
                Integer place = newest.get(decided.symbol());
                Side before = place == null ? Side.SELL : crossings.get(place).side();
                if (side != before) {
                    newest.put(decided.symbol(), crossings.size());
                    crossings.add(new Crossing(decided.symbol(), hourClosedBy(decided), side, Double.NaN));
                }
            } else if (entry instanceof Filled filled) {
                int place = newest.get(filled.symbol());
                Crossing crossing = crossings.get(place);
                boolean first =
                        Double.isNaN(crossing.price()) && filled.quantity() > 0 == (crossing.side() == Side.BUY);
                if (first) {
                    crossings.set(
                            place, new Crossing(crossing.symbol(), crossing.hour(), crossing.side(), filled.open()));
                }
            } else if (entry instanceof Guarded guarded && guarded.act() == Act.TRIPPED) {
                throw new IllegalStateException("a guard halted trading: " + guarded);
            }
        }
        crossings.removeIf(
                crossing -> crossing.hour() >= hours.get(crossing.symbol()).last());
        return crossings;
    }

    /** The symbol's newest hour that was over: it may have been over for a while, if no symbol had a bar. */
    private long hourClosedBy(Decided decided) {
        long now = decided.slot() + Slot.LENGTH_MICROS;
        return hours.get(decided.symbol()).floor(now - Crossing.HOUR_MICROS);
    }
}
