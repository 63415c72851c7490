-- V23__trading.sql: the trading bot's journal, and what it makes of it. The journal is the truth: rows are added and never
-- changed, and the views read them.
CREATE SCHEMA trading;

CREATE TABLE trading.run (
    name       text        NOT NULL CONSTRAINT run_name_form CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    mode       text        NOT NULL CONSTRAINT run_mode_known CHECK (mode IN ('replay', 'live')),
    strategy   text        NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT run_pk PRIMARY KEY (name)
);

COMMENT ON TABLE trading.run IS 'Runs of the trading bot that keep a journal.';
COMMENT ON COLUMN trading.run.name IS 'Ids of orders are made from it.';
COMMENT ON COLUMN trading.run.mode IS 'replay: over the bars that were there, then it ended; live: goes on with what comes.';
COMMENT ON COLUMN trading.run.strategy IS 'Its name, as on the command line.';
COMMENT ON COLUMN trading.run.started_at IS 'When it began first.';

CREATE TABLE trading.journal (
    run        text        NOT NULL CONSTRAINT journal_run_fk REFERENCES trading.run (name),
    sequence   bigint      NOT NULL CONSTRAINT journal_sequence_from_0 CHECK (sequence >= 0),
    type       text        NOT NULL CONSTRAINT journal_type_known CHECK (
        type IN ('started', 'decided', 'ordered', 'filled', 'cancelled', 'guarded', 'commanded', 'marked')),
    at         timestamptz,
    symbol     text,
    entry      json        NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT journal_pk PRIMARY KEY (run, sequence)
);

CREATE INDEX journal_type ON trading.journal (run, type, at);

COMMENT ON TABLE trading.journal IS
    'All that happened in a run, entry by entry; its state is what they add up to. Rows are added and never changed.';
COMMENT ON COLUMN trading.journal.run IS 'The run.';
COMMENT ON COLUMN trading.journal.sequence IS 'Counts the run''s entries from 0, without gaps. A place that is taken means that two processes run the same run.';
COMMENT ON COLUMN trading.journal.type IS 'What happened; docs/trading.md says what belongs to it.';
COMMENT ON COLUMN trading.journal.at IS 'The market''s time: the close of the minute in which it happened. Null before the first.';
COMMENT ON COLUMN trading.journal.symbol IS 'Null: the whole account.';
COMMENT ON COLUMN trading.journal.entry IS 'The entry, as the bot wrote it: the same bytes for the same entry.';
COMMENT ON COLUMN trading.journal.written_at IS 'When it was written, by the clock of the database.';

CREATE VIEW trading.orders AS
    SELECT run, sequence, at, symbol,
           entry ->> 'order' AS order_id,
           (entry ->> 'quantity')::float8 AS quantity,
           (entry ->> 'reference_price')::float8 AS reference_price,
           entry ->> 'why' AS why,
           written_at
      FROM trading.journal
     WHERE type = 'ordered';

COMMENT ON VIEW trading.orders IS
    'Orders: quantity above 0 buys, below 0 sells, at the next bar''s open; reference_price is the close at which it was decided.';

CREATE VIEW trading.fills AS
    SELECT run, sequence, at, symbol,
           entry ->> 'order' AS order_id,
           (entry ->> 'quantity')::float8 AS quantity,
           (entry ->> 'open')::float8 AS open,
           (entry ->> 'price')::float8 AS price,
           (entry ->> 'fee')::float8 AS fee,
           written_at
      FROM trading.journal
     WHERE type = 'filled';

COMMENT ON VIEW trading.fills IS
    'Orders, or parts of them, that were filled: at the bar''s open, with spread and impact in the price and the fee beside it.';

CREATE VIEW trading.order_state AS
    SELECT orders.run, orders.sequence, orders.at, orders.symbol, orders.order_id, orders.quantity, orders.reference_price,
           orders.why,
           coalesce(filled.quantity, 0) AS filled,
           filled.price AS average_price,
           coalesce(filled.fees, 0) AS fees,
           cancelled.why AS cancelled_why,
           CASE WHEN cancelled.sequence IS NOT NULL THEN 'cancelled'
                WHEN abs(coalesce(filled.quantity, 0) - orders.quantity) < 1e-9 THEN 'filled'
                ELSE 'open'
           END AS state
      FROM trading.orders
      LEFT JOIN (SELECT run, order_id, sum(quantity) AS quantity, sum(quantity * price) / sum(quantity) AS price,
                        sum(fee) AS fees
                   FROM trading.fills
                  GROUP BY run, order_id) AS filled USING (run, order_id)
      LEFT JOIN (SELECT run, sequence, entry ->> 'order' AS order_id, entry ->> 'why' AS why
                   FROM trading.journal
                  WHERE type = 'cancelled') AS cancelled ON cancelled.run = orders.run AND cancelled.order_id = orders.order_id;

COMMENT ON VIEW trading.order_state IS 'Each order, what was filled of it, at which price, and whether it is open, filled or cancelled.';

