package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Cancelled;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.market.Symbols;
import java.util.Arrays;
import java.util.List;

/** Orders that wait for their next bar, at most one for each symbol: what the journal's entries leave of them. */
final class OpenOrders {

    private final Symbols symbols;
    private final Ordered[] orders;
    private final double[] rests;
    private final int[] inSlot;
    private int count;

    OpenOrders(Symbols symbols) {
        this.symbols = symbols;
        orders = new Ordered[symbols.count()];
        rests = new double[symbols.count()];
        inSlot = new int[symbols.count()];
    }

    void beginSlot() {
        Arrays.fill(inSlot, 0);
    }

    void apply(Entry entry) {
        if (entry instanceof Ordered order) {
            int symbol = symbols.number(order.symbol());
            count += orders[symbol] == null ? 1 : 0;
            orders[symbol] = order;
            rests[symbol] = order.quantity();
            inSlot[symbol]++;
        } else if (entry instanceof Filled fill) {
            int symbol = symbols.number(fill.symbol());
            rests[symbol] = Lots.nearest(rests[symbol] - fill.quantity());
            if (rests[symbol] == 0) {
                close(symbol);
            }
        } else if (entry instanceof Cancelled cancelled) {
            int symbol = symbols.number(cancelled.symbol());
            rests[symbol] = 0;
            close(symbol);
        }
    }

    private void close(int symbol) {
        count -= orders[symbol] == null ? 0 : 1;
        orders[symbol] = null;
    }

    boolean any() {
        return count > 0;
    }

    /** Null if none is open. */
    Ordered of(int symbol) {
        return orders[symbol];
    }

    /** What is not filled of the open order; 0 if none is open. */
    double rest(int symbol) {
        return rests[symbol];
    }

    /** How many of the symbol this slot has had. */
    int inSlot(int symbol) {
        return inSlot[symbol];
    }

    List<Ordered> all() {
        return Arrays.stream(orders).filter(order -> order != null).toList();
    }
}
