package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.features.Column.Formula;
import io.quarterdeck.batch.features.Column.Kind;
import io.quarterdeck.batch.features.Column.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The columns of a feature table: the one place that says what they are and how they are computed. The tables in
 * PostgreSQL and in the lake, {@code features.dictionary} and the feature dictionary in docs say the same, and tests
 * hold them to it.
 */
public final class FeatureTable {

    /** symbol, open_time and known_at come before; all columns from here on are numbers. */
    public static final int FIRST_NUMBER = 3;

    private static final String NEVER = Column.NEVER;
    private static final String ONE_BAR = "1 bar";
    private static final String MINUTES = "the clean minutes of the bar";
    private static final String RECURSIVE = "all bars since the start of the warm-up";
    private static final String WARM_UP = "until warm";
    private static final String DEFINITION = "definition";
    private static final String RAW = "lake.raw.bars, lake.raw.trades";
    private static final String TRADES = "the clean trades of the bar";
    private static final String NO_TRADES = "if there are no trades, as for a symbol fed by bars only";
    private static final String WILDER = "Wilder, New Concepts in Technical Trading Systems, 1978";

    private static final List<Column> HOUR = of(new int[] {1, 4, 24}, 24, new int[] {24, 168}, 24);
    private static final List<Column> DAY = of(new int[] {1, 5, 20}, 20, new int[] {20, 50}, 5);

    private FeatureTable() {}

    /** In the order of the tables; the first is symbol, the second open_time, the third known_at. */
    public static List<Column> columns(Interval interval) {
        return switch (interval) {
            case HOUR -> HOUR;
            case DAY -> DAY;
        };
    }

