-- V9__order_flow.sql: what only trades can tell, as columns of the feature tables; and that bars may come from trades.

ALTER TABLE features.bars_1h
    ADD COLUMN trade_count        double precision,
    ADD COLUMN mean_trade_size    double precision,
    ADD COLUMN order_imbalance    double precision,
    ADD COLUMN vpin               double precision,
    ADD COLUMN kyle_lambda        double precision,
    ADD COLUMN amihud_illiquidity double precision,
    ADD COLUMN tick_volatility    double precision;

ALTER TABLE features.bars_1d
    ADD COLUMN trade_count        double precision,
    ADD COLUMN mean_trade_size    double precision,
    ADD COLUMN order_imbalance    double precision,
    ADD COLUMN vpin               double precision,
    ADD COLUMN kyle_lambda        double precision,
    ADD COLUMN amihud_illiquidity double precision,
    ADD COLUMN tick_volatility    double precision;

INSERT INTO features.dictionary
    (table_name, position, column_name, kind, data_type, meaning, unit, formula, rests_on, warm_up_bars, nulls, source)
VALUES
    ('bars_1h', 27, 'trade_count', 'feature', 'double precision',
     'Number of trades.',
     'trades', 'count of the trades',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'definition'),
    ('bars_1h', 28, 'mean_trade_size', 'feature', 'double precision',
     'Mean quantity of a trade.',
     'base units', 'sum(quantity) / trade_count',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'definition'),
    ('bars_1h', 29, 'order_imbalance', 'feature', 'double precision',
     'How much more buyers took than sellers, as a share of both.',
     '-1 to 1', '(B - S) / (B + S), B and S the sums of quantity by side, trades without a side left out',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, or no trade has a side',
     'definition'),
    ('bars_1h', 30, 'vpin', 'feature', 'double precision',
     'Imbalance of the order flow in volume time.',
     '0 to 1', 'sum(abs(B - S)) / sum(B + S) over volume buckets: each hour''s B + S in 10 equal parts, in order of time',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, or no trade has a side',
     'after Easley, Lopez de Prado and O''Hara, Flow Toxicity and Liquidity, 2012'),
    ('bars_1h', 31, 'kyle_lambda', 'feature', 'double precision',
     'Price impact of the order flow.',
     'log return per base unit', 'slope (least squares) of r on B - S over the minutes with trades; r the log return of the minute''s close from the one before in the same hour, of an hour''s first minute from its open',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, fewer than 3 minutes have trades, or B - S is the same in all',
     'after Kyle, Continuous Auctions and Insider Trading, 1985'),
    ('bars_1h', 32, 'amihud_illiquidity', 'feature', 'double precision',
     'Price move per unit of turnover.',
     'log return per quote unit', 'mean(abs(r) / sum(price * quantity)) over the minutes with trades, r as in kyle_lambda',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'after Amihud, Illiquidity and Stock Returns, 2002, with minutes for days'),
    ('bars_1h', 33, 'tick_volatility', 'feature', 'double precision',
     'Realized volatility from trade to trade within the bar, not annualised.',
     'log return', 'sqrt(sum of squared log returns from each trade to the next one of the same hour)',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'Andersen and Bollerslev, Answering the Skeptics, 1998'),
    ('bars_1d', 27, 'trade_count', 'feature', 'double precision',
     'Number of trades.',
     'trades', 'count of the trades',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'definition'),
    ('bars_1d', 28, 'mean_trade_size', 'feature', 'double precision',
     'Mean quantity of a trade.',
     'base units', 'sum(quantity) / trade_count',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'definition'),
    ('bars_1d', 29, 'order_imbalance', 'feature', 'double precision',
     'How much more buyers took than sellers, as a share of both.',
     '-1 to 1', '(B - S) / (B + S), B and S the sums of quantity by side, trades without a side left out',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, or no trade has a side',
     'definition'),
    ('bars_1d', 30, 'vpin', 'feature', 'double precision',
     'Imbalance of the order flow in volume time.',
     '0 to 1', 'sum(abs(B - S)) / sum(B + S) over volume buckets: each hour''s B + S in 10 equal parts, in order of time',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, or no trade has a side',
     'after Easley, Lopez de Prado and O''Hara, Flow Toxicity and Liquidity, 2012'),
    ('bars_1d', 31, 'kyle_lambda', 'feature', 'double precision',
     'Price impact of the order flow.',
     'log return per base unit', 'slope (least squares) of r on B - S over the minutes with trades; r the log return of the minute''s close from the one before in the same hour, of an hour''s first minute from its open',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only, fewer than 3 minutes have trades, or B - S is the same in all',
     'after Kyle, Continuous Auctions and Insider Trading, 1985'),
    ('bars_1d', 32, 'amihud_illiquidity', 'feature', 'double precision',
     'Price move per unit of turnover.',
     'log return per quote unit', 'mean(abs(r) / sum(price * quantity)) over the minutes with trades, r as in kyle_lambda',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'after Amihud, Illiquidity and Stock Returns, 2002, with minutes for days'),
    ('bars_1d', 33, 'tick_volatility', 'feature', 'double precision',
     'Realized volatility from trade to trade within the bar, not annualised.',
     'log return', 'sqrt(sum of squared log returns from each trade to the next one of the same hour)',
     'the clean trades of the bar', 0, 'if there are no trades, as for a symbol fed by bars only',
     'Andersen and Bollerslev, Answering the Skeptics, 1998');

UPDATE features.dictionary SET source = 'lake.raw.bars, lake.raw.trades' WHERE source = 'lake.raw.bars' OR column_name = 'vwap';
UPDATE features.dictionary
   SET formula = 'sum(turnover) / sum(volume) over the minutes; turnover is volume * (high + low + close) / 3 of a recorded minute, sum(price * quantity) of one made from trades'
 WHERE column_name = 'vwap';

DO $$
DECLARE
    entry features.dictionary;
BEGIN
    FOR entry IN SELECT * FROM features.dictionary WHERE position > 26 OR column_name = 'vwap' LOOP
        EXECUTE format(
            'COMMENT ON COLUMN features.%I.%I IS %L',
            entry.table_name,
            entry.column_name,
            format('%s Unit: %s. Formula: %s. Null: %s.', entry.meaning, entry.unit, entry.formula, entry.nulls));
    END LOOP;
END
$$;
