package io.quarterdeck.dashboard.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Bars straight from {@code raw.bars}: the newest row of each minute, put together. The table has no key, so only days that
 * have rows of the symbol are looked at, and only so many.
 */
final class RawBars {

    /** A hundred thousand rows of a symbol, at most: what can be read while somebody waits. */
    private static final int MOST_DAYS = 70;

    private final Handle handle;
    private final String symbol;
    private final Interval interval;
    private final NavigableMap<LocalDate, Long> days;

    /** @param days of the symbol that have rows */
    RawBars(Handle handle, String symbol, Interval interval, NavigableMap<LocalDate, Long> days) {
        this.handle = handle;
        this.symbol = symbol;
        this.interval = interval;
        this.days = days;
    }

    /** @param more whether there may be older ones */
    record Page(List<Candle> bars, boolean more) {}

    /**
     * The newest bars that begin before {@code before} and not before {@code from}, newest first; fewer than {@code limit}
     * also where more days would have to be looked at.
     */
    Page before(long before, OptionalLong from, int limit) {
        var bars = new ArrayList<Candle>();
        long to = before;
        long floor = from.orElse(Long.MIN_VALUE);
        int looked = 0;
        int step = daysFor(limit);
        while (bars.size() < limit && looked < MOST_DAYS && to > floor) {
            var window = daysBefore(to, Math.min(step, MOST_DAYS - looked));
            if (window.isEmpty()) {
                return new Page(bars, false);
            }
            long start = Math.max(floor, interval.floor(epoch(window.get(window.size() - 1))));
            bars.addAll(read(start, to, limit - bars.size()));
            looked += window.size();
            step *= 2;
            to = start;
        }
        boolean older =
                to > floor && (bars.size() >= limit || !daysBefore(to, 1).isEmpty());
        return new Page(bars, older);
    }

    /** Whether there are rows of this day or later. */
    boolean hasRowsFrom(long epochSecond) {
        return !days.tailMap(LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC), true)
                .isEmpty();
    }

    /** Days that hold so many bars if they have no gaps. */
    private int daysFor(int limit) {
        return (int) Math.min(MOST_DAYS, Math.max(1, limit * interval.seconds() / 86_400 + 1));
    }

    private List<LocalDate> daysBefore(long epochSecond, int count) {
        if (days.isEmpty() || epochSecond > epoch(days.lastKey()) + 86_400) {
            return days.descendingKeySet().stream().limit(count).toList();
        }
        LocalDate last = LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond - 1), ZoneOffset.UTC);
        return days.headMap(last, true).descendingKeySet().stream().limit(count).toList();
    }

    private List<Candle> read(long from, long to, int limit) {
        return handle.createQuery("""
                        SELECT extract(epoch FROM date_bin(make_interval(secs => :seconds), open_time, '2001-01-01Z'))::bigint AS time,
                               (array_agg(open ORDER BY open_time))[1] AS open, max(high) AS high, min(low) AS low,
                               (array_agg(close ORDER BY open_time DESC))[1] AS close, sum(volume) AS volume,
                               NULL::float8 AS vwap, NULL::float8 AS ema_ratio_12, NULL::float8 AS ema_ratio_26,
                               NULL::float8 AS percent_b, NULL::float8 AS bandwidth
                          FROM (SELECT DISTINCT ON (open_time) open_time, open, high, low, close, volume
                                  FROM raw.bars
                                 WHERE symbol = :symbol
                                   AND open_time >= to_timestamp(:from) AND open_time < to_timestamp(:to)
                                 ORDER BY open_time, kafka_offset DESC) AS minute
                         GROUP BY 1
                         ORDER BY 1 DESC
                         LIMIT :limit
                        """)
                .bind("seconds", (double) interval.seconds())
                .bind("symbol", symbol)
                .bind("from", (double) from)
                .bind("to", (double) Math.min(to, FOREVER))
                .bind("limit", limit)
                .mapTo(Candle.class)
                .list();
    }

    private static long epoch(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    /** The year 9999. */
    static final long FOREVER = 253_370_764_800L;
}
