package io.quarterdeck.marketdata;

/**
 * One OHLCV bar. A high below the low is a valid {@code Bar} here.
 *
 * @param symbol see {@link Event#symbol}
 * @param openTimeMicros start of the bar's interval, epoch microseconds UTC, from 1970 until before 2200
 * @param open first price, in quote currency, finite
 * @param high highest price, finite
 * @param low lowest price, finite
 * @param close last price, finite
 * @param volume amount traded, in units of the base, finite
 * @param sourceId see {@link Event#sourceId}
 * @param sourceLine see {@link Event#sourceLine}
 */
public record Bar(
        String symbol,
        long openTimeMicros,
        double open,
        double high,
        double low,
        double close,
        double volume,
        long sourceId,
        long sourceLine)
        implements Event {

    /** @throws IllegalArgumentException naming the field and its value when one is outside what is stated above */
    public Bar {
        EventChecks.symbol(symbol);
        EventChecks.time("open_time", openTimeMicros);
        EventChecks.finite("open", open);
        EventChecks.finite("high", high);
        EventChecks.finite("low", low);
        EventChecks.finite("close", close);
        EventChecks.finite("volume", volume);
        EventChecks.sourceLine(sourceLine);
    }

    @Override
    public long timeMicros() {
        return openTimeMicros;
    }
}
