package io.quarterdeck.tradingbot.market;

import io.quarterdeck.marketdata.Bar;
import java.util.List;
import java.util.function.Supplier;

/**
 * One symbol's bars so far, gathered to bars of the strategy's interval, the last few kept, and the indicators over them. An
 * interval is closed when time has passed its end, whether or not its last minutes had bars; one without any bar is no bar.
 */
public final class SymbolBars {

    private final long intervalMicros;
    private final Indicator[] indicators;
    private final double[] opens;
    private final double[] highs;
    private final double[] lows;
    private final double[] closes;
    private final double[] volumes;
    private int newest = -1;
    private long closed;

    private long intervalEnd = Long.MIN_VALUE;
    private double open;
    private double high;
    private double low;
    private double close;
    private double volume;

    private boolean unseen;
    private Bar newestMinute;
    private long newestMicros = Long.MIN_VALUE;

    /** @param kept how many closed bars can be looked back at, at least 1 */
    public SymbolBars(long intervalMicros, int kept, List<Supplier<Indicator>> indicators) {
        if (intervalMicros < Slot.LENGTH_MICROS || intervalMicros % Slot.LENGTH_MICROS != 0) {
            throw new IllegalArgumentException("an interval of " + intervalMicros + " us is not a number of minutes");
        }
        this.intervalMicros = intervalMicros;
        this.indicators = indicators.stream().map(Supplier::get).toArray(Indicator[]::new);
        opens = new double[Math.max(1, kept)];
        highs = new double[opens.length];
        lows = new double[opens.length];
        closes = new double[opens.length];
        volumes = new double[opens.length];
    }

    /** The next minute. */
    public void add(Bar bar) {
        long time = bar.openTimeMicros();
        if (time >= intervalEnd) {
            close();
            intervalEnd = time - time % intervalMicros + intervalMicros;
            open = bar.open();
            high = bar.high();
            low = bar.low();
            volume = 0;
        } else {
            high = Math.max(high, bar.high());
            low = Math.min(low, bar.low());
        }
        close = bar.close();
        volume += bar.volume();
        newestMinute = bar;
        newestMicros = time + Slot.LENGTH_MICROS;
    }

    /** It is this late: whether an interval has been closed since this was asked before. */
    public boolean closedBy(long nowMicros) {
        if (nowMicros >= intervalEnd) {
            close();
        }
        boolean news = unseen;
        unseen = false;
        return news;
    }

    private void close() {
        if (intervalEnd == Long.MIN_VALUE) {
            return;
        }
        newest = newest + 1 == opens.length ? 0 : newest + 1;
        opens[newest] = open;
        highs[newest] = high;
        lows[newest] = low;
        closes[newest] = close;
        volumes[newest] = volume;
        closed++;
        for (Indicator indicator : indicators) {
            indicator.add(high, low, close);
        }
        unseen = true;
        intervalEnd = Long.MIN_VALUE;
    }

    /** Closed bars that can be looked at. */
    public int kept() {
        return (int) Math.min(closed, opens.length);
    }

    public double open(int ago) {
        return opens[place(ago)];
    }

    public double high(int ago) {
        return highs[place(ago)];
    }

    public double low(int ago) {
        return lows[place(ago)];
    }

    public double close(int ago) {
        return closes[place(ago)];
    }

    public double volume(int ago) {
        return volumes[place(ago)];
    }

    private int place(int ago) {
        if (ago < 0 || ago >= kept()) {
            throw new IndexOutOfBoundsException(
                    "bar " + ago + " before the newest; 0 to " + (kept() - 1) + " can be looked at");
        }
        return newest - ago < 0 ? newest - ago + opens.length : newest - ago;
    }

    /** By its place in the list of recipes. */
    public double indicator(int number) {
        return indicators[number].value();
    }

    /** When the newest minute closed; {@link Long#MIN_VALUE} before the first. */
    public long newestMicros() {
        return newestMicros;
    }

    /** The newest minute, or null before the first. */
    public Bar newestMinute() {
        return newestMinute;
    }
}
