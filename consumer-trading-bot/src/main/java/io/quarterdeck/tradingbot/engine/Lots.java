package io.quarterdeck.tradingbot.engine;

/** Quantities are whole numbers of a hundred-millionth of a unit, held as the nearest double: sums of them stay exact. */
final class Lots {

    private static final double PER_UNIT = 1e8;

    private Lots() {}

    static double nearest(double quantity) {
        return Math.rint(quantity * PER_UNIT) / PER_UNIT + 0.0; // no -0.0
    }

    static double towards0(double quantity) {
        return quantity < 0 ? -down(-quantity) : down(quantity);
    }

    private static double down(double quantity) {
        double nearest = nearest(quantity);
        return nearest <= quantity ? nearest : Math.floor(quantity * PER_UNIT) / PER_UNIT;
    }
}
