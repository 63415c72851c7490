package io.quarterdeck.tradingbot.backtest;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Engine;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.SlotMerger;
import io.quarterdeck.tradingbot.market.Symbols;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** A run over bars that are all there. */
public final class Backtest {

    private Backtest() {}

    /**
     * Runs to the last bar.
     *
     * @param bars of one partition, in the order of its offsets
     * @return what was not traded on
     */
    public static SlotMerger.Dropped run(Setup setup, Iterator<Bar> bars, Journal journal) {
        Engine engine = setup.engine(journal);
        return merge(setup.settings().symbols(), bars, engine::step);
    }

    /** The slots that these bars make: for many runs of the same symbols, which need not make them each for itself. */
    public static List<Slot> slots(Symbols symbols, Iterable<Bar> bars) {
        var slots = new ArrayList<Slot>();
        merge(symbols, bars.iterator(), slots::add);
        return slots;
    }

    private static SlotMerger.Dropped merge(Symbols symbols, Iterator<Bar> bars, Consumer<Slot> out) {
        var merger = new SlotMerger(symbols, 1, out);
        while (bars.hasNext()) {
            merger.add(0, bars.next());
        }
        merger.ended(0);
        return merger.dropped();
    }

    /** Runs to the last of the {@link #slots}. */
    public static void run(Setup setup, List<Slot> slots, Journal journal) {
        Engine engine = setup.engine(journal);
        slots.forEach(engine::step);
    }

    /** The journal of a run over these bars. */
    public static List<Entry> run(Setup setup, Iterable<Bar> bars) {
        var journal = new MemoryJournal();
        run(setup, bars.iterator(), journal);
        return journal.entries();
    }
}
