package io.quarterdeck.marketdata;

/**
 * One OHLCV bar as a source line stated it: the raw tier's unit, faithful before it is plausible. A high below the low
 * is a valid {@code Bar} here; judging prices is the quarterly job's work.
 *
 * @param symbol what was traded; 1 to {@value #MAX_SYMBOL_LENGTH} characters, no control characters, no surrogates
 * @param openTimeMicros start of the bar's interval, epoch microseconds UTC, from 1970 until before 2200
 * @param open first price, in quote currency, finite
 * @param high highest price, finite
 * @param low lowest price, finite
 * @param close last price, finite
 * @param volume amount traded, in units of the base, finite
 * @param sourceId first 8 bytes of the SHA-256 of the input file, big-endian
 * @param sourceLine 1-based line number in the unpacked input file
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
        long sourceLine) {

    public static final int MAX_SYMBOL_LENGTH = 64;

    /** 1970-01-01T00:00:00Z. */
    public static final long MIN_TIME_MICROS = 0;

    /** 2200-01-01T00:00:00Z, exclusive: later than any market, well inside every store's range. */
    public static final long END_TIME_MICROS = 7_258_118_400_000_000L;

    /** @throws IllegalArgumentException naming the field and its value when one is outside what is stated above */
    public Bar {
        checkSymbol(symbol);
        if (openTimeMicros < MIN_TIME_MICROS || openTimeMicros >= END_TIME_MICROS) {
            throw new IllegalArgumentException("open_time " + openTimeMicros + " is outside 1970..2199");
        }
        checkFinite("open", open);
        checkFinite("high", high);
        checkFinite("low", low);
        checkFinite("close", close);
        checkFinite("volume", volume);
        if (sourceLine < 1) {
            throw new IllegalArgumentException("source_line " + sourceLine + " is below 1");
        }
    }

    private static void checkSymbol(String symbol) {
        if (symbol.isEmpty() || symbol.length() > MAX_SYMBOL_LENGTH) {
            throw new IllegalArgumentException(
                    "symbol has " + symbol.length() + " characters, not 1.." + MAX_SYMBOL_LENGTH);
        }
        for (int i = 0; i < symbol.length(); i++) {
            char c = symbol.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                throw new IllegalArgumentException("symbol holds the character U+%04X".formatted((int) c));
            }
        }
    }

    private static void checkFinite(String field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(field + " " + value + " is not a finite number");
        }
    }
}
