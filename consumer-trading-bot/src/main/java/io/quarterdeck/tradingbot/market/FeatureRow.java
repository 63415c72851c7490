package io.quarterdeck.tradingbot.market;

/**
 * One row of a feature table, of the columns that a strategy asked for.
 *
 * @param knownAtMicros when it could be known
 * @param release of which it is, such as {@code 2016Q4-v1}
 * @param values in the order of the strategy's columns; NaN for null
 */
public record FeatureRow(String symbol, long openTimeMicros, long knownAtMicros, String release, double[] values) {}
