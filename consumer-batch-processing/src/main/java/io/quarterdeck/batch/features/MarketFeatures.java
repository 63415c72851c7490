package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Builder;
import io.quarterdeck.batch.features.Column.Group;
import java.util.Arrays;
import java.util.List;

/** How a symbol stands to all others of the same time. */
final class MarketFeatures {

    private static final String[] TURNOVER = {"high", "low", "close", "volume", "trades.price", "trades.quantity"};

    private MarketFeatures() {}

    static List<Column> of(Windows windows) {
        int n = windows.longest();
        int window = windows.window();
        String nBars = FeatureTable.bars(n);
        return List.of(
                feature(Group.MARKET, "market_log_return_1")
                        .meaning("Return of the market: the equal-weighted mean of the symbols present.")
                        .unit("log return")
                        .formula("mean(log_return_1) over the symbols that have one at this open_time")
                        .inputs("close", "trades.price")
                        .restsOn("2 bars of every symbol")
                        .nulls("until one symbol is warm")
                        .values(BarSeries::marketReturn),
                feature(Group.MARKET, "market_beta_" + n)
                        .meaning("Sensitivity to the market.")
                        .unit("number")
                        .formula(
                                "covariance(log_return_1, market_log_return_1) / variance(market_log_return_1) over %s",
                                nBars)
                        .inputs("close", "trades.price")
                        .window(n + 1)
                        .nullIf("the market does not move over the window")
                        .source("Sharpe, Capital Asset Prices, 1964; TA-Lib BETA")
                        .values(bars -> Indicators.beta(Indicators.logReturn(bars.close(), 1), bars.marketReturn(), n)),
                feature(Group.MARKET, "market_correlation_" + n)
                        .meaning("Correlation with the market.")
                        .unit("-1 to 1")
                        .formula("Pearson correlation of log_return_1 and market_log_return_1 over %s", nBars)
                        .inputs("close", "trades.price")
                        .window(n + 1)
                        .nullIf("the symbol or the market does not move over the window")
                        .source("definition; TA-Lib CORREL")
                        .values(bars ->
                                Indicators.correlation(Indicators.logReturn(bars.close(), 1), bars.marketReturn(), n)),
                rank("log_return_1", 2)
                        .inputs("close", "trades.price")
                        .rankOf(bars -> Indicators.logReturn(bars.close(), 1)),
                rank("log_return_" + window, window + 1)
                        .inputs("close", "trades.price")
                        .rankOf(bars -> Indicators.logReturn(bars.close(), window)),
                rank("turnover", 1)
                        .formula(rankFormula("vwap * volume, 0 without volume,"))
                        .inputs(TURNOVER)
                        .rankOf(BarSeries::turnover),
                rank("realized_volatility", 1)
                        .inputs("open", "close", "trades.price")
                        .rankOf(bars -> Arrays.stream(bars.returns())
                                .mapToDouble(r -> Math.sqrt(r.squared()))
                                .toArray()));
    }

    private static Builder rank(String ranked, int bars) {
        return feature(Group.MARKET, "rank_" + ranked)
                .meaning("Rank of " + ranked + " among the symbols of the same time.")
                .unit("0 (lowest) to 1 (highest)")
                .formula(rankFormula(ranked))
                .window(bars)
                .restsOn(FeatureTable.bars(bars) + " of every symbol")
                .nullIf("fewer than 2 symbols have a value at this open_time, this one among them");
    }

    private static String rankFormula(String ranked) {
        return "(rank of %s among the symbols at this open_time - 1) / (symbols - 1), equal values sharing their mean rank"
                .formatted(ranked);
    }
}