    private static List<Column> of(int[] returns, int window, int[] means, int horizon) {
        var columns = new ArrayList<Column>();
        columns.add(key("symbol", Type.TEXT, "What was traded.", "name", "as received"));
        columns.add(key(
                "open_time",
                Type.TIMESTAMP,
                "Start of the bar's interval.",
                "UTC time",
                "open_time of the minutes, rounded down to the interval"));
        columns.add(new Column(
                "known_at",
                Kind.BAR,
                Type.TIMESTAMP,
                "End of the bar's interval: the moment from which bar and features can be known.",
                "UTC time",
                "open_time + length of the interval",
                ONE_BAR,
                0,
                NEVER,
                DEFINITION,
                null));

        columns.add(bar("open", "First price.", "quote currency", "open of the first minute", BarSeries::open));
        columns.add(bar("high", "Highest price.", "quote currency", "max(high) over the minutes", BarSeries::high));
        columns.add(bar("low", "Lowest price.", "quote currency", "min(low) over the minutes", BarSeries::low));
        columns.add(bar("close", "Last price.", "quote currency", "close of the last minute", BarSeries::close));
        columns.add(bar("volume", "Amount traded.", "base units", "sum(volume) over the minutes", BarSeries::volume));
        columns.add(new Column(
                "vwap",
                Kind.BAR,
                Type.DOUBLE,
                "Volume-weighted average price.",
                "quote currency",
                "sum(turnover) / sum(volume) over the minutes; turnover is volume * (high + low + close) / 3 of a recorded"
                        + " minute, sum(price * quantity) of one made from trades",
                MINUTES,
                0,
                "if volume is 0",
                RAW,
                BarSeries::vwap));
        columns.add(bar(
                "coverage",
                "Share of the interval's minutes that have a bar; there is a row from the first minute on.",
                "share, above 0 up to 1",
                "minutes present / minutes of the interval",
                BarSeries::coverage));

        for (int n : returns) {
            columns.add(feature(
                    "log_return_" + n,
                    "Log return over " + bars(n) + ".",
                    "log return",
                    "ln(close / close[-%d])".formatted(n),
                    bars(n + 1),
                    n,
                    WARM_UP,
                    DEFINITION,
                    bars -> Indicators.logReturn(bars.close(), n)));
        }
        columns.add(feature(
                "realized_volatility",
                "Realized volatility within the bar, not annualised.",
                "log return",
                "sqrt(sum of squared minute log returns); the first from the bar's open, the others from the close of the"
                        + " minute present before",
                MINUTES,
                0,
                NEVER,
                "Andersen and Bollerslev, Answering the Skeptics, 1998",
                bars -> Indicators.squareRoot(bars.realizedVariance())));
        columns.add(feature(
                "rolling_volatility_" + window,
                "Standard deviation of the log returns of the last " + bars(window) + ", not annualised.",
                "log return",
                "sample standard deviation (divisor n - 1) of log_return_1 over %s".formatted(bars(window)),
                bars(window + 1),
                window,
                WARM_UP,
                DEFINITION,
                bars -> Indicators.standardDeviation(Indicators.logReturn(bars.close(), 1), window)));
        for (int n : means) {
            columns.add(feature(
                    "sma_ratio_" + n,
                    "Distance of the close from its simple moving average.",
                    "ratio",
                    "close / mean(close over %s) - 1".formatted(bars(n)),
                    bars(n),
                    n - 1,
                    WARM_UP,
                    DEFINITION,
                    bars -> Indicators.distance(bars.close(), Indicators.mean(bars.close(), n))));
        }
        for (int n : new int[] {12, 26}) {
            columns.add(feature(
                    "ema_ratio_" + n,
                    "Distance of the close from its exponential moving average.",
                    "ratio",
                    "close / EMA(close) - 1, weight 2 / (%d + 1), begun with the mean of the first %s"
                            .formatted(n, bars(n)),
                    RECURSIVE,
                    n - 1,
                    WARM_UP,
                    "TA-Lib EMA",
                    bars -> Indicators.distance(bars.close(), Indicators.ema(bars.close(), n))));
        }
        columns.add(feature(
                "rsi_14",
                "Relative strength index of the close.",
                "0 to 100",
                "100 * G / (G + L), G and L Wilder's means (weight 1/14) of the gains and losses of the close",
                RECURSIVE,
                14,
                "until warm, and while the close has never changed",
                WILDER,
                bars -> Indicators.rsi(bars.close(), 14)));
        columns.add(feature(
                "atr_ratio_14",
                "Average true range as a share of the close.",
                "ratio",
                "Wilder's mean (weight 1/14) of max(high, close[-1]) - min(low, close[-1]), divided by close",
                RECURSIVE,
                14,
                WARM_UP,
                WILDER,
                bars -> Indicators.ratio(Indicators.atr(bars.high(), bars.low(), bars.close(), 14), bars.close())));
        columns.add(feature(
                "vwap_distance",
                "Distance of the close from the bar's VWAP.",
                "ratio",
                "close / vwap - 1",
                ONE_BAR,
                0,
                "if volume is 0",
                DEFINITION,
                bars -> Indicators.distance(bars.close(), bars.vwap())));
        columns.add(feature(
                "volume_zscore_" + window,
                "How unusual the volume is.",
                "standard deviations",
                "(volume - mean) / sample standard deviation of volume over %s, this one included"
                        .formatted(bars(window)),
                bars(window),
                window - 1,
                "until warm, and if the volumes are all equal",
                DEFINITION,
                bars -> Indicators.zScore(bars.volume(), window)));

        columns.add(label(
                "label_forward_log_return_1",
                "Log return to the next bar.",
                "log return",
                "ln(close[+1] / close)",
                1,
                bars -> Indicators.forwardLogReturn(bars.close(), 1)));
        columns.add(label(
                "label_forward_sign_1",
                "Direction of the next bar.",
                "-1, 0 or 1",
                "sign(label_forward_log_return_1)",
                1,
                bars -> Indicators.sign(Indicators.forwardLogReturn(bars.close(), 1))));
        columns.add(label(
                "label_forward_log_return_" + horizon,
                "Log return over the next " + bars(horizon) + ".",
                "log return",
                "ln(close[+%d] / close)".formatted(horizon),
                horizon,
                bars -> Indicators.forwardLogReturn(bars.close(), horizon)));
        columns.addAll(orderFlow()); // columns that came later stand last, as ALTER TABLE puts them
        return List.copyOf(columns);
    }

