package io.quarterdeck.tradingbot.strategy;

/**
 * The position that a strategy wants.
 *
 * @param weight value of the position in shares of the equity, below 0 for a short one; NaN to leave all as it is, open orders
 *     too
 * @param reason in a few words, for the journal
 */
public record Target(double weight, String reason) {

    private static final Target KEEP = new Target(Double.NaN, "keep");

    public Target {
        if (Double.isInfinite(weight)) {
            throw new IllegalArgumentException("a weight of " + weight + ": " + reason);
        }
    }

    /** Leave the position and open orders as they are. */
    public static Target keep() {
        return KEEP;
    }

    public static Target flat(String reason) {
        return new Target(0, reason);
    }

    public boolean isKeep() {
        return Double.isNaN(weight);
    }
}
