-- From raw bars to clean minutes: drop impossible rows, keep the newest of each minute, drop spikes (docs/quality-rules.md).
CREATE OR REPLACE TEMP TABLE plausible AS
SELECT symbol, open_time, newest.*, row_number() OVER (PARTITION BY symbol ORDER BY open_time) AS n
  FROM (SELECT symbol, open_time,
               arg_max({'open': open, 'high': high, 'low': low, 'close': close, 'volume': volume}, kafka_offset) AS newest
          FROM ${bars}
         WHERE epoch_us(open_time) % 60000000 = 0
           AND open_time <= ingested_at + INTERVAL 5 MINUTES
           AND isfinite(open) AND isfinite(high) AND isfinite(low) AND isfinite(close) AND isfinite(volume)
           AND open > 0 AND high > 0 AND low > 0 AND close > 0
           AND high >= low AND open BETWEEN low AND high AND close BETWEEN low AND high
           AND volume >= 0
         GROUP BY symbol, open_time);
-- A spike is at least 5 % from the median of the 60 minutes before, so at least that far from the lowest or highest of them.
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT symbol, open_time, n, low, high
  FROM (SELECT *, min(close) OVER before AS least, max(close) OVER before AS most
          FROM plausible
        WINDOW before AS (PARTITION BY symbol ORDER BY open_time ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING))
 WHERE low > least * exp(0.05) OR high < most * exp(-0.05);
CREATE OR REPLACE TEMP TABLE spikes AS
WITH centres AS (
    SELECT c.symbol, c.n, any_value(c.open_time) AS open_time, any_value(c.low) AS low, any_value(c.high) AS high,
           median(ln(p.close)) AS centre, list(ln(p.close)) AS closes
      FROM (SELECT *, unnest(range(n - 60, n)) AS before FROM candidates) c JOIN plausible p
        ON p.symbol = c.symbol AND p.n = c.before AND p.open_time >= c.open_time - INTERVAL 24 HOURS
     GROUP BY c.symbol, c.n
    HAVING count(*) >= 10
), suspects AS (
    SELECT *, greatest(ln(low), least(ln(high), centre)) AS nearest,
           greatest(1.4826 * list_median(list_transform(closes, lambda x : abs(x - centre))), 0.005) AS deviation
      FROM centres
), borne_out AS (
    SELECT DISTINCT s.symbol, s.open_time
      FROM (SELECT *, unnest(range(n - 1, n + 5)) AS neighbour FROM suspects) s JOIN plausible p
        ON p.symbol = s.symbol AND p.n = s.neighbour
     WHERE abs(ln(p.close) - s.nearest) < abs(ln(p.close) - s.centre)
       AND (p.n = s.n - 1 OR (p.n > s.n AND time_bucket(INTERVAL 5 MINUTES, p.open_time)
                                            = time_bucket(INTERVAL 5 MINUTES, s.open_time)))
)
SELECT symbol, open_time FROM suspects
 WHERE abs(nearest - centre) > 10 * deviation AND (symbol, open_time) NOT IN (SELECT (symbol, open_time) FROM borne_out);
CREATE OR REPLACE TEMP TABLE clean AS
SELECT symbol, open_time, open, high, low, close, volume FROM plausible ANTI JOIN spikes USING (symbol, open_time);
