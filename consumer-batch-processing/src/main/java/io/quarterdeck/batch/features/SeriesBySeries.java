package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Takes slots sorted by quarter, symbol and time and gives what becomes of one quarter's and symbol's after the other. */
final class SeriesBySeries<T> implements Iterator<T> {

    /** What becomes of the slots of one symbol that are looked at for one quarter. */
    interface Step<T> {
        Iterator<T> of(String quarter, String symbol, List<SlotBar> slots);
    }

    private final Iterator<Row> slots;
    private final Step<T> step;
    private Row next;
    private Iterator<T> ofOneSeries = Collections.emptyIterator();

    /** @param slots the last column is the quarter */
    SeriesBySeries(Iterator<Row> slots, Step<T> step) {
        this.slots = slots;
        this.step = step;
        next = slots.hasNext() ? slots.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (!ofOneSeries.hasNext() && next != null) {
            String quarter = quarter(next);
            String symbol = next.getString(0);
            var series = new ArrayList<SlotBar>();
            while (next != null
                    && next.getString(0).equals(symbol)
                    && quarter(next).equals(quarter)) {
                series.add(Slots.bar(next));
                next = slots.hasNext() ? slots.next() : null;
            }
            ofOneSeries = step.of(quarter, symbol, series);
        }
        return ofOneSeries.hasNext();
    }

    private static String quarter(Row slot) {
        return slot.getString(slot.size() - 1);
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ofOneSeries.next();
    }
}
