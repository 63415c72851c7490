package io.quarterdeck.tradingbot.journal;

/**
 * A position.
 *
 * @param quantity units, below 0 when short
 * @param price at which it is valued
 */
public record Holding(String symbol, double quantity, double price) {}
