package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Group;
import java.util.ArrayList;
import java.util.List;

/** How far the price has come. */
final class ReturnFeatures {

    private ReturnFeatures() {}

    static List<Column> of(Windows windows) {
        var columns = new ArrayList<Column>();
        for (int n : windows.horizons()) {
            columns.add(feature(Group.RETURNS, "log_return_" + n)
                    .added(1)
                    .meaning("Log return over " + FeatureTable.bars(n) + ".")
                    .unit("log return")
                    .formula("ln(close / close[-%d])", n)
                    .inputs("close", "trades.price")
                    .window(n + 1)
                    .values(bars -> Indicators.logReturn(bars.close(), n)));
        }
        int longest = windows.longest();
        columns.add(feature(Group.RETURNS, "drawdown_" + longest)
                .meaning("Distance of the close from the highest high.")
                .unit("ratio, at most 0")
                .formula("close / max(high over %s) - 1", FeatureTable.bars(longest))
                .inputs("high", "close", "trades.price")
                .window(longest)
                .values(bars -> Indicators.distance(bars.close(), Indicators.highest(bars.high(), longest))));
        return columns;
    }
}
