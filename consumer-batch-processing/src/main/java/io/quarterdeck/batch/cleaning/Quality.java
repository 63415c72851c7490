package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.quarterdeck.batch.cleaning.Rule.Effect;
import io.quarterdeck.marketdata.Quarter;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What cleaning found in one quarter.
 *
 * @param counts per symbol: {@code rows} (raw bars) and {@code trades} (raw trades) seen, and under the name of each {@link
 *     Rule} how many came under it
 */
public record Quality(SortedMap<String, Map<String, Long>> counts) {

    /** Adds up the counts of the quarter's hours, without the warm-up. */
    public static Quality of(Dataset<Row> hours, Quarter quarter) {
        String[] names = Stream.concat(
                        Stream.of(Hours.ROWS, Hours.TRADES),
                        Arrays.stream(Rule.values()).map(Rule::text))
                .toArray(String[]::new);
        Column[] sums = Arrays.stream(names).map(name -> sum(col(name))).toArray(Column[]::new);
        var counts = new TreeMap<String, Map<String, Long>>();
        for (Row symbol : Hours.within(hours, quarter.start(), quarter.end())
                .groupBy(Hours.SYMBOL)
                .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length))
                .collectAsList()) {
            var ofSymbol = new TreeMap<String, Long>();
            for (int i = 0; i < names.length; i++) {
                ofSymbol.put(names[i], symbol.getLong(i + 1));
            }
            counts.put(symbol.getString(0), ofSymbol);
        }
        return new Quality(counts);
    }

    /** Raw bars seen. */
    public long rows() {
        return total(Hours.ROWS);
    }

    /** Raw trades seen. */
    public long trades() {
        return total(Hours.TRADES);
    }

    /** Dropped because another row stands for the same bar or trade. */
    public long duplicates() {
        return total(Effect.DUPLICATE);
    }

    /** Dropped because they cannot be true, or cannot be placed in time. */
    public long unusable() {
        return total(Effect.UNUSABLE);
    }

    private long total(Effect effect) {
        return Arrays.stream(Rule.values())
                .filter(rule -> rule.effect() == effect)
                .mapToLong(rule -> total(rule.text()))
                .sum();
    }

    private long total(String name) {
        return counts.values().stream().mapToLong(symbol -> symbol.get(name)).sum();
    }
}
