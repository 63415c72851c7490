package io.quarterdeck.dashboard.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarterdeck.dashboard.data.Cache;
import io.quarterdeck.dashboard.data.Catalogue;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.pulse.RawCensus;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.marketdata.EventKind;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Symbols and their bars: from the feature tables, and what is newer than these from the raw rows. What only raw rows know
 * of a symbol is found in the background.
 */
public final class Market {

    private static final int MOST_SYMBOLS = 1000;
    private static final int SPARKLINE = 30;

    /** Three weeks each: as far back as hours are made before anybody asks. */
    private static final int WARM_STEPS = 40;

    private static final String BIN = "date_bin(make_interval(secs => :seconds), open_time, '2001-01-01Z')";

    private final Database database;
    private final Pulses pulses;
    private final Executor background;
    private final Clock clock;
    private final Cache<List<FeatureSymbol>> featureSymbols = new Cache<>(2);
    private final RawHours rawHours = new RawHours();
    private final Map<String, RawSymbol> rawSymbols = new ConcurrentHashMap<>();

    public Market(Database database, Pulses pulses, Executor background, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.background = background;
        this.clock = clock;
    }

    /**
     * @param last end of what is known of it
     * @param change1d of the last close against the one before
     * @param sparkline the last closes, a day each, oldest first
     */
    public record Symbol(
            String symbol,
            Instant first,
            Instant last,
            long days,
            Double lastClose,
            @JsonProperty("change_1d") Double change1d,
            @JsonProperty("volume_1d") Double volume1d,
            List<Double> sparkline) {}

    /** @param of intervals of which there are values */
    public record OverlayInfo(String id, String name, List<String> of) {}

    public record SymbolsAnswer(
            Instant asOf, List<Symbol> symbols, List<String> intervals, List<OverlayInfo> overlays) {}

    /**
     * @param source the table, or two with a comma between: the older bars are from the first
     * @param more whether there are older ones
     * @param bars time, open, high, low, close, volume; oldest first
     */
    public record BarsAnswer(
            Instant asOf,
            String symbol,
            String interval,
            String source,
            boolean more,
            List<Object[]> bars,
            Map<String, Object> overlays) {}

    public record FeatureSymbol(
            String symbol, Instant first, Instant last, long days, Double volume, List<Double> closes) {}

    /** @param last event when this was found */
    private record RawSymbol(Instant last, double volume, List<Double> closes) {}

    /** Newest first. */
    private record Found(List<Candle> bars, boolean more, List<String> sources) {}

    public SymbolsAnswer symbols() {
        String releases =
                String.join(",", pulses.postgres().map(look -> look.releases()).orElse(List.of()));
        return database.read(handle -> {
            var symbols = new TreeMap<String, Symbol>();
            Map<String, RawCensus.Span> raw = pulses.census().spans(EventKind.BARS.topic());
            raw.forEach((symbol, span) -> symbols.put(symbol, ofRaw(symbol, span)));
            featureSymbols
                    .get(releases, () -> readFeatureSymbols(handle))
                    .forEach(of -> symbols.put(of.symbol(), ofFeatures(of, raw.get(of.symbol()))));
            return new SymbolsAnswer(
                    clock.instant(),
                    symbols.values().stream().limit(MOST_SYMBOLS).toList(),
                    Stream.of(Interval.values()).map(Interval::text).toList(),
                    overlays(handle));
        });
    }

    private static List<FeatureSymbol> readFeatureSymbols(Handle handle) {
        return handle.createQuery("""
                        SELECT symbol, min(open_time) AS first, max(known_at) AS last, count(*) AS days,
                               (array_agg(volume ORDER BY open_time DESC))[1] AS volume,
                               (array_agg(close ORDER BY open_time DESC))[1 : 30] AS closes
                          FROM features.bars_1d
                         GROUP BY symbol
                         ORDER BY symbol
                         LIMIT :limit
                        """)
                .bind("limit", MOST_SYMBOLS)
                .mapTo(FeatureSymbol.class)
                .list();
    }

    private static Symbol ofFeatures(FeatureSymbol of, RawCensus.Span raw) {
        Instant last = raw != null && raw.last().isAfter(of.last()) ? raw.last() : of.last();
        return symbol(of.symbol(), of.first(), last, of.days(), of.volume(), of.closes());
    }

