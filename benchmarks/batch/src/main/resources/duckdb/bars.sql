-- The bars of one interval, with the sums over the log returns of their minutes.
CREATE OR REPLACE TEMP TABLE bars_${interval} AS
WITH minutes AS (
    SELECT *, time_bucket(INTERVAL '${length}', open_time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS bar,
           ln(close / coalesce(lag(close) OVER (PARTITION BY symbol, bar ORDER BY open_time), open)) AS r
      FROM clean
), pairs AS (
    SELECT *, abs(r) * abs(lag(r) OVER (PARTITION BY symbol, bar ORDER BY open_time)) AS product FROM minutes
)
SELECT symbol, bar AS open_time, bar + INTERVAL '${length}' AS known_at,
       arg_min(open, open_time) AS open, max(high) AS high, min(low) AS low, arg_max(close, open_time) AS close,
       sum(volume) AS volume, sum(volume * ((high + low + close) / 3)) AS turnover,
       count(*) AS minutes,
       sum(r ** 2) AS squares, coalesce(sum(product), 0) AS products, sum(r ** 3) AS cubes, sum(r ** 4) AS fourths
  FROM pairs
 GROUP BY symbol, bar;
