package io.quarterdeck.batch.features;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of the feature tables: the one place that says what they are and how they are computed, with a class for each
 * group. The tables in PostgreSQL and in the lake, {@code features.dictionary}, the comments on the columns and the feature
 * dictionary in docs are made from it.
 */
public final class FeatureTable {

    /** symbol, open_time and known_at come before; {@link Column#values} computes all columns from here on. */
    public static final int FIRST_NUMBER = 3;

    private static final Map<Interval, List<Column>> COLUMNS = Arrays.stream(Interval.values())
            .collect(Collectors.toMap(
                    Function.identity(), FeatureTable::of, (a, b) -> a, () -> new EnumMap<>(Interval.class)));

    private FeatureTable() {}

    /** In the order of the tables; the first is symbol, the second open_time, the third known_at. */
    public static List<Column> columns(Interval interval) {
        return COLUMNS.get(interval);
    }

    private static List<Column> of(Interval interval) {
        var windows = Windows.of(interval);
        return Stream.of(
                        BarColumns.all(),
                        ReturnFeatures.of(windows),
                        VolatilityFeatures.of(windows),
                        TrendFeatures.of(windows),
                        MomentumFeatures.of(windows),
                        VolumeFeatures.of(windows),
                        MarketFeatures.of(windows),
                        CalendarFeatures.of(interval),
                        LagFeatures.of(windows),
                        QualityFeatures.all(),
                        Labels.of(interval, windows),
                        OrderFlowFeatures.all(interval))
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Column::added)) // stable: of the same number, by group
                .toList();
    }

    static String bars(int n) {
        return n == 1 ? "1 bar" : n + " bars";
    }
}