    private Symbol ofRaw(String symbol, RawCensus.Span span) {
        RawSymbol known = rawSymbols.get(symbol);
        if (known == null || !known.last().equals(span.last())) {
            background.execute(() -> findRaw(symbol, span));
        }
        return symbol(
                symbol,
                span.first(),
                span.last(),
                pulses.census().barDays(symbol).size(),
                known == null ? null : (Double) known.volume(),
                known == null ? List.of() : known.closes());
    }

    private static Symbol symbol(
            String symbol, Instant first, Instant last, long days, Double volume, List<Double> newestFirst) {
        var closes = new ArrayList<>(newestFirst);
        Collections.reverse(closes);
        int n = closes.size();
        return new Symbol(
                symbol,
                first,
                last,
                days,
                n == 0 ? null : closes.get(n - 1),
                n < 2 ? null : (Double) (closes.get(n - 1) / closes.get(n - 2) - 1),
                volume,
                closes);
    }

    private void findRaw(String symbol, RawCensus.Span span) {
        RawSymbol known = rawSymbols.get(symbol);
        if (known != null && known.last().equals(span.last())) {
            return; // somebody else has found it meanwhile
        }
        List<Candle> days = database.read(handle -> new RawBars(
                        handle, rawHours, symbol, Interval.D1, pulses.census().barDays(symbol))
                .before(RawBars.FOREVER, OptionalLong.empty(), SPARKLINE)
                .bars());
        if (!days.isEmpty()) {
            rawSymbols.put(
                    symbol,
                    new RawSymbol(
                            span.last(),
                            days.get(0).volume(),
                            days.stream().map(Candle::close).toList()));
        }
    }

    /** Makes hours of what no feature table has, newest first, before somebody asks for them. */
    public void warm() {
        pulses.census().spans(EventKind.BARS.topic()).forEach((symbol, span) -> {
            var days = pulses.census().barDays(symbol);
            long to = RawBars.FOREVER;
            for (int i = 0; i < WARM_STEPS && !days.headMap(date(to), false).isEmpty(); i++) {
                long before = to;
                database.read(handle -> {
                    new RawBars(handle, rawHours, symbol, Interval.D1, days).know(before);
                    return null;
                });
                to = days.headMap(date(to), false).descendingKeySet().stream()
                        .limit(RawBars.MOST_UNKNOWN_DAYS)
                        .reduce((newer, older) -> older)
                        .orElseThrow()
                        .atStartOfDay(ZoneOffset.UTC)
                        .toEpochSecond();
            }
        });
    }

