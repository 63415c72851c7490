package io.quarterdeck.tradingbot.market;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feature rows in memory. */
public final class FeatureRows implements FeatureSource {

    private static final class Line {
        final List<FeatureRow> rows = new ArrayList<>();
        int next;
        FeatureRow newest;
    }

    private final Map<String, Line> lines = new HashMap<>();

    public FeatureRows(Collection<FeatureRow> rows) {
        for (FeatureRow row : rows) {
            lines.computeIfAbsent(row.symbol(), symbol -> new Line()).rows.add(row);
        }
        lines.values()
                .forEach(line -> line.rows.sort(Comparator.comparingLong(FeatureRow::knownAtMicros)
                        .thenComparingLong(FeatureRow::openTimeMicros)));
    }

    @Override
    public Optional<FeatureRow> newest(String symbol, long nowMicros) {
        Line line = lines.get(symbol);
        if (line == null) {
            return Optional.empty();
        }
        while (line.next < line.rows.size() && line.rows.get(line.next).knownAtMicros() <= nowMicros) {
            FeatureRow row = line.rows.get(line.next++);
            if (line.newest == null || row.openTimeMicros() >= line.newest.openTimeMicros()) {
                line.newest = row;
            }
        }
        return Optional.ofNullable(line.newest);
    }
}
