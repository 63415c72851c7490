-- From raw bars to hours and days: drop impossible rows, keep the newest of each minute, join.
CREATE OR REPLACE TEMP TABLE clean AS
SELECT symbol, open_time, newest.*
  FROM (SELECT symbol, open_time,
               arg_max({'open': open, 'high': high, 'low': low, 'close': close, 'volume': volume}, kafka_offset) AS newest
          FROM read_parquet(${files})
         WHERE epoch_us(open_time) % 60000000 = 0
           AND isfinite(open) AND isfinite(high) AND isfinite(low) AND isfinite(close) AND isfinite(volume)
           AND open > 0 AND high > 0 AND low > 0 AND close > 0
           AND high >= low AND open BETWEEN low AND high AND close BETWEEN low AND high
           AND volume >= 0
         GROUP BY symbol, open_time);
