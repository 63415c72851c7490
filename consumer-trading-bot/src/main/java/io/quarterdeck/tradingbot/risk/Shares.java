package io.quarterdeck.tradingbot.risk;

import java.util.Locale;

final class Shares {

    private Shares() {}

    static void above0(String what, double share) {
        if (!(share > 0)) {
            throw new IllegalArgumentException(what + " " + share + " is not above 0");
        }
    }

    static void within0And1(String what, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(what + " " + share + " is not between 0 and 1");
        }
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
