package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Builder;
import io.quarterdeck.batch.features.Column.Group;
import java.util.ArrayList;
import java.util.List;

/** Where the price stands against its own past. */
final class TrendFeatures {

    private static final String APPEL = "Appel, Technical Analysis, 2005; TA-Lib MACD";
    private static final String LINE = "(EMA12(close) - EMA26(close)) / close";

    private TrendFeatures() {}

    static List<Column> of(Windows windows) {
        var columns = new ArrayList<Column>();
        for (int n : new int[] {windows.window(), windows.longest()}) {
            columns.add(feature(Group.TREND, "sma_ratio_" + n)
                    .added(1)
                    .meaning("Distance of the close from its simple moving average.")
                    .unit("ratio")
                    .formula("close / mean(close over %s) - 1", FeatureTable.bars(n))
                    .inputs("close", "trades.price")
                    .window(n)
                    .values(bars -> Indicators.distance(bars.close(), Indicators.mean(bars.close(), n))));
        }
        for (int n : new int[] {12, 26}) {
            columns.add(feature(Group.TREND, "ema_ratio_" + n)
                    .added(1)
                    .meaning("Distance of the close from its exponential moving average.")
                    .unit("ratio")
                    .formula(
                            "close / EMA(close) - 1, weight 2 / (%d + 1), begun with the mean of the first %s",
                            n, FeatureTable.bars(n))
                    .inputs("close", "trades.price")
                    .recursive(n - 1)
                    .source("TA-Lib EMA")
                    .values(bars -> Indicators.distance(bars.close(), Indicators.ema(bars.close(), n))));
        }
        columns.add(macd("macd_ratio", "Difference of the exponential moving averages as a share of the close.")
                .formula(LINE)
                .recursive(25)
                .values(bars -> Indicators.ratio(Macd.of(bars.close()).line(), bars.close())));
        columns.add(macd("macd_signal_ratio", "Exponential moving average of the MACD line as a share of the close.")
                .formula("EMA9(EMA12(close) - EMA26(close)) / close")
                .recursive(33)
                .values(bars -> Indicators.ratio(Macd.of(bars.close()).signal(), bars.close())));
        columns.add(macd("macd_histogram_ratio", "MACD line less its signal, as a share of the close.")
                .formula("macd_ratio - macd_signal_ratio")
                .recursive(33)
                .values(bars -> Indicators.ratio(Macd.of(bars.close()).histogram(), bars.close())));
        columns.add(directional("plus_di_14", "How much of the range lies in upward moves.")
                .formula(
                        "100 * mean(+DM) / mean(true range), Wilder's means (weight 1/14); +DM is high - high[-1] if above 0"
                                + " and above low[-1] - low, else 0")
                .recursive(14)
                .nulls("until warm, and while the price has never moved")
                .values(bars -> Directional.of(bars.high(), bars.low(), bars.close(), 14)
                        .plus()));
        columns.add(directional("minus_di_14", "How much of the range lies in downward moves.")
                .formula(
                        "100 * mean(-DM) / mean(true range), Wilder's means (weight 1/14); -DM is low[-1] - low if above 0"
                                + " and above high - high[-1], else 0")
                .recursive(14)
                .nulls("until warm, and while the price has never moved")
                .values(bars -> Directional.of(bars.high(), bars.low(), bars.close(), 14)
                        .minus()));
        columns.add(directional("adx_14", "Average directional index: strength of the trend, whichever its direction.")
                .formula(
                        "Wilder's mean (weight 1/14) of 100 * abs(plus_di_14 - minus_di_14) / (plus_di_14 + minus_di_14), 0"
                                + " where both are 0")
                .recursive(27)
                .values(bars -> Directional.of(bars.high(), bars.low(), bars.close(), 14)
                        .index()));
        return columns;
    }

    private static Builder macd(String name, String meaning) {
        return feature(Group.TREND, name)
                .meaning(meaning)
                .unit("ratio")
                .inputs("close", "trades.price")
                .source(APPEL);
    }

    private static Builder directional(String name, String meaning) {
        return feature(Group.TREND, name)
                .meaning(meaning)
                .unit("0 to 100")
                .inputs("high", "low", "close", "trades.price")
                .source(MomentumFeatures.WILDER);
    }
}
