package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.marketdata.Bar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBar;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Rule;
import org.ta4j.core.TradingRecord;
import org.ta4j.core.num.DoubleNum;
import org.ta4j.core.rules.AbstractRule;

/**
 * The same with ta4j stepping from minute to minute, as the bot does: an order is filled at the open of the next minute. The
 * series of minutes, ta4j's own form of bars in memory, are made before a run; the run makes the hours, and steps.
 */
final class ByTa4jMinutes {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long HOUR_SECONDS = 3_600;

    private final ByTa4j byHours;
    private final int slow;
    private final Map<String, Minutes> bySymbol = new TreeMap<>();

    /** @param seconds when each minute began: asking its bar would be most of a run */
    private record Minutes(BarSeries series, long[] seconds) {

        static Minutes of(String symbol, List<Bar> bars) {
            BarSeries series = new BaseBarSeriesBuilder()
                    .withName(symbol)
                    .withNumTypeOf(DoubleNum.class)
                    .build();
            for (Bar bar : bars) {
                series.addBar(new BaseBar(
                        MINUTE,
                        Instant.ofEpochSecond(second(bar)).plus(MINUTE).atZone(ZoneOffset.UTC),
                        bar.open(),
                        bar.high(),
                        bar.low(),
                        bar.close(),
                        bar.volume(),
                        0,
                        0,
                        DoubleNum::valueOf));
            }
            return new Minutes(series, bars.stream().mapToLong(Minutes::second).toArray());
        }

        private static long second(Bar bar) {
            return bar.openTimeMicros() / 1_000_000;
        }
    }

    /** @param bars without any that the bot would drop */
    ByTa4jMinutes(int fast, int slow, List<Bar> bars) {
        byHours = new ByTa4j(fast, slow);
        this.slow = slow;
        bars.stream() // symbol by symbol, as they are read: so they lie together in memory
                .collect(Collectors.groupingBy(Bar::symbol))
                .forEach((symbol, ofSymbol) -> bySymbol.put(symbol, Minutes.of(symbol, ofSymbol)));
    }

    String name() {
        return "ta4j by minute";
    }

    /** As {@link TrendBacktest#overBars}. */
    Supplier<List<Crossing>> run() {
        var records = new LinkedHashMap<BarSeries, TradingRecord>();
        bySymbol.values().forEach(minutes -> records.put(minutes.series(), run(minutes)));
        return () -> crossings(records);
    }

    private TradingRecord run(Minutes minutes) {
        BarSeries series = minutes.series();
        var hours = new Ta4jSeries();
        var known = new int
                [series.getBarCount()]; // by minute: place of the newest hour that is over before the next minute
        int hour = -1;
        long before = -1;
        for (int i = 0; i < known.length; i++) {
            org.ta4j.core.Bar bar = series.getBar(i);
            long second = minutes.seconds()[i];
            if (second / HOUR_SECONDS != before) {
                before = second / HOUR_SECONDS;
                hour++;
                if (i > 0) {
                    known[i - 1]++;
                }
            }
            known[i] = hour - 1;
            hours.add(
                    series.getName(),
                    second * 1_000_000,
                    bar.getOpenPrice().doubleValue(),
                    bar.getHighPrice().doubleValue(),
                    bar.getLowPrice().doubleValue(),
                    bar.getClosePrice().doubleValue(),
                    bar.getVolume().doubleValue());
        }
        Rule above = byHours.above(hours.done().get(series.getName()));
        Rule aboveAtMinute = new AbstractRule() {
            @Override
            public boolean isSatisfied(int minute, TradingRecord record) {
                return known[minute] >= slow - 1 && above.isSatisfied(known[minute], record);
            }
        };
        return ByTa4j.run(series, aboveAtMinute, 0);
    }

    private static List<Crossing> crossings(Map<BarSeries, TradingRecord> records) {
        var crossings = new ArrayList<Crossing>();
        for (Crossing one : ByTa4j.crossings(records)) {
            long hour = one.hour() - one.hour() % Crossing.HOUR_MICROS;
            crossings.add(new Crossing(one.symbol(), hour, one.side(), one.price()));
        }
        return crossings;
    }
}
