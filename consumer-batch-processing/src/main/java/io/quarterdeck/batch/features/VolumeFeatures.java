package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Group;
import java.util.List;

/** How much is traded, and how the price answers. */
final class VolumeFeatures {

    private VolumeFeatures() {}

    static List<Column> of(Windows windows) {
        int n = windows.window();
        String nBars = FeatureTable.bars(n);
        return List.of(
                feature(Group.VOLUME, "vwap_distance")
                        .added(2)
                        .meaning("Distance of the close from the bar's VWAP.")
                        .unit("ratio")
                        .formula("close / vwap - 1")
                        .inputs("high", "low", "close", "volume", "trades.price", "trades.quantity")
                        .nullIf("volume is 0")
                        .values(bars -> Indicators.distance(bars.close(), bars.vwap())),
                feature(Group.VOLUME, "volume_zscore_" + n)
                        .added(2)
                        .meaning("How unusual the volume is.")
                        .unit("standard deviations")
                        .formula(
                                "(volume - mean) / sample standard deviation of volume over %s, this one included",
                                nBars)
                        .inputs("volume", "trades.quantity")
                        .window(n)
                        .nullIf("the volumes are all equal")
                        .values(bars -> Indicators.zScore(bars.volume(), n)),
                feature(Group.VOLUME, "obv_slope_" + n)
                        .meaning("Slope of the on-balance volume, in mean volumes per bar.")
                        .unit("share of the mean volume, -1.5 to 1.5")
                        .formula(
                                "slope (least squares) of OBV over %s, divided by mean(volume) over them; OBV is the sum of"
                                        + " sign(close - close[-1]) * volume, from any start",
                                nBars)
                        .inputs("close", "volume", "trades.price", "trades.quantity")
                        .window(n)
                        .nullIf("there is no volume in the window")
                        .source("Granville, New Key to Stock Market Profits, 1963; TA-Lib OBV, LINEARREG_SLOPE")
                        .values(bars -> Indicators.onBalanceVolumeSlope(bars.close(), bars.volume(), n)),
                feature(Group.VOLUME, "bar_illiquidity_" + n)
                        .meaning("Price move of a bar per unit of turnover.")
                        .unit("log return per quote unit")
                        .formula("mean(abs(log_return_1) / (vwap * volume)) over those of %s that have a volume", nBars)
                        .inputs("high", "low", "close", "volume", "trades.price", "trades.quantity")
                        .window(n + 1)
                        .nullIf("there is no volume in the window")
                        .source("Amihud, Illiquidity and Stock Returns, 2002")
                        .values(bars -> Indicators.meanOfKnown(
                                Indicators.illiquidity(Indicators.logReturn(bars.close(), 1), bars.turnover()), n)));
    }
}