    private static LocalDate date(long epochSecond) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC);
    }

    /** All feature tables have the columns of all overlays. */
    private static List<OverlayInfo> overlays(Handle handle) {
        List<String> intervals =
                Catalogue.tables(handle).stream().map(Catalogue.Table::interval).toList();
        return Stream.of(Overlay.values())
                .map(overlay -> new OverlayInfo(overlay.id(), overlay.title(), intervals))
                .toList();
    }

    /** @param before epoch second; the newest bars that begin before it */
    public BarsAnswer bars(
            String symbol, String intervalText, Optional<Long> before, int limit, List<String> overlayIds) {
        Interval interval = Interval.of(intervalText);
        List<Overlay> overlays = Overlay.of(overlayIds);
        long to = before.orElse(RawBars.FOREVER);
        Found found = database.read(handle -> find(handle, symbol, interval, to, limit));
        if (found.bars().isEmpty() && before.isEmpty() && !known(symbol)) {
            throw ApiException.notFound(
                    "there are no bars of " + Parameters.shown(symbol), "See /api/v1/market/symbols.");
        }
        List<Candle> bars =
                new ArrayList<>(found.bars().stream().filter(Candle::finite).toList());
        Collections.reverse(bars);
        return new BarsAnswer(
                clock.instant(),
                symbol,
                interval.text(),
                String.join(", ", found.sources()),
                found.more(),
                bars.stream().map(Candle::row).toList(),
                Overlay.over(overlays, bars));
    }

    private boolean known(String symbol) {
        return EventKind.ALL.stream()
                .anyMatch(kind -> pulses.census().spans(kind.topic()).containsKey(symbol));
    }

    private Found find(Handle handle, String symbol, Interval interval, long to, int limit) {
        Features features = features(handle, symbol, interval, to, limit + 1);
        var raw =
                new RawBars(handle, rawHours, symbol, interval, pulses.census().barDays(symbol));
        if (features.bars().isEmpty()) {
            RawBars.Page page = raw.before(to, OptionalLong.empty(), limit);
            return new Found(page.bars(), page.more(), List.of(EventKind.BARS.table()));
        }
        long newest = features.bars().get(0).time();
        boolean isLast = features(handle, symbol, interval, RawBars.FOREVER, 1)
                        .bars()
                        .get(0)
                        .time()
                == newest;
        // The last bar made of finer ones may have only some of them yet; raw rows know all of its time.
        boolean again = isLast && !interval.table().equals(Optional.of(features.table())) && raw.hasRowsFrom(newest);
        long end = again ? newest : newest + interval.seconds();
        RawBars.Page tail =
                isLast && end < to ? raw.before(to, OptionalLong.of(end), limit) : new RawBars.Page(List.of(), false);
        if (tail.more() || tail.bars().size() >= limit) {
            return new Found(tail.bars(), true, List.of(EventKind.BARS.table()));
        }
        var bars = new ArrayList<>(tail.bars());
        bars.addAll(again ? features.bars().subList(1, features.bars().size()) : features.bars());
        return new Found(
                bars.subList(0, Math.min(limit, bars.size())),
                bars.size() > limit,
                tail.bars().isEmpty() ? List.of(features.table()) : List.of(features.table(), EventKind.BARS.table()));
    }

    /** Newest first. */
    private record Features(String table, List<Candle> bars) {}

    /** From the interval's table, or else from the finer one's. */
    private static Features features(Handle handle, String symbol, Interval interval, long to, int limit) {
        if (interval.table().isPresent()) {
            String table = interval.table().get();
            List<Candle> bars = ownFeatures(handle, table, symbol, to, limit);
            if (!bars.isEmpty() || interval.finer().isEmpty()) {
                return new Features(table, bars);
            }
        }
        if (interval.finer().isEmpty()) {
            return new Features("", List.of());
        }
        Interval finer = interval.finer().get();
        String table = finer.table().orElseThrow();
        return new Features(table, madeOf(handle, table, finer, symbol, interval, to, limit));
    }

    private static List<Candle> ownFeatures(Handle handle, String table, String symbol, long to, int limit) {
        return handle.createQuery("""
                        SELECT extract(epoch FROM open_time)::bigint AS time, open, high, low, close, volume, vwap,
                               ema_ratio_12, ema_ratio_26, bollinger_percent_b_20 AS percent_b,
                               bollinger_bandwidth_20 AS bandwidth
                          FROM %s
                         WHERE symbol = :symbol AND open_time < to_timestamp(:to)
                         ORDER BY open_time DESC
                         LIMIT :limit
                        """.formatted(table))
                .bind("symbol", symbol)
                .bind("to", (double) to)
                .bind("limit", limit)
                .mapTo(Candle.class)
                .list();
    }

    private static List<Candle> madeOf(
            Handle handle, String table, Interval finer, String symbol, Interval interval, long to, int limit) {
        long rows = (limit + 1) * (interval.seconds() / finer.seconds());
        return handle.createQuery("""
                        SELECT extract(epoch FROM %1$s)::bigint AS time,
                               (array_agg(open ORDER BY open_time))[1] AS open, max(high) AS high, min(low) AS low,
                               (array_agg(close ORDER BY open_time DESC))[1] AS close, sum(volume) AS volume,
                               sum(vwap * volume) / nullif(sum(volume) FILTER (WHERE vwap IS NOT NULL), 0) AS vwap,
                               NULL::float8 AS ema_ratio_12, NULL::float8 AS ema_ratio_26, NULL::float8 AS percent_b,
                               NULL::float8 AS bandwidth
                          FROM (SELECT open_time, open, high, low, close, volume, vwap
                                  FROM %2$s
                                 WHERE symbol = :symbol AND open_time < to_timestamp(:to)
                                 ORDER BY open_time DESC
                                 LIMIT :rows) AS finer
                         GROUP BY 1
                         ORDER BY 1 DESC
                         LIMIT :limit
                        """.formatted(BIN, table))
                .bind("seconds", (double) interval.seconds())
                .bind("symbol", symbol)
                .bind("to", (double) interval.floor(to))
                .bind("rows", rows)
                .bind("limit", limit)
                .mapTo(Candle.class)
                .list();
    }
}
