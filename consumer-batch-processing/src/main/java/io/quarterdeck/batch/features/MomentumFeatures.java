package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Group;
import java.util.List;

/** Oscillators: where the close lies within the range of late. */
final class MomentumFeatures {

    static final String WILDER = "Wilder, New Concepts in Technical Trading Systems, 1978";

    private static final int STOCHASTIC = 14;
    private static final int N = 20;

    private MomentumFeatures() {}

    static List<Column> of(Windows windows) {
        return List.of(
                feature(Group.MOMENTUM, "rsi_14")
                        .added(1)
                        .meaning("Relative strength index of the close.")
                        .unit("0 to 100")
                        .formula(
                                "100 * G / (G + L), G and L Wilder's means (weight 1/14) of the gains and losses of the close")
                        .inputs("close", "trades.price")
                        .recursive(14)
                        .nulls("until warm, and while the close has never changed")
                        .source(WILDER)
                        .values(bars -> Indicators.rsi(bars.close(), 14)),
                feature(Group.MOMENTUM, "stochastic_k_14")
                        .meaning("Slow stochastic %K: where the close lies in the range, smoothed.")
                        .unit("0 to 100")
                        .formula(
                                "mean over 3 bars of 100 * (close - min(low)) / (max(high) - min(low)), both over 14 bars")
                        .inputs("high", "low", "close", "trades.price")
                        .window(STOCHASTIC + 2)
                        .nullIf("high and low are equal throughout 14 bars")
                        .source("Lane, Lane's Stochastics, 1984; TA-Lib STOCH(14, 3, 3)")
                        .values(MomentumFeatures::stochasticK),
                feature(Group.MOMENTUM, "stochastic_d_14")
                        .meaning("Slow stochastic %D: the mean of %K.")
                        .unit("0 to 100")
                        .formula("mean(stochastic_k_14 over 3 bars)")
                        .inputs("high", "low", "close", "trades.price")
                        .window(STOCHASTIC + 4)
                        .nullIf("high and low are equal throughout 14 bars")
                        .source("Lane, Lane's Stochastics, 1984; TA-Lib STOCH(14, 3, 3)")
                        .values(bars -> Indicators.mean(stochasticK(bars), 3)),
                feature(Group.MOMENTUM, "cci_20")
                        .meaning("Commodity channel index: distance of the typical price from its mean.")
                        .unit("mean absolute deviations / 0.015")
                        .formula(
                                "(p - mean(p)) / (0.015 * mean(abs(p - mean(p)))) over 20 bars, p = (high + low + close) / 3")
                        .inputs("high", "low", "close", "trades.price")
                        .window(N)
                        .nullIf("p does not change over the window")
                        .source("Lambert, Commodity Channel Index, 1980; TA-Lib CCI")
                        .values(bars -> Indicators.cci(bars.high(), bars.low(), bars.close(), N)),
                feature(Group.MOMENTUM, "bollinger_percent_b_20")
                        .meaning(
                                "Where the close lies between the Bollinger bands: 0 at the lower, 1 at the upper one.")
                        .unit("ratio")
                        .formula(
                                "(close - (m - 2 * s)) / (4 * s), m mean and s population standard deviation of close over 20"
                                        + " bars")
                        .inputs("close", "trades.price")
                        .window(N)
                        .nullIf("the close does not change over the window")
                        .source("Bollinger, Bollinger on Bollinger Bands, 2001; TA-Lib BBANDS(20, 2)")
                        .values(bars -> Indicators.bollingerPercentB(bars.close(), N)),
                feature(Group.MOMENTUM, "bollinger_bandwidth_20")
                        .meaning("Distance of the Bollinger bands as a share of their middle.")
                        .unit("ratio")
                        .formula("4 * s / m, m mean and s population standard deviation of close over 20 bars")
                        .inputs("close", "trades.price")
                        .window(N)
                        .source("Bollinger, Bollinger on Bollinger Bands, 2001; TA-Lib BBANDS(20, 2)")
                        .values(bars -> Indicators.bollingerBandwidth(bars.close(), N)),
                feature(Group.MOMENTUM, "donchian_position_20")
                        .meaning("Where the close lies in the range: 0 at the lowest low, 1 at the highest high.")
                        .unit("0 to 1")
                        .formula("(close - min(low)) / (max(high) - min(low)) over 20 bars")
                        .inputs("high", "low", "close", "trades.price")
                        .window(N)
                        .nullIf("high and low are equal throughout")
                        .source("Donchian's channel, as in Kaufman, Trading Systems and Methods, 2013")
                        .values(bars -> Indicators.positionInRange(bars.high(), bars.low(), bars.close(), N)));
    }

    private static double[] stochasticK(BarSeries bars) {
        double[] fast = Indicators.positionInRange(bars.high(), bars.low(), bars.close(), STOCHASTIC);
        for (int i = 0; i < fast.length; i++) {
            fast[i] *= 100;
        }
        return Indicators.mean(fast, 3);
    }
}