CREATE VIEW trading.positions AS
    SELECT run, symbol, round(sum(quantity)::numeric, 8)::float8 AS quantity
      FROM trading.fills
     GROUP BY run, symbol;

COMMENT ON VIEW trading.positions IS 'What each run holds: the sum of its fills. The bot holds its own positions against this.';

CREATE VIEW trading.equity AS
    SELECT run, sequence, at,
           (entry ->> 'cash')::float8 AS cash,
           (entry ->> 'equity')::float8 AS equity,
           entry -> 'holdings' AS holdings
      FROM trading.journal
     WHERE type = 'marked';

COMMENT ON VIEW trading.equity IS 'What the account was worth at each hour''s close, with the positions and their prices.';

CREATE VIEW trading.guard_events AS
    SELECT run, sequence, at, symbol,
           entry ->> 'guard' AS guard,
           entry ->> 'act' AS act,
           entry ->> 'halt' AS halt,
           entry ->> 'detail' AS detail,
           (entry ->> 'equity')::float8 AS equity,
           written_at
      FROM trading.journal
     WHERE type = 'guarded';

COMMENT ON VIEW trading.guard_events IS 'What guards did: TRIPPED demands halt from then on, RELEASED no more; REFUSED stopped one order.';

CREATE VIEW trading.halts AS
    SELECT run, guard, symbol, halt, detail, at, written_at
      FROM (SELECT DISTINCT ON (run, guard, symbol) *
              FROM trading.guard_events
             WHERE act <> 'REFUSED'
             ORDER BY run, guard, symbol, sequence DESC) AS newest
     WHERE act = 'TRIPPED';

COMMENT ON VIEW trading.halts IS 'What guards demand now.';

CREATE TABLE trading.progress (
    run     text        NOT NULL CONSTRAINT progress_run_fk REFERENCES trading.run (name),
    slot    timestamptz,
    sent    bigint      NOT NULL DEFAULT 0,
    dropped bigint      NOT NULL DEFAULT 0,
    state   text        NOT NULL CONSTRAINT progress_state_known CHECK (state IN ('catching up', 'running', 'ended')),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT progress_pk PRIMARY KEY (run)
);

COMMENT ON TABLE trading.progress IS 'How far a run is; told every few seconds.';
COMMENT ON COLUMN trading.progress.run IS 'The run.';
COMMENT ON COLUMN trading.progress.slot IS 'Open time of the newest minute that it has dealt with.';
COMMENT ON COLUMN trading.progress.sent IS 'Entries before this sequence have been sent to the topics trading.*.';
COMMENT ON COLUMN trading.progress.dropped IS 'Bars that it did not trade on: repeated, out of order, late or broken.';
COMMENT ON COLUMN trading.progress.state IS 'catching up: reads bars that were there when it started; running; ended: a replay that is through.';
COMMENT ON COLUMN trading.progress.seen_at IS 'When it said so.';

CREATE TABLE trading.command (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    run          text        NOT NULL CONSTRAINT command_run_fk REFERENCES trading.run (name),
    command      text        NOT NULL CONSTRAINT command_known CHECK (command IN ('kill', 'resume')),
    argument     text        NOT NULL,
    actor        text        NOT NULL CONSTRAINT command_actor_said CHECK (actor ~ '\S' AND length(actor) <= 100),
    reason       text        NOT NULL CONSTRAINT command_reason_said CHECK (reason ~ '\S' AND length(reason) <= 1000),
    CONSTRAINT command_pk PRIMARY KEY (id),
    CONSTRAINT command_argument_form CHECK (
        CASE command WHEN 'kill' THEN argument IN ('FREEZE', 'CANCEL', 'FLATTEN') ELSE argument ~ '^[a-z-]{1,50}$' END)
);

COMMENT ON TABLE trading.command IS
    'What persons demand of a run. The bot does it before its next minute, or when it starts; the journal''s entry of type commanded with this id as its request says so. Rows are added and never changed.';
COMMENT ON COLUMN trading.command.id IS 'Counts the commands; there may be gaps.';
COMMENT ON COLUMN trading.command.requested_at IS 'When it was asked for, by the clock of the database.';
COMMENT ON COLUMN trading.command.run IS 'The run.';
COMMENT ON COLUMN trading.command.command IS 'kill: halt until a person resumes; resume: release a guard.';
COMMENT ON COLUMN trading.command.argument IS
    'Of kill: FREEZE sends no new orders, CANCEL takes back open ones, too, FLATTEN closes positions, too. Of resume: the guard, such as kill-switch.';
COMMENT ON COLUMN trading.command.actor IS 'Who asked. At most 100 characters.';
COMMENT ON COLUMN trading.command.reason IS 'Why, in the words of who asked. At most 1000 characters.';

CREATE TABLE trading.report (
    id       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    made_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    run      text        NOT NULL,
    mode     text        NOT NULL CONSTRAINT report_mode_known CHECK (mode IN ('backtest', 'replay', 'live')),
    strategy text        NOT NULL,
    report   jsonb       NOT NULL,
    page     text        NOT NULL,
    CONSTRAINT report_pk PRIMARY KEY (id)
);

