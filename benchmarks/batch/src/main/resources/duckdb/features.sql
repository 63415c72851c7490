-- One table of one quarter. Windows count rows of the symbol, as in docs/feature-dictionary.md.
CREATE OR REPLACE TEMP TABLE bars AS
SELECT *, ln(close / lag(close) OVER w) AS r, lag(close) OVER w AS before, row_number() OVER w AS n,
       CASE WHEN volume > 0 THEN turnover / volume END AS vwap
  FROM bars_${interval}
 WHERE open_time >= TIMESTAMPTZ '${start}' - INTERVAL ${warm_up_days} DAYS AND open_time < TIMESTAMPTZ '${end}'
WINDOW w AS (PARTITION BY symbol ORDER BY open_time);
CREATE OR REPLACE TEMP TABLE recursions AS
WITH lists AS (
    SELECT symbol, list(open_time ORDER BY open_time) AS times, list(close ORDER BY open_time) AS closes,
           list(greatest(high, before) - least(low, before) ORDER BY open_time) AS ranges,
           list(greatest(close - before, 0) ORDER BY open_time) AS gains,
           list(greatest(before - close, 0) ORDER BY open_time) AS losses,
           list(CASE WHEN up > down AND up > 0 THEN up ELSE 0 END ORDER BY open_time) AS ups,
           list(CASE WHEN down > up AND down > 0 THEN down ELSE 0 END ORDER BY open_time) AS downs
      FROM (SELECT *, high - lag(high) OVER w AS up, lag(low) OVER w - low AS down FROM bars
            WINDOW w AS (PARTITION BY symbol ORDER BY open_time))
     GROUP BY symbol
), means AS (
    SELECT symbol, times,
           recursive_mean(closes, 1, 12, 2.0 / 13) AS ema_12, recursive_mean(closes, 1, 26, 2.0 / 27) AS ema_26,
           recursive_mean(ranges, 2, 14, 1.0 / 14) AS atr, recursive_mean(gains, 2, 14, 1.0 / 14) AS gain,
           recursive_mean(losses, 2, 14, 1.0 / 14) AS loss, recursive_mean(ups, 2, 14, 1.0 / 14) AS up,
           recursive_mean(downs, 2, 14, 1.0 / 14) AS down
      FROM lists
), lines AS (
    SELECT *, list_transform(list_zip(ema_12, ema_26), lambda x : x[1] - x[2]) AS macd,
           list_transform(list_zip(up, down), lambda x : CASE WHEN x[1] + x[2] > 0
                                                             THEN 100 * abs(x[1] - x[2]) / (x[1] + x[2])
                                                             WHEN x[1] IS NOT NULL THEN 0 END) AS dx
      FROM means
)
SELECT symbol, unnest(times) AS open_time, unnest(ema_12) AS ema_12, unnest(ema_26) AS ema_26, unnest(atr) AS atr,
       unnest(gain) AS gain, unnest(loss) AS loss, unnest(up) AS up, unnest(down) AS down, unnest(macd) AS macd,
       unnest(recursive_mean(macd, 26, 9, 2.0 / 10)) AS signal, unnest(recursive_mean(dx, 15, 14, 1.0 / 14)) AS adx
  FROM lines;
