package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;

/** Takes slots sorted by symbol and time and gives what becomes of one symbol after the other. */
final class SymbolBySymbol<T> implements Iterator<T> {

    private final Iterator<Row> slots;
    private final BiFunction<String, List<SlotBar>, Iterator<T>> step;
    private Row next;
    private Iterator<T> ofOneSymbol = Collections.emptyIterator();

    SymbolBySymbol(Iterator<Row> slots, BiFunction<String, List<SlotBar>, Iterator<T>> step) {
        this.slots = slots;
        this.step = step;
        next = slots.hasNext() ? slots.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (!ofOneSymbol.hasNext() && next != null) {
            String symbol = next.getString(0);
            var ofSymbol = new ArrayList<SlotBar>();
            while (next != null && next.getString(0).equals(symbol)) {
                ofSymbol.add(Slots.bar(next));
                next = slots.hasNext() ? slots.next() : null;
            }
            ofOneSymbol = step.apply(symbol, ofSymbol);
        }
        return ofOneSymbol.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ofOneSymbol.next();
    }
}
