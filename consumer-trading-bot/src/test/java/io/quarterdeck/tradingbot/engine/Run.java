package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.Guard;
import io.quarterdeck.tradingbot.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A run of minute bars for tests, which can be stopped and taken up again from its journal at any time. */
public final class Run {

    public static final Costs FREE = new Costs(0, 0, 0, 1);

    private final Setup setup;
    private final List<Slot> slots = new ArrayList<>();
    private List<Entry> before = List.of();
    private MemoryJournal journal = new MemoryJournal();
    private Engine engine;

    public Run(Settings settings, Strategy strategy, Supplier<List<Guard>> guards) {
        setup = Setup.of(settings, strategy, guards);
        engine = setup.engine(journal);
    }

    /** Without costs. */
    public static Run of(Map<Integer, Double> script, Supplier<List<Guard>> guards, String... symbols) {
        return new Run(settings(symbols), new Script(script), guards);
    }

    public static Settings settings(String... symbols) {
        return Settings.of("run", new Symbols(List.of(symbols)))
                .withInterval(Duration.ofMinutes(1))
                .withCosts(FREE);
    }

    /** The next bars; those of a minute come together. */
    public Run bars(Bar... bars) {
        var minutes = new TreeMap<Long, List<Bar>>();
        for (Bar bar : bars) {
            minutes.computeIfAbsent(bar.openTimeMicros(), time -> new ArrayList<>())
                    .add(bar);
        }
        minutes.forEach((time, ofMinute) -> {
            ofMinute.sort(Comparator.comparing(Bar::symbol));
            slots.add(new Slot(time, ofMinute));
            engine.step(slots.get(slots.size() - 1));
        });
        return this;
    }

    /** Bars of one symbol, one a minute from this one on. */
    public Run prices(String symbol, int minute, double... prices) {
        for (int i = 0; i < prices.length; i++) {
            bars(Bars.bar(symbol, minute + i, prices[i]));
        }
        return this;
    }

    /** As a process that was killed and started again; entries go through their text. */
    public Run restart() {
        before = entries();
        journal = new MemoryJournal();
        engine = setup.engine(journal);
        engine.recover(before);
        slots.forEach(engine::step);
        return this;
    }

    public Engine engine() {
        return engine;
    }

    public List<Entry> entries() {
        var all = new ArrayList<>(before);
        journal.entries().forEach(entry -> all.add(EntryJson.entry(EntryJson.line(entry))));
        return all;
    }

    /** The entries of one kind. */
    public <E extends Entry> List<E> entries(Class<E> kind) {
        return entries().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What stands, as {@code guard[:symbol]=HALT}. */
    public List<String> trips() {
        return engine.trips().stream()
                .map(trip ->
                        trip.guard() + trip.symbol().map(symbol -> ":" + symbol).orElse("") + "=" + trip.halt())
                .toList();
    }
}
