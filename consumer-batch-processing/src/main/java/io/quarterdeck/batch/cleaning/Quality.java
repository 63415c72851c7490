package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.quarterdeck.batch.cleaning.Rule.Action;
import io.quarterdeck.marketdata.Quarter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** What cleaning found in one quarter, by symbol; the warm-up is not counted. */
public record Quality(SortedMap<String, OfSymbol> symbols) {

    private static final int SAMPLES = 5;

    private static final String QUARTER = "quarter";
    private static final String FIRST_DAY = "first_day";
    private static final String DAYS = "days";
    private static final String PLACE = "place";

    /**
     * What cleaning found of one symbol.
     *
     * @param bars raw bars seen
     * @param trades raw trades seen
     * @param days UTC days that have a clean minute
     * @param expectedDays UTC days that should have one: of the quarter as far as there is data, from the symbol's first on
     * @param counts how many rows came under each rule; every rule has an entry
     * @param samples of the rows that each rule dropped the first five; rules that dropped none are absent
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
     * Adds up the quarters' hours, in one pass for all of them.
     *
     * @param hours as {@link Slots#of} makes them, with some of before the quarters
     * @param until end of the data; the days of a quarter behind it are not expected to have bars
     * @return one for each quarter, the oldest first
     */
    public static SortedMap<Quarter, Quality> of(Dataset<Row> hours, Collection<Quarter> quarters, Instant until) {
        Column day = expr(Slots.OPEN_TIME_MICROS + " div 86400000000");
        Column dayWithBar = when(col(Slots.MINUTES).gt(0), day);
        var sums = new ArrayList<Column>();
        sums.add(min(dayWithBar).as(FIRST_DAY));
        sums.add(sum(Slots.ROWS).as(Slots.ROWS));
        sums.add(sum(Slots.TRADES).as(Slots.TRADES));
        for (Rule rule : Rule.values()) {
            sums.add(sum(rule.text()).as(rule.text()));
        }
        var bySymbol = new TreeMap<String, SortedMap<Quarter, Row>>();
        for (Row row : hours.groupBy(col(Slots.SYMBOL), Slots.quarter().as(QUARTER))
                .agg(countDistinct(dayWithBar).as(DAYS), sums.toArray(Column[]::new))
                .collectAsList()) {
            bySymbol.computeIfAbsent(row.getAs(Slots.SYMBOL), unused -> new TreeMap<>())
                    .put(Quarter.parse(row.getAs(QUARTER)), row);
        }
        var samples = samples(hours, quarters);
        var qualities = new TreeMap<Quarter, Quality>();
        for (Quarter quarter : quarters) {
            var symbols = new TreeMap<String, OfSymbol>();
            bySymbol.forEach((symbol, rows) -> {
                if (rows.containsKey(quarter)) {
                    OfSymbol found = ofSymbol(
                            quarter,
                            rows,
                            until,
                            samples.getOrDefault(quarter, Map.of()).getOrDefault(symbol, Map.of()));
                    if (found.bars() + found.trades() > 0) {
                        symbols.put(symbol, found);
                    }
                }
            });
            qualities.put(quarter, new Quality(symbols));
        }
        return qualities;
    }

    /** What {@link #of(Dataset, Collection, Instant)} says of one quarter. */
    public static Quality of(Dataset<Row> hours, Quarter quarter, Instant until) {
        return of(hours, List.of(quarter), until).get(quarter);
    }

    /** @param rows sums of the symbol, of the quarter and of those that come before it in the data */
    private static OfSymbol ofSymbol(
            Quarter quarter, SortedMap<Quarter, Row> rows, Instant until, Map<Rule, List<Sample>> samples) {
        Row row = rows.get(quarter);
        var counts = new EnumMap<Rule, Long>(Rule.class);
        for (Rule rule : Rule.values()) {
            counts.put(rule, row.getAs(rule.text()));
        }
        long endDay = Math.min(day(quarter.end()), day(until.minusNanos(1)) + 1);
        long listedOn = rows.headMap(quarter.next()).values().stream()
                .map(sums -> sums.<Long>getAs(FIRST_DAY))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(first -> Math.max(first, day(quarter.start())))
                .orElse(endDay);
        return new OfSymbol(
                row.getAs(Slots.ROWS),
                row.getAs(Slots.TRADES),
                row.getAs(DAYS),
                Math.max(0, endDay - listedOn),
                counts,
                samples);
    }

    /** Of what was dropped by each rule the first few of each quarter, by symbol. */
    private static Map<Quarter, Map<String, Map<Rule, List<Sample>>>> samples(
            Dataset<Row> hours, Collection<Quarter> quarters) {
        var samples = new HashMap<Quarter, Map<String, Map<Rule, List<Sample>>>>();
        for (List<Row> dropped : List.of(
                first(Quarantine.bars(hours), "open_time", quarters),
                first(Quarantine.trades(hours), "trade_time", quarters))) {
            for (Row row : dropped) {
                Rule rule = Rule.valueOf(row.<String>getAs("rule").toUpperCase(Locale.ROOT));
                samples.computeIfAbsent(Quarter.parse(row.getAs(QUARTER)), unused -> new HashMap<>())
                        .computeIfAbsent(row.getAs(Slots.SYMBOL), unused -> new EnumMap<>(Rule.class))
                        .computeIfAbsent(rule, unused -> new ArrayList<>())
                        .add(new Sample(said(row), row.getAs("source_id"), row.getAs("source_line")));
            }
        }
        return samples;
    }

    /** By their place among the rows of the same quarter, symbol and rule. */
    private static List<Row> first(Dataset<Row> dropped, String time, Collection<Quarter> quarters) {
        var sameKind = Window.partitionBy(QUARTER, Slots.SYMBOL, "rule")
                .orderBy(col(time), col("kafka_partition"), col("kafka_offset"));
        return dropped
                .filter(col(QUARTER)
                        .isin(quarters.stream().map(Quarter::toString).toArray()))
                .withColumn(PLACE, row_number().over(sameKind))
                .filter(col(PLACE).leq(SAMPLES))
                .collectAsList()
                .stream()
                .sorted(Comparator.comparingInt(row -> row.<Integer>getAs(PLACE)))
                .toList();
    }

    /** The values of a dropped row as {@code name=value}, those that say where it came from left out. */
    private static String said(Row row) {
        var said = new StringJoiner(" ");
        for (int i = row.fieldIndex("rule") + 1; i < row.fieldIndex("source_id"); i++) {
            said.add(row.schema().fieldNames()[i] + "=" + row.get(i));
        }
        return said.toString();
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
            ofSymbol.put(DAYS, found.days());
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