    /** What only trades can tell. */
    private static List<Column> orderFlow() {
        return List.of(
                ofTrades(
                        "trade_count",
                        "Number of trades.",
                        "trades",
                        "count of the trades",
                        NO_TRADES,
                        DEFINITION,
                        OrderFlow::tradeCount),
                ofTrades(
                        "mean_trade_size",
                        "Mean quantity of a trade.",
                        "base units",
                        "sum(quantity) / trade_count",
                        NO_TRADES,
                        DEFINITION,
                        OrderFlow::meanTradeSize),
                ofTrades(
                        "order_imbalance",
                        "How much more buyers took than sellers, as a share of both.",
                        "-1 to 1",
                        "(B - S) / (B + S), B and S the sums of quantity by side, trades without a side left out",
                        NO_TRADES + ", or no trade has a side",
                        DEFINITION,
                        OrderFlow::imbalance),
                ofTrades(
                        "vpin",
                        "Imbalance of the order flow in volume time.",
                        "0 to 1",
                        "sum(abs(B - S)) / sum(B + S) over volume buckets: each hour's B + S in %d equal parts, in order of time"
                                .formatted(OrderFlow.BUCKETS_PER_HOUR),
                        NO_TRADES + ", or no trade has a side",
                        "after Easley, Lopez de Prado and O'Hara, Flow Toxicity and Liquidity, 2012",
                        OrderFlow::vpin),
                ofTrades(
                        "kyle_lambda",
                        "Price impact of the order flow.",
                        "log return per base unit",
                        "slope (least squares) of r on B - S over the minutes with trades; r the log return of the minute's"
                                + " close from the one before in the same hour, of an hour's first minute from its open",
                        NO_TRADES + ", fewer than 3 minutes have trades, or B - S is the same in all",
                        "after Kyle, Continuous Auctions and Insider Trading, 1985",
                        OrderFlow::kyleLambda),
                ofTrades(
                        "amihud_illiquidity",
                        "Price move per unit of turnover.",
                        "log return per quote unit",
                        "mean(abs(r) / sum(price * quantity)) over the minutes with trades, r as in kyle_lambda",
                        NO_TRADES,
                        "after Amihud, Illiquidity and Stock Returns, 2002, with minutes for days",
                        OrderFlow::amihudIlliquidity),
                ofTrades(
                        "tick_volatility",
                        "Realized volatility from trade to trade within the bar, not annualised.",
                        "log return",
                        "sqrt(sum of squared log returns from each trade to the next one of the same hour)",
                        NO_TRADES,
                        "Andersen and Bollerslev, Answering the Skeptics, 1998",
                        OrderFlow::tickVolatility));
    }

    private static Column ofTrades(
            String name,
            String meaning,
            String unit,
            String formula,
            String nulls,
            String source,
            ToDoubleFunction<OrderFlow> value) {
        return feature(
                name,
                meaning,
                unit,
                formula,
                TRADES,
                0,
                nulls,
                source,
                bars -> Arrays.stream(bars.flow()).mapToDouble(value).toArray());
    }

    private static Column key(String name, Type type, String meaning, String unit, String formula) {
        return new Column(name, Kind.KEY, type, meaning, unit, formula, ONE_BAR, 0, NEVER, RAW, null);
    }

    private static Column bar(String name, String meaning, String unit, String formula, Formula values) {
        return new Column(name, Kind.BAR, Type.DOUBLE, meaning, unit, formula, MINUTES, 0, NEVER, RAW, values);
    }

    private static Column feature(
            String name,
            String meaning,
            String unit,
            String formula,
            String window,
            int warmUp,
            String nulls,
            String source,
            Formula values) {
        return new Column(
                name, Kind.FEATURE, Type.DOUBLE, meaning, unit, formula, window, warmUp, nulls, source, values);
    }

    private static Column label(String name, String meaning, String unit, String formula, int horizon, Formula values) {
        return new Column(
                name,
                Kind.LABEL,
                Type.DOUBLE,
                meaning,
                unit,
                formula,
                bars(horizon) + " ahead",
                0,
                "if the quarter ends before",
                DEFINITION,
                values);
    }

    private static String bars(int n) {
        return n == 1 ? "1 bar" : n + " bars";
    }
}
