package io.quarterdeck.tradingbot.backtest;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Engine;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.SlotMerger;
import java.util.Iterator;
import java.util.List;

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
        var merger = new SlotMerger(setup.settings().symbols(), 1, engine::step);
        while (bars.hasNext()) {
            merger.add(0, bars.next());
        }
        merger.ended(0);
        return merger.dropped();
    }

    /** The journal of a run over these bars. */
    public static List<Entry> run(Setup setup, Iterable<Bar> bars) {
        var journal = new MemoryJournal();
        run(setup, bars.iterator(), journal);
        return journal.entries();
    }
}
