package io.quarterdeck.benchmarks.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether two runs did the same work.
 *
 * @param crossings that both have
 * @param samePrices of these, how many were first filled at the same open: ours waits for the next minute after the decision
 * @param differences crossings that only one has, a line for each
 */
record Agreement(int crossings, int samePrices, List<String> differences) {

    private static final int SHOWN = 20;

    static Agreement of(List<Crossing> ours, List<Crossing> theirs) {
        Map<String, Crossing> mine = byKey(ours);
        Map<String, Crossing> others = byKey(theirs);
        var differences = new ArrayList<String>();
        mine.keySet().stream()
                .filter(key -> !others.containsKey(key))
                .sorted()
                .forEach(key -> differences.add("only ours: " + key));
        others.keySet().stream()
                .filter(key -> !mine.containsKey(key))
                .sorted()
                .forEach(key -> differences.add("only the peer's: " + key));
        mine.keySet().retainAll(others.keySet());
        long samePrices = mine.entrySet().stream()
                .filter(one ->
                        one.getValue().price() == others.get(one.getKey()).price())
                .count();
        return new Agreement(mine.size(), (int) samePrices, List.copyOf(differences));
    }

    private static Map<String, Crossing> byKey(List<Crossing> crossings) {
        return crossings.stream().collect(Collectors.toMap(Crossing::key, Function.identity()));
    }

    /** Two that found nothing have shown nothing. */
    boolean holds() {
        return differences.isEmpty() && crossings > 0;
    }

    /** In words. */
    String text() {
        String same = String.format(
                Locale.ROOT,
                "%,d crossings (hour, symbol, side) are the same, %,d of them first filled at the same price",
                crossings,
                samePrices);
        return differences.isEmpty()
                ? same
                : same
                        + differences.stream().limit(SHOWN).collect(Collectors.joining(", ", ", but ", ""))
                        + (differences.size() > SHOWN ? " and " + (differences.size() - SHOWN) + " more" : "");
    }
}
