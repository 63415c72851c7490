package io.quarterdeck.tradingbot.market;

import io.quarterdeck.marketdata.Bar;
import java.util.List;

/**
 * One closed minute: its bars, one for each symbol that has one, sorted by symbol. The engine steps from slot to slot, so
 * the order of what happens is the same wherever the bars come from.
 *
 * @param openTimeMicros start of the minute, epoch microseconds UTC
 */
public record Slot(long openTimeMicros, List<Bar> bars) {

    public static final long LENGTH_MICROS = 60_000_000L;

    public Slot {
        bars = List.copyOf(bars);
    }

    /** The moment at which the slot's bars are known. */
    public long closeTimeMicros() {
        return openTimeMicros + LENGTH_MICROS;
    }
}
