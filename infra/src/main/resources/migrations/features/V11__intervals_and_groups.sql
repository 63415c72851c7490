-- V11__intervals_and_groups.sql: tables of more intervals; the dictionary says of each column its group and its inputs.
-- R__feature_catalogue.sql, made from the catalogue in code, adds the columns and fills the dictionary.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['bars_5m', 'bars_15m', 'bars_4h'] LOOP
        EXECUTE format(
            'CREATE TABLE features.%I (
                 symbol    text        NOT NULL,
                 open_time timestamptz NOT NULL,
                 known_at  timestamptz NOT NULL,
                 CONSTRAINT %I PRIMARY KEY (symbol, open_time)
             ) PARTITION BY RANGE (open_time)', name, name || '_pk');
        EXECUTE format('GRANT SELECT ON features.%I TO batch, dashboard, ml_reader', name);
        EXECUTE format('GRANT INSERT, DELETE ON features.%I TO batch', name);
    END LOOP;
END
$$;

COMMENT ON TABLE features.bars_5m IS
    'One row per symbol and five minutes with a trade: bar, features known at its end, labels. Made by option.';
COMMENT ON TABLE features.bars_15m IS
    'One row per symbol and quarter of an hour with a trade: bar, features known at its end, labels. Made by option.';
COMMENT ON TABLE features.bars_4h IS
    'One row per symbol and four hours with a trade: bar, features known at its end, labels. Made by option.';

DELETE FROM features.dictionary;

ALTER TABLE features.dictionary
    ADD COLUMN feature_group text NOT NULL,
    ADD COLUMN inputs        text[] NOT NULL;

COMMENT ON COLUMN features.dictionary.feature_group IS 'What the column describes, such as volatility.';
COMMENT ON COLUMN features.dictionary.inputs IS
    'What it is computed from: columns of raw.bars, such as close, and of raw.trades, such as trades.price.';
