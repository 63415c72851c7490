-- One table of one quarter. Windows count rows of the symbol, as in docs/feature-dictionary.md.
CREATE OR REPLACE TEMP TABLE bars AS
SELECT * FROM bars_${interval}
 WHERE open_time >= TIMESTAMPTZ '${start}' - INTERVAL ${warm_up_days} DAYS AND open_time < TIMESTAMPTZ '${end}';
CREATE OR REPLACE TEMP TABLE recursions AS
WITH lists AS (
    SELECT symbol, list(open_time ORDER BY open_time) AS times, list(close ORDER BY open_time) AS closes,
           list(greatest(high, before) - least(low, before) ORDER BY open_time) AS ranges,
           list(greatest(close - before, 0) ORDER BY open_time) AS gains,
           list(greatest(before - close, 0) ORDER BY open_time) AS losses
      FROM (SELECT *, lag(close) OVER (PARTITION BY symbol ORDER BY open_time) AS before FROM bars)
     GROUP BY symbol
)
SELECT symbol, unnest(times) AS open_time,
       unnest(wilder(closes, 1, 12, 2.0 / 13)) AS ema_12,
       unnest(wilder(closes, 1, 26, 2.0 / 27)) AS ema_26,
       unnest(wilder(ranges, 2, 14, 1.0 / 14)) AS atr_14,
       unnest(wilder(gains, 2, 14, 1.0 / 14)) AS gain_14,
       unnest(wilder(losses, 2, 14, 1.0 / 14)) AS loss_14
  FROM lists;
COPY (
WITH returns AS (
    SELECT *, ln(close / lag(close) OVER (PARTITION BY symbol ORDER BY open_time)) AS r,
           CASE WHEN volume > 0 THEN turnover / volume END AS vwap,
           row_number() OVER (PARTITION BY symbol ORDER BY open_time) AS n
      FROM bars
), features AS (
    SELECT symbol, open_time, known_at, open, high, low, close, volume, vwap, coverage,
           r AS log_return_1,
           ln(close / lag(close, ${return_2}) OVER w) AS log_return_${return_2},
           ln(close / lag(close, ${return_3}) OVER w) AS log_return_${return_3},
           sqrt(realized_variance) AS realized_volatility,
           CASE WHEN n > ${window} THEN stddev_samp(r) OVER last_n END AS rolling_volatility_${window},
           close / ema_12 - 1 AS ema_ratio_12,
           close / ema_26 - 1 AS ema_ratio_26,
           CASE WHEN gain_14 + loss_14 > 0 THEN 100 * gain_14 / (gain_14 + loss_14) END AS rsi_14,
           atr_14 / close AS atr_ratio_14,
           close / vwap - 1 AS vwap_distance
      FROM returns JOIN recursions USING (symbol, open_time)
    WINDOW w AS (PARTITION BY symbol ORDER BY open_time),
           last_n AS (w ROWS ${window} - 1 PRECEDING)
)
SELECT * FROM features WHERE open_time >= TIMESTAMPTZ '${start}' ORDER BY symbol, open_time
) TO '${output}' (FORMAT parquet, COMPRESSION zstd);
