package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.label;

import io.quarterdeck.batch.features.Column.Type;
import java.util.List;

/** What a model is to predict: the only columns that look ahead. None looks beyond the end of its quarter. */
final class Labels {

    private static final String LOPEZ_DE_PRADO =
            "Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 3";

    private Labels() {}

    static List<Column> of(Interval interval, Windows windows) {
        // The tables of 1h and of 1d began with different horizons.
        int early = interval == Interval.HOUR ? windows.window() : windows.middle();
        int late = interval == Interval.HOUR ? windows.middle() : windows.window();
        int n = windows.window();
        String barriers =
                ("close * exp(+-rolling_volatility_%d * sqrt(%1$d)); the next %1$d bars' high and low count as"
                                + " touches, a bar that touches both counts as the lower")
                        .formatted(n);
        return List.of(
                label("label_forward_log_return_1")
                        .added(3)
                        .meaning("Log return to the next bar.")
                        .unit("log return")
                        .formula("ln(close[+1] / close)")
                        .inputs("close", "trades.price")
                        .ahead(1)
                        .values(bars -> Indicators.forwardLogReturn(bars.close(), 1)),
                label("label_forward_sign_1")
                        .added(3)
                        .meaning("Direction of the next bar.")
                        .unit("-1, 0 or 1")
                        .formula("sign(label_forward_log_return_1)")
                        .inputs("close", "trades.price")
                        .ahead(1)
                        .values(bars -> Indicators.sign(Indicators.forwardLogReturn(bars.close(), 1))),
                forwardReturn(early).added(3).values(bars -> Indicators.forwardLogReturn(bars.close(), early)),
                forwardReturn(late).values(bars -> Indicators.forwardLogReturn(bars.close(), late)),
                label("label_barrier")
                        .meaning("Triple-barrier label: which barrier the price touches first.")
                        .unit("1 the upper, -1 the lower, 0 none within the horizon")
                        .formula("barriers at " + barriers)
                        .inputs("high", "low", "close", "trades.price")
                        .ahead(n)
                        .nulls("if the quarter ends before the horizon, or rolling_volatility_%d is null or 0"
                                .formatted(n))
                        .source(LOPEZ_DE_PRADO)
                        .values(bars -> barriers(bars, n).label()),
                label("label_barrier_time")
                        .type(Type.TIMESTAMP)
                        .meaning("When label_barrier is known.")
                        .unit("UTC time")
                        .formula(
                                "known_at of the bar that touches first, or else of the last of the next %s",
                                FeatureTable.bars(n))
                        .inputs("open_time", "high", "low", "close", "trades.trade_time", "trades.price")
                        .ahead(n)
                        .nulls("where label_barrier is")
                        .source(LOPEZ_DE_PRADO)
                        .values(bars -> barriers(bars, n).touched(bars)));
    }

    private static Column.Builder forwardReturn(int horizon) {
        return label("label_forward_log_return_" + horizon)
                .meaning("Log return over the next " + FeatureTable.bars(horizon) + ".")
                .unit("log return")
                .formula("ln(close[+%d] / close)", horizon)
                .inputs("close", "trades.price")
                .ahead(horizon);
    }

    private static Barriers barriers(BarSeries bars, int n) {
        return Barriers.of(bars.high(), bars.low(), bars.close(), VolatilityFeatures.rolling(bars, n), n);
    }
}
