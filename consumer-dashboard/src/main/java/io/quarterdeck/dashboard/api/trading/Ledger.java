package io.quarterdeck.dashboard.api.trading;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What a run's fills add up to, symbol by symbol. A journal only grows, so only fills that are new are read. The average price
 * is reckoned as the bot does: of what opened the position or made it larger.
 */
final class Ledger {

    private static final double LOT = 1e8;

    /**
     * @param quantity units, below 0 when short
     * @param price of the newest fill
     * @param realised profit of what was closed, before fees
     */
    record Account(double quantity, double averagePrice, double price, double realised, double fees) {

        private static final Account NONE = new Account(0, 0, 0, 0, 0);

        private Account with(Fill fill) {
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

    record Fill(long sequence, String symbol, double quantity, double price, double fee) {}

    private final Map<String, Account> accounts = new TreeMap<>();
    private long read = -1;

    /** Of all symbols that were ever traded. */
    synchronized Map<String, Account> upTo(Handle handle, String run) {
        handle.createQuery("""
                        SELECT sequence, symbol, quantity, price, fee FROM trading.fills
                         WHERE run = :run AND sequence > :read
                         ORDER BY sequence
                        """)
                .bind("run", run)
                .bind("read", read)
                .mapTo(Fill.class)
                .forEach(fill -> {
                    accounts.merge(fill.symbol(), Account.NONE.with(fill), (was, first) -> was.with(fill));
                    read = fill.sequence();
                });
        return Collections.unmodifiableMap(new TreeMap<>(accounts));
    }
}