CREATE OR REPLACE TEMP TABLE windows AS
WITH first AS (
    SELECT *, avg(r) OVER (PARTITION BY open_time) AS market, ln(close / lag(close, ${horizon}) OVER w) AS long_return,
           (high + low + close) / 3 AS typical,
           CASE WHEN volume > 0 THEN abs(r) / turnover END AS impact,
           ln(open / before) AS jump, ln(close / open) AS move,
           ln(high / open) * ln(high / close) + ln(low / open) * ln(low / close) AS rogers_satchell,
           CASE WHEN n > 1 THEN ln(close / open) END AS later_move,
           sum(CASE WHEN close > before THEN volume WHEN close < before THEN -volume ELSE 0 END) OVER w AS obv,
           CASE WHEN n >= 14 THEN 100 * (close - min(low) OVER last_14)
                                     / nullif(max(high) OVER last_14 - min(low) OVER last_14, 0) END AS stochastic,
           CASE WHEN n > ${window} THEN stddev_samp(r) OVER last_n END AS rolling_volatility,
           CASE WHEN n >= ${window} THEN (volume - avg(volume) OVER last_n) / nullif(stddev_samp(volume) OVER last_n, 0) END
               AS volume_zscore
      FROM bars
    WINDOW w AS (PARTITION BY symbol ORDER BY open_time),
           last_14 AS (PARTITION BY symbol ORDER BY open_time ROWS 13 PRECEDING),
           last_n AS (PARTITION BY symbol ORDER BY open_time ROWS ${window} - 1 PRECEDING)
), second AS (
    SELECT *, CASE WHEN n >= 16 THEN avg(stochastic) OVER last_3 END AS k,
           avg(close) OVER last_20 AS mean_20, stddev_pop(close) OVER last_20 AS deviation_20,
           list(typical) OVER last_20 AS typicals
      FROM first
    WINDOW last_3 AS (PARTITION BY symbol ORDER BY open_time ROWS 2 PRECEDING),
           last_20 AS (PARTITION BY symbol ORDER BY open_time ROWS 19 PRECEDING)
)
SELECT *, CASE WHEN n >= 18 THEN avg(k) OVER last_3 END AS d,
       CASE WHEN n >= ${window} THEN sqrt(avg(ln(high / low) ** 2) OVER last_n / (4 * ln(2))) END AS parkinson,
       CASE WHEN n >= ${window} THEN sqrt(greatest(avg(0.5 * ln(high / low) ** 2 - (2 * ln(2) - 1) * move ** 2) OVER last_n, 0)) END
           AS garman_klass,
       CASE WHEN n > ${window} THEN sqrt(greatest(var_samp(jump) OVER last_n + ${k} * var_samp(later_move) OVER last_n
                                         + (1 - ${k}) * avg(rogers_satchell) OVER last_n, 0)) END AS yang_zhang,
       CASE WHEN n >= ${window} THEN regr_slope(obv, n) OVER last_n / nullif(avg(volume) OVER last_n, 0) END AS obv_slope,
       CASE WHEN n > ${window} THEN avg(impact) OVER last_n END AS illiquidity,
       CASE WHEN n > ${long} THEN regr_slope(r, market) OVER last_long END AS beta,
       CASE WHEN n > ${long} THEN corr(r, market) OVER last_long END AS correlation,
       CASE WHEN n >= ${window} THEN close / avg(close) OVER last_n - 1 END AS sma_ratio_short,
       CASE WHEN n >= ${long} THEN close / avg(close) OVER last_long - 1 END AS sma_ratio_long,
       CASE WHEN n >= ${long} THEN close / max(high) OVER last_long - 1 END AS drawdown,
       CASE WHEN n >= 20 THEN (close - min(low) OVER last_20) / nullif(max(high) OVER last_20 - min(low) OVER last_20, 0) END
           AS donchian
  FROM second
WINDOW last_3 AS (PARTITION BY symbol ORDER BY open_time ROWS 2 PRECEDING),
       last_20 AS (PARTITION BY symbol ORDER BY open_time ROWS 19 PRECEDING),
       last_n AS (PARTITION BY symbol ORDER BY open_time ROWS ${window} - 1 PRECEDING),
       last_long AS (PARTITION BY symbol ORDER BY open_time ROWS ${long} - 1 PRECEDING);
