package io.quarterdeck.tradingbot.engine;

/**
 * What trading costs. An order takes the price that is there: it pays half the spread, and moves the price by the square root of
 * its share of the bar's volume (the square-root law; Toth et al., Anomalous price impact and the critical nature of liquidity
 * in financial markets, 2011).
 *
 * @param feeBps fee in hundredths of a percent of the value
 * @param halfSpreadBps from the open to the price that is there
 * @param impactBps price move if the order were the whole volume of the bar
 * @param volumeShare the most of a bar's volume that an order fills; above 0, at most 1
 */
public record Costs(double feeBps, double halfSpreadBps, double impactBps, double volumeShare) {

    /** Rather too much than too little: 10 + 5 + up to 11 hundredths of a percent, at most a twentieth of the volume. */
    public static final Costs DEFAULT = new Costs(10, 5, 50, 0.05);

    public Costs {
        if (!(feeBps >= 0 && halfSpreadBps >= 0 && impactBps >= 0 && halfSpreadBps + impactBps < 10_000)
                || !(volumeShare > 0 && volumeShare <= 1)) {
            throw new IllegalArgumentException("costs: fee " + feeBps + ", half spread " + halfSpreadBps + ", impact "
                    + impactBps + " bps, volume share " + volumeShare
                    + "; none may be below 0, and the share must be above 0 and at most 1");
        }
    }

    /** The price of so many units (below 0: sold) in a bar. */
    double price(double open, double quantity, double volume) {
        double slippage = (halfSpreadBps + impactBps * Math.sqrt(Math.abs(quantity) / volume)) / 10_000;
        return quantity > 0 ? open * (1 + slippage) : open * (1 - slippage);
    }

    double fee(double quantity, double price) {
        return Math.abs(quantity) * price * feeBps / 10_000;
    }
}
