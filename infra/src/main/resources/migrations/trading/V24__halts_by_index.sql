-- V24__halts_by_index.sql: what guards demand now is found by an index. The view of V23 read the whole journal, which only grows,
-- and the dashboard asks every other second.
CREATE INDEX journal_guard ON trading.journal (run, (entry ->> 'guard'), coalesce(symbol, ''), sequence)
 WHERE type = 'guarded' AND entry ->> 'act' <> 'REFUSED';

-- Guards and symbols are few, what they did is much: from each pair the next is sought, and of each the newest event.
CREATE OR REPLACE VIEW trading.halts AS
    WITH RECURSIVE guarding AS (
        (SELECT run, entry ->> 'guard' AS guard, coalesce(symbol, '') AS symbol
           FROM trading.journal
          WHERE type = 'guarded' AND entry ->> 'act' <> 'REFUSED'
          ORDER BY run, entry ->> 'guard', coalesce(symbol, '')
          LIMIT 1)
        UNION ALL
        SELECT next.*
          FROM guarding
         CROSS JOIN LATERAL (
               SELECT run, entry ->> 'guard', coalesce(symbol, '')
                 FROM trading.journal
                WHERE type = 'guarded' AND entry ->> 'act' <> 'REFUSED'
                  AND (run, entry ->> 'guard', coalesce(symbol, '')) > (guarding.run, guarding.guard, guarding.symbol)
                ORDER BY run, entry ->> 'guard', coalesce(symbol, '')
                LIMIT 1) AS next)
    SELECT newest.run, newest.guard, newest.symbol, newest.halt, newest.detail, newest.at, newest.written_at
      FROM guarding
     CROSS JOIN LATERAL (
           SELECT run, entry ->> 'guard' AS guard, symbol, entry ->> 'act' AS act, entry ->> 'halt' AS halt,
                  entry ->> 'detail' AS detail, at, written_at
             FROM trading.journal
            WHERE type = 'guarded' AND entry ->> 'act' <> 'REFUSED'
              AND run = guarding.run AND entry ->> 'guard' = guarding.guard
              AND coalesce(symbol, '') = guarding.symbol
            ORDER BY sequence DESC
            LIMIT 1) AS newest
     WHERE newest.act = 'TRIPPED';
