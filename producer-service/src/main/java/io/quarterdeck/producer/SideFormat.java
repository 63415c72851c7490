package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Trade.Side;
import java.util.List;

/** How a column says who took the other's offer; in capitals or not. */
enum SideFormat {
    BUY_SELL(List.of("buy", "b"), List.of("sell", "s")),

    /** Whether the buyer made the offer: if {@code true}, the seller took it. */
    BUYER_IS_MAKER(List.of("false"), List.of("true"));

    private final List<String> buy;
    private final List<String> sell;

    SideFormat(List<String> buy, List<String> sell) {
        this.buy = buy;
        this.sell = sell;
    }

    /** @throws IllegalArgumentException when it says neither; blank does not */
    Side side(String text) {
        if (isOneOf(buy, text)) {
            return Side.BUY;
        }
        if (isOneOf(sell, text)) {
            return Side.SELL;
        }
        throw new IllegalArgumentException(Shown.cell(text) + " is neither " + buy.get(0) + " nor " + sell.get(0));
    }

    private static boolean isOneOf(List<String> words, String text) {
        for (String word : words) {
            if (word.equalsIgnoreCase(text)) {
                return true;
            }
        }
        return false;
    }
}
