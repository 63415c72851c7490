package io.quarterdeck.benchmarks.backtest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBar;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.num.DoubleNum;

/**
 * ta4j's hourly bars, one series for each symbol, gathered from minutes in a plain loop: ta4j's own aggregator begins its hours
 * at whichever bar comes first after a gap. Prices are ta4j's doubles, its faster kind of number.
 *
 * <p>Drops what the bot drops: bars that cannot be, repeated ones, and those that are older than the newest of any symbol.
 */
final class Ta4jSeries {

    private static final long MINUTE_MICROS = 60_000_000L;

    private final Map<String, Hours> bySymbol = new TreeMap<>();
    private long newest = Long.MIN_VALUE;

    void add(String symbol, long time, double open, double high, double low, double close, double volume) {
        if (time < newest) {
            return;
        }
        newest = time;
        boolean sound = low > 0
                && low <= Math.min(open, close)
                && high >= Math.max(open, close)
                && volume >= 0
                && time % MINUTE_MICROS == 0;
        if (sound) {
            bySymbol.computeIfAbsent(symbol, Hours::new).add(time, open, high, low, close, volume);
        }
    }

    /** By symbol; after the last bar. */
    Map<String, BarSeries> done() {
        var series = new TreeMap<String, BarSeries>();
        bySymbol.forEach((symbol, hours) -> {
            hours.close();
            series.put(symbol, hours.series);
        });
        return series;
    }

    private static final class Hours {
        private final BarSeries series;
        private long newest = Long.MIN_VALUE;
        private long end = Long.MIN_VALUE;
        private double open;
        private double high;
        private double low;
        private double close;
        private double volume;

        Hours(String symbol) {
            series = new BaseBarSeriesBuilder()
                    .withName(symbol)
                    .withNumTypeOf(DoubleNum.class)
                    .build();
        }

        void add(long time, double open, double high, double low, double close, double volume) {
            if (time == newest) {
                return;
            }
            newest = time;
            if (time >= end) {
                close();
                end = time - time % Crossing.HOUR_MICROS + Crossing.HOUR_MICROS;
                this.open = open;
                this.high = high;
                this.low = low;
                this.volume = 0;
            } else {
                this.high = Math.max(this.high, high);
                this.low = Math.min(this.low, low);
            }
            this.close = close;
            this.volume += volume;
        }

        void close() {
            if (end != Long.MIN_VALUE) {
                ZonedDateTime endTime = Instant.ofEpochSecond(end / 1_000_000).atZone(ZoneOffset.UTC);
                series.addBar(new BaseBar(
                        Duration.ofHours(1), endTime, open, high, low, close, volume, 0, 0, DoubleNum::valueOf));
                end = Long.MIN_VALUE;
            }
        }
    }
}