CREATE OR REPLACE TEMP TABLE barriers AS
WITH ranges AS (
    SELECT symbol, open_time, n, known_at, close * exp(rolling_volatility * sqrt(${horizon})) AS upper,
           close / exp(rolling_volatility * sqrt(${horizon})) AS lower
      FROM windows
     WHERE rolling_volatility > 0 AND open_time >= TIMESTAMPTZ '${start}'
       AND n + ${horizon} <= (SELECT max(n) FROM windows last WHERE last.symbol = windows.symbol)
), touches AS (
    SELECT r.symbol, r.open_time,
           min({'n': b.n, 'known_at': b.known_at, 'label': CASE WHEN b.low <= r.lower THEN -1.0 ELSE 1.0 END})
               FILTER (b.low <= r.lower OR b.high >= r.upper) AS touch,
           max(b.known_at) AS horizon
      FROM ranges r JOIN windows b ON b.symbol = r.symbol AND b.n > r.n AND b.n <= r.n + ${horizon}
     GROUP BY r.symbol, r.open_time
)
SELECT symbol, open_time, coalesce(touch.label, 0.0) AS label, coalesce(touch.known_at, horizon) AS time FROM touches;
COPY (
WITH ranks AS (
    SELECT symbol, open_time,
           mean_rank(rank() OVER (p ORDER BY r), count(*) OVER (PARTITION BY open_time, r), count(r) OVER p, r) AS of_return,
           mean_rank(rank() OVER (p ORDER BY long_return), count(*) OVER (PARTITION BY open_time, long_return), count(long_return) OVER p, long_return)
               AS of_long_return,
           mean_rank(rank() OVER (p ORDER BY turnover), count(*) OVER (PARTITION BY open_time, turnover), count(*) OVER p, turnover) AS of_turnover,
           mean_rank(rank() OVER (p ORDER BY squares), count(*) OVER (PARTITION BY open_time, squares), count(*) OVER p, squares) AS of_volatility
      FROM windows
    WINDOW p AS (PARTITION BY open_time)
), features AS (
    SELECT symbol, open_time, known_at, open, high, low, close, volume, vwap,
           minutes / (epoch(INTERVAL '${length}') / 60) AS coverage,
           r AS log_return_1, ln(close / lag(close, ${return_2}) OVER w) AS log_return_${return_2},
           long_return AS log_return_${horizon},
           sqrt(squares) AS realized_volatility, rolling_volatility AS rolling_volatility_${window},
           sma_ratio_short AS sma_ratio_${short}, sma_ratio_long AS sma_ratio_${long},
           close / ema_12 - 1 AS ema_ratio_12, close / ema_26 - 1 AS ema_ratio_26,
           CASE WHEN gain + loss > 0 THEN 100 * gain / (gain + loss) END AS rsi_14, atr / close AS atr_ratio_14,
           close / vwap - 1 AS vwap_distance, volume_zscore AS volume_zscore_${window},
           ln(lead(close) OVER w / close) AS label_forward_log_return_1,
           sign(ln(lead(close) OVER w / close)) AS label_forward_sign_1,
           ln(lead(close, ${return_2}) OVER w / close) AS label_forward_log_return_${return_2},
           ln(lead(close, ${horizon}) OVER w / close) AS label_forward_log_return_${horizon},
           drawdown AS drawdown_${long}, pi() / 2 * products AS bipower_variation,
           CASE WHEN squares > 0 THEN sqrt(minutes) * cubes / squares ** 1.5 END AS realized_skewness,
           CASE WHEN squares > 0 THEN minutes * fourths / squares ** 2 END AS realized_kurtosis,
           parkinson AS parkinson_volatility_${window}, garman_klass AS garman_klass_volatility_${window},
           yang_zhang AS yang_zhang_volatility_${window},
           macd / close AS macd_ratio, signal / close AS macd_signal_ratio, (macd - signal) / close AS macd_histogram_ratio,
           CASE WHEN atr > 0 THEN 100 * up / atr END AS plus_di_14, CASE WHEN atr > 0 THEN 100 * down / atr END AS minus_di_14,
           adx AS adx_14, k AS stochastic_k_14, d AS stochastic_d_14,
           CASE WHEN n >= 20 THEN (typical - list_avg(typicals)) / nullif(0.015 * list_avg(list_transform(typicals,
               lambda x : abs(x - list_avg(typicals)))), 0) END AS cci_20,
           CASE WHEN n >= 20 THEN (close - (mean_20 - 2 * deviation_20)) / nullif(4 * deviation_20, 0) END AS bollinger_percent_b_20,
           CASE WHEN n >= 20 THEN 4 * deviation_20 / mean_20 END AS bollinger_bandwidth_20,
           donchian AS donchian_position_20, obv_slope AS obv_slope_${window}, illiquidity AS bar_illiquidity_${window},
           market AS market_log_return_1, beta AS market_beta_${long}, correlation AS market_correlation_${long},
           of_return AS rank_log_return_1, of_long_return AS rank_log_return_${horizon}, of_turnover AS rank_turnover,
           of_volatility AS rank_realized_volatility,
           sin(2 * pi() * epoch(open_time) / 86400) AS hour_sin, cos(2 * pi() * epoch(open_time) / 86400) AS hour_cos,
           sin(2 * pi() * (isodow(open_time) - 1) / 7) AS weekday_sin, cos(2 * pi() * (isodow(open_time) - 1) / 7) AS weekday_cos,
           lag(r, 1) OVER w AS log_return_1_lag_1, lag(r, 2) OVER w AS log_return_1_lag_2, lag(r, 3) OVER w AS log_return_1_lag_3,
           lag(volume_zscore, 1) OVER w AS volume_zscore_${window}_lag_1,
           lag(volume_zscore, 2) OVER w AS volume_zscore_${window}_lag_2,
           lag(volume_zscore, 3) OVER w AS volume_zscore_${window}_lag_3,
           epoch(open_time - lag(open_time) OVER w) / epoch(INTERVAL '${length}') - 1 AS gap_intervals,
           label AS label_barrier, time AS label_barrier_time
      FROM windows JOIN recursions USING (symbol, open_time) JOIN ranks USING (symbol, open_time)
      LEFT JOIN barriers USING (symbol, open_time)
    WINDOW w AS (PARTITION BY symbol ORDER BY open_time)
)
SELECT * FROM features WHERE open_time >= TIMESTAMPTZ '${start}' ORDER BY symbol, open_time
) TO '${output}' (${format});
