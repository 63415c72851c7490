package io.quarterdeck.dashboard.api.trading;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What a run's orders and fills add up to. A journal only grows, so only what is new is read. The average price of a position is
 * reckoned as the bot does: of what opened it or made it larger.
 */
final class Ledger {

    private static final double LOT = 1e8;

    /** As the view {@code trading.order_state} has it. */
    private static final double NOTHING = 1e-9;

    /**
     * @param quantity units, below 0 when short
     * @param price of the newest fill
     * @param realised profit of what was closed, before fees
     */
    record Account(double quantity, double averagePrice, double price, double realised, double fees) {

        private static final Account NONE = new Account(0, 0, 0, 0, 0);

        private Account with(Entry fill) {
            double after = Math.rint((quantity + fill.quantity()) * LOT) / LOT;
            boolean larger = quantity == 0 || quantity > 0 == fill.quantity() > 0;
            boolean turned = quantity != 0 && after != 0 && after > 0 != quantity > 0;
            double average = averagePrice;
            double made = 0;
            if (larger) {
                average = (quantity * averagePrice + fill.quantity() * fill.price()) / (quantity + fill.quantity());
            } else {
                double closed = Math.signum(quantity) * Math.min(Math.abs(quantity), Math.abs(fill.quantity()));
                made = closed * (fill.price() - averagePrice);
            }
            if (turned) {
                average = fill.price();
            }
            return new Account(after, after == 0 ? 0 : average, fill.price(), realised + made, fees + fill.fee());
        }
    }

    /** @param price of a fill; of an order the one at which it was decided */
    record Entry(
            long sequence,
            String type,
            Instant at,
            String symbol,
            String orderId,
            double quantity,
            double price,
            double fee,
            String why) {}

    /**
     * @param accounts of all symbols that were ever traded
     * @param open orders, oldest first
     */
    record Sums(Map<String, Account> accounts, List<Trading.Order> open) {}

    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, Trading.Order> open = new LinkedHashMap<>();
    private long read = -1;

    synchronized Sums upTo(Handle handle, String run) {
        handle.createQuery("""
                        SELECT sequence, type, at, symbol, entry ->> 'order' AS order_id,
                               coalesce((entry ->> 'quantity')::float8, 0) AS quantity,
                               coalesce((entry ->> 'price')::float8, (entry ->> 'reference_price')::float8, 0) AS price,
                               coalesce((entry ->> 'fee')::float8, 0) AS fee, entry ->> 'why' AS why
                          FROM trading.journal
                         WHERE run = :run AND sequence > :read AND type IN ('ordered', 'filled', 'cancelled')
                         ORDER BY sequence
                        """)
                .bind("run", run)
                .bind("read", read)
                .mapTo(Entry.class)
                .forEach(this::add);
        return new Sums(Collections.unmodifiableMap(new TreeMap<>(accounts)), new ArrayList<>(open.values()));
    }

    private void add(Entry entry) {
        switch (entry.type()) {
            case "ordered" -> open.put(entry.orderId(), ordered(entry));
            case "filled" -> {
                accounts.merge(entry.symbol(), Account.NONE.with(entry), (was, first) -> was.with(entry));
                open.computeIfPresent(entry.orderId(), (id, order) -> filled(order, entry));
            }
            default -> open.remove(entry.orderId());
        }
        read = entry.sequence();
    }

    private static Trading.Order ordered(Entry entry) {
        return new Trading.Order(
                entry.sequence(),
                entry.at(),
                entry.symbol(),
                entry.orderId(),
                entry.quantity(),
                entry.price(),
                entry.why(),
                0,
                null,
                0,
                null,
                "open");
    }

    /** The order with one more part of it; null if that was the last. */
    private static Trading.Order filled(Trading.Order order, Entry fill) {
        double filled = order.filled() + fill.quantity();
        if (Math.abs(filled - order.quantity()) < NOTHING) {
            return null;
        }
        double paid = order.filled() == 0 ? 0 : order.filled() * order.averagePrice();
        return new Trading.Order(
                order.sequence(),
                order.at(),
                order.symbol(),
                order.orderId(),
                order.quantity(),
                order.referencePrice(),
                order.why(),
                filled,
                (paid + fill.quantity() * fill.price()) / filled,
                order.fees() + fill.fee(),
                null,
                "open");
    }
}
