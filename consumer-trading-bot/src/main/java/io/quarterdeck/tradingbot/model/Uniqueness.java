package io.quarterdeck.tradingbot.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of rows by how much of their labels is theirs alone: labels that look at the same hours of a symbol say the same thing
 * more than once (Lopez de Prado, Advances in financial machine learning, 2018, chapter 4: average uniqueness).
 */
final class Uniqueness {

    private Uniqueness() {}

    /** One weight a row; their mean is 1. @param rows in order of time */
    static double[] weights(List<TrainingRow> rows) {
        var weights = new double[rows.size()];
        var bySymbol = new HashMap<String, int[]>();
        Map<String, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.symbol(), 1, Integer::sum));
        for (int i = 0; i < weights.length; i++) {
            String symbol = rows.get(i).symbol();
            int[] places = bySymbol.computeIfAbsent(symbol, name -> new int[counts.get(name)]);
            places[places.length - counts.merge(symbol, -1, Integer::sum) - 1] = i;
        }
        bySymbol.values().forEach(places -> weigh(rows, places, weights));
        double mean = Arrays.stream(weights).average().orElse(1);
        return Arrays.stream(weights).map(weight -> weight / mean).toArray();
    }

    private static void weigh(List<TrainingRow> rows, int[] places, double[] weights) {
        var labels = new int[places.length]; // that look at this row's bar
        for (int i = 0; i < places.length; i++) {
            for (int j = i + 1; j < places.length && looksAt(rows, places, i, j); j++) {
                labels[j]++;
            }
        }
        for (int i = 0; i < places.length; i++) {
            double sum = 0;
            int bars = 0;
            for (int j = i + 1; j < places.length && looksAt(rows, places, i, j); j++) {
                sum += 1.0 / labels[j];
                bars++;
            }
            weights[places[i]] = bars == 0 ? 1 : sum / bars;
        }
    }

    private static boolean looksAt(List<TrainingRow> rows, int[] places, int row, int bar) {
        return rows.get(places[bar]).knownAtMicros() <= rows.get(places[row]).labelKnownAtMicros();
    }
}
