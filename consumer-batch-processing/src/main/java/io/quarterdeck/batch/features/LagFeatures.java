package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Group;
import java.util.ArrayList;
import java.util.List;

/** What was known a few bars before, for models without a memory. */
final class LagFeatures {

    private static final int LAGS = 3;

    private LagFeatures() {}

    static List<Column> of(Windows windows) {
        int n = windows.window();
        var columns = new ArrayList<Column>();
        for (int lag = 1; lag <= LAGS; lag++) {
            int back = lag;
            columns.add(feature(Group.LAGS, "log_return_1_lag_" + lag)
                    .meaning("Log return of the bar " + FeatureTable.bars(lag) + " before.")
                    .unit("log return")
                    .formula("log_return_1[-%d]", lag)
                    .inputs("close", "trades.price")
                    .window(lag + 2)
                    .values(bars -> Indicators.lag(Indicators.logReturn(bars.close(), 1), back)));
        }
        for (int lag = 1; lag <= LAGS; lag++) {
            int back = lag;
            columns.add(feature(Group.LAGS, "volume_zscore_%d_lag_%d".formatted(n, lag))
                    .meaning("How unusual the volume was " + FeatureTable.bars(lag) + " before.")
                    .unit("standard deviations")
                    .formula("volume_zscore_%d[-%d]", n, lag)
                    .inputs("volume", "trades.quantity")
                    .window(n + lag)
                    .nullIf("volume_zscore_%d is null there".formatted(n))
                    .values(bars -> Indicators.lag(Indicators.zScore(bars.volume(), n), back)));
        }
        return columns;
    }
}
