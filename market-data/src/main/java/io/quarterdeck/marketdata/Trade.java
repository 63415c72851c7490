package io.quarterdeck.marketdata;

/**
 * One trade. A price or quantity of 0 or below is a valid {@code Trade} here.
 *
 * @param symbol see {@link Event#symbol}
 * @param tradeTimeMicros the exchange's time of the trade, epoch microseconds UTC, from 1970 until before 2200; {@link
 *     Event#NO_TIME} where the source has a blank
 * @param tradeId the exchange's number of the trade, unique within the symbol; where a source has none, the line number
 * @param price in quote currency per unit of the base, finite
 * @param quantity amount traded, in units of the base, finite
 * @param side of the one who took the other's offer
 * @param sourceId see {@link Event#sourceId}
 * @param sourceLine see {@link Event#sourceLine}
 */
public record Trade(
        String symbol,
        long tradeTimeMicros,
        long tradeId,
        double price,
        double quantity,
        Side side,
        long sourceId,
        long sourceLine)
        implements Event {

    /** Who took the other's offer, as the exchange reported it. */
    public enum Side {
        BUY,
        SELL,
        /** The source does not say; null in JSON and in every table. */
        UNKNOWN
    }

    /** @throws IllegalArgumentException naming the field and its value when one is outside what is stated above */
    public Trade {
        EventChecks.symbol(symbol);
        if (tradeTimeMicros != NO_TIME) {
            EventChecks.time("trade_time", tradeTimeMicros);
        }
        EventChecks.finite("price", price);
        EventChecks.finite("quantity", quantity);
        EventChecks.sourceLine(sourceLine);
    }

    @Override
    public long timeMicros() {
        return tradeTimeMicros;
    }
}
