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
 * have rows of the symbol are looked at, and of those whose hours are not known yet only so many.
 */
final class RawBars {

    /** Thirty thousand rows of a symbol, at most: what can be read while somebody waits. */
    static final int MOST_UNKNOWN_DAYS = 21;

    /** The year 9999. */
    static final long FOREVER = 253_370_764_800L;

    private static final long DAY = 86_400;

    private final Handle handle;
    private final RawHours hours;
    private final String symbol;
    private final Interval interval;
    private final NavigableMap<LocalDate, Long> days;

    /** @param days of the symbol that have rows, and how many */
    RawBars(Handle handle, RawHours hours, String symbol, Interval interval, NavigableMap<LocalDate, Long> days) {
        this.handle = handle;
        this.hours = hours;
        this.symbol = symbol;
        this.interval = interval;
        this.days = days;
    }

    /** @param more whether there are older ones */
    record Page(List<Candle> bars, boolean more) {}

    /**
     * The newest bars that begin before {@code before} and not before {@code from}, newest first; fewer than {@code limit}
     * also where more days would have to be looked at.
     */
    Page before(long before, OptionalLong from, int limit) {
        long to = Math.min(before, FOREVER);
        long floor = from.orElse(Long.MIN_VALUE);
        var bars = new ArrayList<Candle>();
        int unknown = MOST_UNKNOWN_DAYS;
        int step = (int) Math.max(1, limit * interval.seconds() / DAY + 1);
        while (bars.size() < limit && unknown > 0 && to > floor) {
            List<LocalDate> window = daysBefore(to, floor, step, unknown);
            if (window.isEmpty()) {
                return new Page(bars, false);
            }
            unknown -= (int) window.stream().filter(day -> !known(day)).count();
            long start = Math.max(floor, interval.floor(epoch(window.get(window.size() - 1))));
            List<Candle> found = read(window, start, to);
            bars.addAll(found.subList(0, Math.min(found.size(), limit - bars.size())));
            if (bars.size() == limit && found.size() > 0) {
                start = bars.get(limit - 1).time();
            }
            to = start;
            step *= 2;
        }
        return new Page(bars, !daysBefore(to, floor, 1, 1).isEmpty());
    }

    /** Whether there are rows of this day or later. */
    boolean hasRowsFrom(long epochSecond) {
        return !days.tailMap(date(epochSecond), true).isEmpty();
    }

    /** Makes the hours of the days before, as many as may be unknown. */
    void know(long before) {
        hours.of(
                symbol,
                daysBefore(before, Long.MIN_VALUE, MOST_UNKNOWN_DAYS, MOST_UNKNOWN_DAYS),
                days,
                this::readHours);
    }

    /** Only what is a whole number of hours is made of hours. */
    private boolean byHours() {
        return interval.seconds() >= Interval.H1.seconds();
    }

    private boolean known(LocalDate day) {
        return byHours() && hours.knows(symbol, day, days.get(day));
    }

    /** At most so many days, of which at most so many are not known; a bar of several days has all of them. */
    private List<LocalDate> daysBefore(long epochSecond, long floor, int count, int mostUnknown) {
        NavigableMap<LocalDate, Long> older = epochSecond >= FOREVER ? days : days.headMap(date(epochSecond - 1), true);
        var window = new ArrayList<LocalDate>();
        int unknown = 0;
        for (LocalDate day : older.descendingKeySet()) {
            boolean sameBar = !window.isEmpty()
                    && interval.floor(epoch(day)) == interval.floor(epoch(window.get(window.size() - 1)));
            unknown += known(day) ? 0 : 1;
            if (epoch(day) + DAY <= floor || !sameBar && (window.size() >= count || unknown > mostUnknown)) {
                break;
            }
            window.add(day);
        }
        return window;
    }

    private List<Candle> read(List<LocalDate> window, long from, long to) {
        if (!byHours()) {
            return read(interval, from, to);
        }
        return Candle.merged(
                hours.of(symbol, window, days, this::readHours).stream()
                        .filter(hour -> hour.time() >= from && hour.time() < to)
                        .toList(),
                interval);
    }

    private List<Candle> readHours(long from, long to) {
        return read(Interval.H1, from, to);
    }

    /** Newest first. */
    private List<Candle> read(Interval length, long from, long to) {
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
                        """)
                .bind("seconds", (double) length.seconds())
                .bind("symbol", symbol)
                .bind("from", (double) from)
                .bind("to", (double) to)
                .mapTo(Candle.class)
                .list();
    }

    private static LocalDate date(long epochSecond) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC);
    }

    private static long epoch(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }
}
