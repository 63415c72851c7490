package io.quarterdeck.tradingbot.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the entries of a backtest. */
public final class MemoryJournal implements Journal {

    private final List<Entry> entries = new ArrayList<>();
    private int committed;

    @Override
    public void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public void endSlot() {
        committed = entries.size();
    }

    /** What was committed. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries.subList(0, committed));
    }
}
