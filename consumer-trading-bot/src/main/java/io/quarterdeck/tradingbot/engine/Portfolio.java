package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.journal.Holding;
import io.quarterdeck.tradingbot.market.Symbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cash and positions of a paper account. Money is held in doubles; quantities are exact. Two sums must always agree, within a
 * billionth of all the money that was moved: {@link #equity}, which is cash and what the positions are worth, and {@link
 * #equityByProfit}, which is the first cash and all profits less all fees.
 */
public final class Portfolio {

    private final Symbols symbols;
    private final double firstCash;
    private final double[] quantities;
    private final double[] averagePrices;
    private final double[] prices;
    private final long[] openedAt;
    private double cash;
    private double equity;
    private boolean equityIsOld = true;
    private double realised;
    private double fees;
    private double turnover;

    Portfolio(Symbols symbols, double cash) {
        this.symbols = symbols;
        this.firstCash = cash;
        this.cash = cash;
        quantities = new double[symbols.count()];
        averagePrices = new double[symbols.count()];
        prices = new double[symbols.count()];
        Arrays.fill(prices, Double.NaN);
        openedAt = new long[symbols.count()];
    }

    /** The symbol's newest price. */
    void price(int symbol, double price) {
        prices[symbol] = price;
        equityIsOld = true;
    }

    /** A fill: so many units (below 0: sold) at a price, and a fee. */
    void fill(int symbol, double quantity, double price, double fee, long timeMicros) {
        double before = quantities[symbol];
        double after = Lots.nearest(before + quantity);
        cash -= quantity * price;
        cash -= fee;
        fees += fee;
        turnover += Math.abs(quantity) * price;
        boolean opensMore = before == 0 || before > 0 == quantity > 0;
        if (opensMore) {
            averagePrices[symbol] =
                    before == 0 ? price : (before * averagePrices[symbol] + quantity * price) / (before + quantity);
        } else {
            double closed = Math.signum(before) * Math.min(Math.abs(before), Math.abs(quantity));
            realised += closed * (price - averagePrices[symbol]);
        }
        boolean turned = after != 0 && before != 0 && after > 0 != before > 0;
        if (before == 0 || turned) {
            openedAt[symbol] = timeMicros;
        }
        if (turned) {
            averagePrices[symbol] = price;
        }
        if (after == 0) {
            averagePrices[symbol] = 0;
        }
        quantities[symbol] = after;
        equityIsOld = true;
    }

    public double cash() {
        return cash;
    }

    public double quantity(int symbol) {
        return quantities[symbol];
    }

    public double averagePrice(int symbol) {
        return averagePrices[symbol];
    }

    public double price(int symbol) {
        return prices[symbol];
    }

    long openedAt(int symbol) {
        return openedAt[symbol];
    }

    /** What the position is worth, below 0 when short. */
    public double value(int symbol) {
        return quantities[symbol] == 0 ? 0 : quantities[symbol] * prices[symbol];
    }

    /** Cash and what the positions are worth. */
    public double equity() {
        if (equityIsOld) { // asked for by several guards at each slot
            equity = cash;
            for (int i = 0; i < quantities.length; i++) {
                if (quantities[i] != 0) {
                    equity += quantities[i] * prices[i];
                }
            }
            equityIsOld = false;
        }
        return equity;
    }

    /** The first cash, profits that were made, profits that are still open, less fees. */
    public double equityByProfit() {
        double open = 0;
        for (int i = 0; i < quantities.length; i++) {
            if (quantities[i] != 0) {
                open += quantities[i] * (prices[i] - averagePrices[i]);
            }
        }
        return firstCash + realised + open - fees;
    }

    public double fees() {
        return fees;
    }

    /** Value of all that was bought and sold. */
    public double turnover() {
        return turnover;
    }

    public List<Holding> holdings() {
        var holdings = new ArrayList<Holding>();
        for (int i = 0; i < quantities.length; i++) {
            if (quantities[i] != 0) {
                holdings.add(new Holding(symbols.name(i), quantities[i], prices[i]));
            }
        }
        return holdings;
    }
}
