package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Group;
import java.util.List;

/** How complete the past of a row is; {@code coverage} says it of the bar itself. */
final class QualityFeatures {

    private QualityFeatures() {}

    static List<Column> all() {
        return List.of(feature(Group.QUALITY, "gap_intervals")
                .meaning("How many intervals without a bar lie between this bar and the one before.")
                .unit("intervals, 0 if there is no gap")
                .formula("(open_time - open_time[-1]) / length of the interval - 1")
                .inputs("open_time", "trades.trade_time")
                .window(2)
                .values(QualityFeatures::gaps));
    }

    private static double[] gaps(BarSeries bars) {
        double[] gaps = new double[bars.size()];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = i == 0
                    ? Double.NaN
                    : (bars.openTimeMicros()[i] - bars.openTimeMicros()[i - 1]) / bars.lengthMicros() - 1;
        }
        return gaps;
    }
}
