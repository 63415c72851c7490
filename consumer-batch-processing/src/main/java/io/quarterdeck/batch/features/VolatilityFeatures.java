package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.cleaning.MinuteReturns;
import io.quarterdeck.batch.features.Column.Group;
import java.util.List;
import java.util.stream.IntStream;

/** How much the price moves. None of it is annualised. */
final class VolatilityFeatures {

    private static final String MINUTE_RETURNS =
            "r the minute log returns: the first from the bar's open, the others from the close of the minute present before";
    private static final String AMAYA =
            "Amaya, Christoffersen, Jacobs and Vasquez, Does Realized Skewness Predict the Cross-Section of Equity Returns?,"
                    + " 2015";

    private VolatilityFeatures() {}

    static List<Column> of(Windows windows) {
        int n = windows.window();
        String nBars = FeatureTable.bars(n);
        return List.of(
                feature(Group.VOLATILITY, "realized_volatility")
                        .added(1)
                        .meaning("Realized volatility within the bar, not annualised.")
                        .unit("log return")
                        .formula(
                                "sqrt(sum of squared minute log returns); the first from the bar's open, the others from the"
                                        + " close of the minute present before")
                        .inputs("open", "close", "trades.price")
                        .minutes()
                        .source("Andersen and Bollerslev, Answering the Skeptics, 1998")
                        .values(bars -> each(bars, (r, count) -> Math.sqrt(r.squared()))),
                feature(Group.VOLATILITY, "rolling_volatility_" + n)
                        .added(1)
                        .meaning("Standard deviation of the log returns of the last " + nBars + ", not annualised.")
                        .unit("log return")
                        .formula("sample standard deviation (divisor n - 1) of log_return_1 over %s", nBars)
                        .inputs("close", "trades.price")
                        .window(n + 1)
                        .values(bars -> rolling(bars, n)),
                feature(Group.VOLATILITY, "atr_ratio_14")
                        .added(2)
                        .meaning("Average true range as a share of the close.")
                        .unit("ratio")
                        .formula(
                                "Wilder's mean (weight 1/14) of max(high, close[-1]) - min(low, close[-1]), divided by close")
                        .inputs("high", "low", "close", "trades.price")
                        .recursive(14)
                        .source(MomentumFeatures.WILDER)
                        .values(bars -> Indicators.ratio(
                                Indicators.atr(bars.high(), bars.low(), bars.close(), 14), bars.close())),
                feature(Group.VOLATILITY, "bipower_variation")
                        .meaning("Realized variance within the bar without its jumps.")
                        .unit("squared log return")
                        .formula("pi / 2 * sum(abs(r) * abs(r before)), " + MINUTE_RETURNS)
                        .inputs("open", "close", "trades.price")
                        .minutes()
                        .source(
                                "Barndorff-Nielsen and Shephard, Power and Bipower Variation with Stochastic Volatility and"
                                        + " Jumps, 2004")
                        .values(bars -> each(bars, (r, count) -> Math.PI / 2 * r.neighbours())),
                feature(Group.VOLATILITY, "realized_skewness")
                        .meaning("Realized skewness within the bar.")
                        .unit("number")
                        .formula("sqrt(n) * sum(r^3) / sum(r^2)^1.5, n minutes, " + MINUTE_RETURNS)
                        .inputs("open", "close", "trades.price")
                        .minutes()
                        .nullIf("no minute has a return other than 0")
                        .source(AMAYA)
                        .values(bars -> each(
                                bars,
                                (r, count) -> r.squared() > 0
                                        ? Math.sqrt(count) * r.cubed() / (r.squared() * Math.sqrt(r.squared()))
                                        : Double.NaN)),
                feature(Group.VOLATILITY, "realized_kurtosis")
                        .meaning("Realized kurtosis within the bar.")
                        .unit("number, at least 1")
                        .formula("n * sum(r^4) / sum(r^2)^2, n minutes, " + MINUTE_RETURNS)
                        .inputs("open", "close", "trades.price")
                        .minutes()
                        .nullIf("no minute has a return other than 0")
                        .source(AMAYA)
                        .values(bars -> each(
                                bars,
                                (r, count) -> r.squared() > 0
                                        ? count * r.fourth() / (r.squared() * r.squared())
                                        : Double.NaN)),
                feature(Group.VOLATILITY, "parkinson_volatility_" + n)
                        .meaning("Volatility from the range of each bar.")
                        .unit("log return")
                        .formula("sqrt(mean(ln(high / low)^2 over %s) / (4 * ln(2)))", nBars)
                        .inputs("high", "low", "trades.price")
                        .window(n)
                        .source(
                                "Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980")
                        .values(bars -> RangeVolatility.parkinson(bars.high(), bars.low(), n)),
                feature(Group.VOLATILITY, "garman_klass_volatility_" + n)
                        .meaning("Volatility from range, open and close of each bar.")
                        .unit("log return")
                        .formula(
                                "sqrt(mean(0.5 * ln(high / low)^2 - (2 * ln(2) - 1) * ln(close / open)^2 over %s))",
                                nBars)
                        .inputs("open", "high", "low", "close", "trades.price")
                        .window(n)
                        .source(
                                "Garman and Klass, On the Estimation of Security Price Volatilities from Historical Data, 1980")
                        .values(bars ->
                                RangeVolatility.garmanKlass(bars.open(), bars.high(), bars.low(), bars.close(), n)),
                feature(Group.VOLATILITY, "yang_zhang_volatility_" + n)
                        .meaning("Volatility from the bars and the jumps between them, whatever the drift.")
                        .unit("log return")
                        .formula(
                                "sqrt(var(ln(open / close[-1])) + k * var(ln(close / open)) + (1 - k) * mean(ln(high / open) *"
                                        + " ln(high / close) + ln(low / open) * ln(low / close))) over %s; var the sample"
                                        + " variance, k = 0.34 / (1.34 + (%d + 1) / (%2$d - 1))",
                                nBars, n)
                        .inputs("open", "high", "low", "close", "trades.price")
                        .window(n + 1)
                        .source("Yang and Zhang, Drift-Independent Volatility Estimation, 2000")
                        .values(bars ->
                                RangeVolatility.yangZhang(bars.open(), bars.high(), bars.low(), bars.close(), n)));
    }

    static double[] rolling(BarSeries bars, int n) {
        return Indicators.standardDeviation(Indicators.logReturn(bars.close(), 1), n);
    }

    @FunctionalInterface
    private interface OfReturns {
        double apply(MinuteReturns returns, int count);
    }

    private static double[] each(BarSeries bars, OfReturns value) {
        return IntStream.range(0, bars.size())
                .mapToDouble(i -> value.apply(bars.returns()[i], bars.minutes()[i]))
                .toArray();
    }
}
