-- The bars of one interval.
CREATE OR REPLACE TEMP TABLE bars_${interval} AS
WITH minutes AS (
    SELECT *, time_bucket(INTERVAL '${length}', open_time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS bar,
           lag(close) OVER (PARTITION BY symbol, bar ORDER BY open_time) AS before
      FROM clean
)
SELECT symbol, bar AS open_time, bar + INTERVAL '${length}' AS known_at,
       arg_min(open, open_time) AS open, max(high) AS high, min(low) AS low, arg_max(close, open_time) AS close,
       sum(volume) AS volume,
       sum(volume * ((high + low + close) / 3)) AS turnover,
       count(*) / (epoch(INTERVAL '${length}') / 60) AS coverage,
       sum(ln(close / coalesce(before, open)) ** 2) AS realized_variance
  FROM minutes
 GROUP BY symbol, bar;
