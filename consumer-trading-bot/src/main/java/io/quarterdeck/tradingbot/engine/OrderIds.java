package io.quarterdeck.tradingbot.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Client order ids: the same order has the same id, wherever and however often it is decided. */
final class OrderIds {

    private OrderIds() {}

    /** @param number of the symbol's orders in this slot, from 0 */
    static String of(String run, String strategy, String symbol, long slot, int number) {
        String order = String.join("\n", run, strategy, symbol, Long.toString(slot), Integer.toString(number));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(order.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