CREATE INDEX report_run ON trading.report (run, made_at);

COMMENT ON TABLE trading.report IS 'What runs and backtests were worth. Of a live run, one a day.';
COMMENT ON COLUMN trading.report.id IS 'Counts the reports; there may be gaps.';
COMMENT ON COLUMN trading.report.made_at IS 'When it was made.';
COMMENT ON COLUMN trading.report.run IS 'The run''s name; of a backtest, which has no journal here, as it was called.';
COMMENT ON COLUMN trading.report.mode IS 'What fed it.';
COMMENT ON COLUMN trading.report.strategy IS 'Name and options.';
COMMENT ON COLUMN trading.report.report IS 'As report.json.';
COMMENT ON COLUMN trading.report.page IS 'As report.html: one page, without script.';

CREATE TABLE trading.trial (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    tried_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    run          text        NOT NULL,
    strategy     text        NOT NULL,
    options      text        NOT NULL,
    daily_sharpe float8,
    totals       jsonb       NOT NULL,
    CONSTRAINT trial_pk PRIMARY KEY (id)
);

COMMENT ON TABLE trading.trial IS
    'Every backtest that was tried, of grids each combination: the deflated Sharpe ratio of the best must count them all.';
COMMENT ON COLUMN trading.trial.id IS 'Counts the trials; there may be gaps.';
COMMENT ON COLUMN trading.trial.tried_at IS 'When it was done.';
COMMENT ON COLUMN trading.trial.run IS 'As the backtest was called.';
COMMENT ON COLUMN trading.trial.strategy IS 'The strategy''s name.';
COMMENT ON COLUMN trading.trial.options IS 'The strategy with its options.';
COMMENT ON COLUMN trading.trial.daily_sharpe IS 'Mean of the daily returns over their deviation; null if they have none.';
COMMENT ON COLUMN trading.trial.totals IS 'What came of it, as totals in report.json.';

CREATE TABLE trading.model (
    id         text        NOT NULL,
    trained_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    known_at   timestamptz NOT NULL,
    releases   text[]      NOT NULL,
    features   text[]      NOT NULL,
    options    jsonb       NOT NULL,
    metrics    jsonb       NOT NULL,
    model      bytea       NOT NULL,
    CONSTRAINT model_pk PRIMARY KEY (id)
);

COMMENT ON TABLE trading.model IS 'Trained models. Rows are added and never changed.';
COMMENT ON COLUMN trading.model.id IS 'Made of what it was trained on and how: the same training has the same id.';
COMMENT ON COLUMN trading.model.trained_at IS 'When it was trained.';
COMMENT ON COLUMN trading.model.known_at IS 'The end of the newest quarter that it was trained on: it trades from then on, and never before.';
COMMENT ON COLUMN trading.model.releases IS 'The releases whose rows it was trained on.';
COMMENT ON COLUMN trading.model.features IS 'The columns that it reads, in order.';
COMMENT ON COLUMN trading.model.options IS 'How it was trained.';
COMMENT ON COLUMN trading.model.metrics IS 'How good it was: on what it was trained on, and on the newest quarter of it, which was held back for that.';
COMMENT ON COLUMN trading.model.model IS 'The model itself.';

CREATE FUNCTION trading.stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'trading.% is append-only: % refused', tg_table_name, tg_op USING ERRCODE = 'insufficient_privilege';
END
$$;

REVOKE ALL ON FUNCTION trading.stays() FROM PUBLIC;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['run', 'journal', 'command', 'report', 'trial', 'model'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %1$s_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON trading.%1$I
                 FOR EACH STATEMENT EXECUTE FUNCTION trading.stays()', name);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA trading TO trading_bot, dashboard, ml_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA trading TO trading_bot, dashboard, ml_reader;
GRANT INSERT (name, mode, strategy) ON trading.run TO trading_bot;
GRANT INSERT (run, sequence, type, at, symbol, entry) ON trading.journal TO trading_bot;
GRANT INSERT, UPDATE ON trading.progress TO trading_bot;
GRANT INSERT (run, command, argument, actor, reason) ON trading.command TO trading_bot, dashboard;
GRANT INSERT (run, mode, strategy, report, page) ON trading.report TO trading_bot;
GRANT INSERT (run, strategy, options, daily_sharpe, totals) ON trading.trial TO trading_bot;
GRANT INSERT (id, known_at, releases, features, options, metrics, model) ON trading.model TO trading_bot;

-- What it trades on and learns from, and whether that is released and certified.
GRANT USAGE ON SCHEMA features, governance TO trading_bot;
GRANT SELECT ON ALL TABLES IN SCHEMA features TO trading_bot;
GRANT EXECUTE ON FUNCTION features.quarter_start(text), features.quarter_end(text) TO trading_bot;
GRANT SELECT ON governance.release, governance.certificate, governance.run, governance.run_quarter TO trading_bot;
