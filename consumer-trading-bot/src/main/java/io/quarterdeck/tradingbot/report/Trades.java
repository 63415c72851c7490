package io.quarterdeck.tradingbot.report;

import io.quarterdeck.tradingbot.journal.Entry.Filled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills, put together to trades: each from flat to flat. A fill that turns a position ends one trade and begins the next. */
final class Trades {

    /**
     * @param closedInSlot of the fill that closed it
     * @param profit after fees, spread and impact
     * @param invested money that went into it
     */
    record Trade(String symbol, long closedInSlot, double profit, double invested) {}

    private static final class Open {
        double quantity;
        double profit;
        double invested;
    }

    private final Map<String, Open> open = new HashMap<>();
    private final List<Trade> closed = new ArrayList<>();

    void add(Filled fill) {
        Open trade = open.computeIfAbsent(fill.symbol(), symbol -> new Open());
        double before = trade.quantity;
        double after = rounded(before + fill.quantity());
        boolean turns = before != 0 && after != 0 && before > 0 != after > 0;
        double part = turns ? -before / fill.quantity() : 1;
        take(trade, fill, part);
        trade.quantity = turns ? 0 : after;
        if (trade.quantity == 0) {
            closed.add(new Trade(fill.symbol(), fill.slot(), trade.profit, trade.invested));
            open.remove(fill.symbol());
        }
        if (turns) {
            var next = new Open();
            take(next, fill, 1 - part);
            next.quantity = after;
            open.put(fill.symbol(), next);
        }
    }

    private static void take(Open trade, Filled fill, double part) {
        double quantity = fill.quantity() * part;
        trade.profit -= quantity * fill.price() + fill.fee() * part;
        if (trade.quantity == 0 || trade.quantity > 0 == quantity > 0) {
            trade.invested += Math.abs(quantity) * fill.price();
        }
    }

    private static double rounded(double quantity) {
        return Math.rint(quantity * 1e8) / 1e8;
    }

    List<Trade> closed() {
        return closed;
    }
}
