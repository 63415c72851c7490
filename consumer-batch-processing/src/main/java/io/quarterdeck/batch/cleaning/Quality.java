package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.quarterdeck.batch.cleaning.Rule.Action;
import io.quarterdeck.marketdata.Quarter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What cleaning found in one quarter, by symbol; the warm-up is not counted. */
public record Quality(SortedMap<String, OfSymbol> symbols) {

    /**
     * What cleaning found of one symbol.
     *
     * @param bars raw bars seen
     * @param trades raw trades seen
     * @param days UTC days that have a clean minute
     * @param expectedDays UTC days that should have one: of the quarter as far as there is data, from the symbol's first on
     * @param counts how many rows came under each rule; every rule has an entry
     * @param samples a few of the rows that came under a rule; rules without are absent
     */
    public record OfSymbol(
            long bars,
            long trades,
            long days,
            long expectedDays,
            Map<Rule, Long> counts,
            Map<Rule, List<Sample>> samples) {}

    /**
     * A raw row that came under a rule.
     *
     * @param row what it says, for people to read
     * @param sourceId of the file it came from; null if it was made from several
     * @param sourceLine likewise
     */
    public record Sample(String row, Long sourceId, Long sourceLine) {}

    /**
     * Adds up the quarter's hours.
     *
     * @param hours as {@link Slots#of} makes them, with some of before the quarter
     * @param until end of the data; the days of the quarter behind it are not expected to have bars
     */
    public static Quality of(Dataset<Row> hours, Quarter quarter, Instant until) {
        Column inQuarter = col(Slots.OPEN_TIME_MICROS).geq(Slots.micros(quarter.start()));
        Column hasBar = col(Slots.MINUTES).gt(0);
        Column day = expr(Slots.OPEN_TIME_MICROS + " div 86400000000");
        var sums = new ArrayList<Column>();
        sums.add(min(when(hasBar, day)));
        sums.add(sum(when(inQuarter, col(Slots.ROWS)).otherwise(0L)));
        sums.add(sum(when(inQuarter, col(Slots.TRADES)).otherwise(0L)));
        for (Rule rule : Rule.values()) {
            sums.add(sum(when(inQuarter, col(rule.text())).otherwise(0L)));
        }
        long firstDay = day(quarter.start());
        long endDay = Math.min(day(quarter.end()), day(until.minusNanos(1)) + 1);
        var symbols = new TreeMap<String, OfSymbol>();
        for (Row row : hours.filter(col(Slots.OPEN_TIME_MICROS).lt(Slots.micros(quarter.end())))
                .groupBy(Slots.SYMBOL)
                .agg(countDistinct(when(inQuarter.and(hasBar), day)), sums.toArray(Column[]::new))
                .collectAsList()) {
            var counts = new EnumMap<Rule, Long>(Rule.class);
            for (Rule rule : Rule.values()) {
                counts.put(rule, row.getLong(5 + rule.ordinal()));
            }
            long listedOn = row.isNullAt(2) ? endDay : Math.max(firstDay, row.getLong(2));
            var found = new OfSymbol(
                    row.getLong(3), row.getLong(4), row.getLong(1), Math.max(0, endDay - listedOn), counts, Map.of());
            if (found.bars() + found.trades() > 0) {
                symbols.put(row.getString(0), found);
            }
        }
        return new Quality(symbols);
    }

    private static long day(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), Duration.ofDays(1).toSeconds());
    }

    /** As a release keeps it: per symbol {@code rows} (raw bars), {@code trades} (raw trades), {@code days}, and each rule. */
    public SortedMap<String, Map<String, Long>> counts() {
        var counts = new TreeMap<String, Map<String, Long>>();
        symbols.forEach((symbol, found) -> {
            var ofSymbol = new TreeMap<String, Long>();
            ofSymbol.put(Slots.ROWS, found.bars());
            ofSymbol.put(Slots.TRADES, found.trades());
            ofSymbol.put("days", found.days());
            found.counts().forEach((rule, count) -> ofSymbol.put(rule.text(), count));
            counts.put(symbol, ofSymbol);
        });
        return counts;
    }

    /** Raw bars seen. */
    public long bars() {
        return symbols.values().stream().mapToLong(OfSymbol::bars).sum();
    }

    /** Raw trades seen. */
    public long trades() {
        return symbols.values().stream().mapToLong(OfSymbol::trades).sum();
    }

    /** Dropped because another row stands for the same bar or trade. */
    public long duplicates() {
        return Arrays.stream(Rule.values())
                .filter(Rule::isDuplicate)
                .mapToLong(this::total)
                .sum();
    }

    /** Dropped because they cannot be true, or cannot be placed in time. */
    public long unusable() {
        return Arrays.stream(Rule.values())
                .filter(rule -> rule.action() != Action.FLAG && !rule.isDuplicate())
                .mapToLong(this::total)
                .sum();
    }

    /** Rows of all symbols that came under the rule. */
    public long total(Rule rule) {
        return symbols.values().stream()
                .mapToLong(symbol -> symbol.counts().get(rule))
                .sum();
    }
}
