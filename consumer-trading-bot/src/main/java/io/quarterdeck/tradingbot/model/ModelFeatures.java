package io.quarterdeck.tradingbot.model;

import java.util.List;

/**
 * The columns of {@code features.bars_1h} that a model reads: those that mean the same for each symbol at each price. Prices,
 * amounts and figures per unit are not among them, nor is the order flow, which symbols fed by bars do not have.
 */
public final class ModelFeatures {

    public static final List<String> COLUMNS = List.of(
            "log_return_1",
            "log_return_4",
            "log_return_24",
            "log_return_1_lag_1",
            "log_return_1_lag_2",
            "log_return_1_lag_3",
            "drawdown_168",
            "realized_volatility",
            "rolling_volatility_24",
            "atr_ratio_14",
            "realized_skewness",
            "realized_kurtosis",
            "sma_ratio_24",
            "sma_ratio_168",
            "ema_ratio_12",
            "ema_ratio_26",
            "macd_histogram_ratio",
            "plus_di_14",
            "minus_di_14",
            "adx_14",
            "rsi_14",
            "stochastic_k_14",
            "cci_20",
            "bollinger_percent_b_20",
            "bollinger_bandwidth_20",
            "donchian_position_20",
            "vwap_distance",
            "volume_zscore_24",
            "volume_zscore_24_lag_1",
            "obv_slope_24",
            "market_log_return_1",
            "market_beta_168",
            "market_correlation_168",
            "rank_log_return_1",
            "rank_log_return_24",
            "rank_realized_volatility",
            "hour_sin",
            "hour_cos",
            "weekday_sin",
            "weekday_cos");

    private ModelFeatures() {}
}
