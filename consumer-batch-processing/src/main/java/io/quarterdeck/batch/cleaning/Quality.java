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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        Map<String, Map<Rule, List<Sample>>> samples = samples(hours, quarter);
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
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(1),
                    Math.max(0, endDay - listedOn),
                    counts,
                    samples.getOrDefault(row.getString(0), Map.of()));
            if (found.bars() + found.trades() > 0) {
                symbols.put(row.getString(0), found);
            }
        }
        return new Quality(symbols);
    }

    /** Of what was dropped by each rule the first few, by symbol. */
    private static Map<String, Map<Rule, List<Sample>>> samples(Dataset<Row> hours, Quarter quarter) {
        Dataset<Row> inQuarter = Slots.within(hours, quarter.start(), quarter.end());
        var samples = new HashMap<String, Map<Rule, List<Sample>>>();
        for (Dataset<Row> dropped : List.of(
                first(Quarantine.bars(inQuarter), "open_time"), first(Quarantine.trades(inQuarter), "trade_time"))) {
            for (Row row : dropped.collectAsList()) {
                Rule rule = Rule.valueOf(row.<String>getAs("rule").toUpperCase(Locale.ROOT));
                samples.computeIfAbsent(row.getAs(Slots.SYMBOL), unused -> new EnumMap<>(Rule.class))
                        .computeIfAbsent(rule, unused -> new ArrayList<>())
                        .add(new Sample(said(row), row.getAs("source_id"), row.getAs("source_line")));
            }
        }
        return samples;
    }

    private static Dataset<Row> first(Dataset<Row> dropped, String time) {
        Column[] order = {col(time), col("kafka_partition"), col("kafka_offset")};
        return dropped.withColumn(
                        "place",
                        row_number()
                                .over(Window.partitionBy(Slots.SYMBOL, "rule").orderBy(order)))
                .filter(col("place").leq(SAMPLES))
                .orderBy(order);
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
