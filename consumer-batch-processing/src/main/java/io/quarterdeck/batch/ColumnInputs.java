package io.quarterdeck.batch;

import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.EventKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which columns of the raw tables a column of a feature table is computed from, as far as its formula names them. */
final class ColumnInputs {

    private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*");

    private final Map<String, Column> columns;

    ColumnInputs(Interval interval) {
        columns = FeatureTable.columns(interval).stream()
                .collect(Collectors.toMap(Column::name, column -> column, (a, b) -> a, LinkedHashMap::new));
    }

    /** Names of columns of the kind's raw table; never empty. */
    SortedSet<String> of(Column column, EventKind<?> kind) {
        var barColumns = new TreeSet<String>();
        follow(column, barColumns, new HashSet<>());
        var inputs = new TreeSet<String>();
        if (column.name().equals("symbol")) {
            inputs.add("symbol");
        }
        for (String name : barColumns) {
            inputs.addAll(raw(name, kind));
        }
        if (inputs.isEmpty()) {
            inputs.add(kind.timeColumn().name()); // keys, and what counts bars, minutes or trades
        }
        return inputs;
    }

    /** Adds what the formula names of a bar or a trade, and goes on to the columns that it names. */
    private void follow(Column column, Set<String> found, Set<String> seen) {
        if (!seen.add(column.name())) {
            return;
        }
        Matcher word = WORD.matcher(column.formula());
        while (word.find()) {
            String name = word.group();
            if (isRaw(name)) {
                found.add(name);
            } else if (columns.containsKey(name)) {
                follow(columns.get(name), found, seen);
            }
        }
    }

    private static boolean isRaw(String name) {
        return switch (name) {
            case "open", "high", "low", "close", "volume", "price", "quantity", "side" -> true;
            default -> false;
        };
    }

    /** A minute made from trades has its prices from their price, its volume from their quantity. */
    private static List<String> raw(String name, EventKind<?> kind) {
        boolean ofTrades = kind == EventKind.TRADES;
        return switch (name) {
            case "open", "high", "low", "close" -> List.of(ofTrades ? "price" : name);
            case "volume" -> List.of(ofTrades ? "quantity" : name);
            default -> ofTrades ? List.of(name) : List.of();
        };
    }
}
