-- V13__run.sql: what each run of the quarterly job did, written as it goes on, so that a killed run leaves its last state.
CREATE TABLE governance.run (
    id                   integer     NOT NULL GENERATED ALWAYS AS IDENTITY,
    lineage_id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    state                text        NOT NULL DEFAULT 'RUNNING'
        CONSTRAINT run_state_known CHECK (state IN ('RUNNING', 'SUCCEEDED', 'REFUSED', 'FAILED', 'DEAD')),
    started_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at             timestamptz,
    quarters             text[]      NOT NULL DEFAULT '{}',
    options              jsonb       NOT NULL,
    code_version         text        NOT NULL,
    started_by           text        NOT NULL,
    spark_application_id text,
    spark_master         text,
    bars_snapshot_id     bigint,
    trades_snapshot_id   bigint,
    error                text,
    CONSTRAINT run_pk PRIMARY KEY (id),
    CONSTRAINT run_ended_unless_running CHECK ((state = 'RUNNING') = (ended_at IS NULL))
);

COMMENT ON TABLE governance.run IS
    'One row per invocation of the quarterly job. A run holds the advisory lock (x51440002, id) while it lives.';
COMMENT ON COLUMN governance.run.lineage_id IS 'The run in OpenLineage events: the parent of the events of each quarter.';
COMMENT ON COLUMN governance.run.state IS
    'RUNNING; SUCCEEDED: every quarter is published or unchanged; REFUSED: the gate refused at least one; FAILED: see error; DEAD: it ended without a word, found by the next run.';
COMMENT ON COLUMN governance.run.ended_at IS 'Of a dead run: when it was found.';
COMMENT ON COLUMN governance.run.quarters IS 'What the run set out to make; empty until it knows, and if there was nothing to do.';
COMMENT ON COLUMN governance.run.options IS 'The command line as understood, without anything secret.';
COMMENT ON COLUMN governance.run.started_by IS 'Operating system user and host, and database role.';
COMMENT ON COLUMN governance.run.spark_application_id IS 'As in Spark''s own logs and history; null until Spark has started.';
COMMENT ON COLUMN governance.run.bars_snapshot_id IS 'Snapshot of lake.raw.bars that the run read; null if it held no rows.';
COMMENT ON COLUMN governance.run.trades_snapshot_id IS 'Snapshot of lake.raw.trades that the run read; null if it held no rows.';

CREATE TABLE governance.run_quarter (
    run             integer     NOT NULL CONSTRAINT run_quarter_run_fk REFERENCES governance.run (id),
    quarter         text        NOT NULL CONSTRAINT run_quarter_form CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    state           text        NOT NULL DEFAULT 'RUNNING'
        CONSTRAINT run_quarter_state_known CHECK (state IN ('RUNNING', 'PUBLISHED', 'UNCHANGED', 'REFUSED', 'FAILED')),
    started_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    took_ms         bigint,
    release         text,
    gate            jsonb,
    override_reason text,
    override_by     text,
    CONSTRAINT run_quarter_pk PRIMARY KEY (run, quarter),
    CONSTRAINT run_quarter_override_whole CHECK ((override_reason IS NULL) = (override_by IS NULL))
);

COMMENT ON TABLE governance.run_quarter IS 'What came of each quarter that a run took up.';
COMMENT ON COLUMN governance.run_quarter.release IS
    'The release that the run made (PUBLISHED) or found in force with the same content (UNCHANGED).';
COMMENT ON COLUMN governance.run_quarter.gate IS
    'The gate''s checks: check, symbol (null for the whole quarter), found, allowed, passed.';
COMMENT ON COLUMN governance.run_quarter.override_reason IS 'Why a quarter that the gate refused was published all the same.';
COMMENT ON COLUMN governance.run_quarter.override_by IS 'Who said so: operating system user and host, and database role.';

CREATE TABLE governance.run_step (
    id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    run        integer     NOT NULL CONSTRAINT run_step_run_fk REFERENCES governance.run (id),
    quarter    text,
    step       text        NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    took_ms    bigint,
    rows_in    bigint,
    rows_out   bigint,
    CONSTRAINT run_step_pk PRIMARY KEY (id)
);

CREATE INDEX run_step_run ON governance.run_step (run);

COMMENT ON TABLE governance.run_step IS 'The steps of each run, in order of id.';
COMMENT ON COLUMN governance.run_step.quarter IS 'Null for a step that all quarters share.';
COMMENT ON COLUMN governance.run_step.took_ms IS 'Null while the step is at work; where a run failed or died, it stays so.';
COMMENT ON COLUMN governance.run_step.rows_in IS 'Null where rows mean nothing.';

CREATE TABLE governance.quality_result (
    run       integer NOT NULL,
    quarter   text    NOT NULL,
    symbol    text    NOT NULL,
    rule      text    NOT NULL,
    action    text    NOT NULL
        CONSTRAINT quality_result_action_known CHECK (action IN ('drop', 'flag', 'fail', 'total')),
    row_count bigint  NOT NULL CONSTRAINT quality_result_count_not_negative CHECK (row_count >= 0),
    samples   jsonb   NOT NULL DEFAULT '[]',
    CONSTRAINT quality_result_pk PRIMARY KEY (run, quarter, symbol, rule),
    CONSTRAINT quality_result_run_quarter_fk FOREIGN KEY (run, quarter) REFERENCES governance.run_quarter (run, quarter)
);

COMMENT ON TABLE governance.quality_result IS
    'What cleaning found in a quarter, by symbol and rule; kept of refused runs, too. Rules under which no row came are left out.';
COMMENT ON COLUMN governance.quality_result.rule IS
    'A rule, or a total of the symbol: bars, trades (raw rows seen), days (with a clean minute), expected_days.';
COMMENT ON COLUMN governance.quality_result.action IS 'What became of the rows; total for a total.';
COMMENT ON COLUMN governance.quality_result.samples IS 'A few of the rows: row (its text), source_id and source_line where it is of one line.';

ALTER TABLE governance.release
    ADD COLUMN run_id          integer CONSTRAINT release_run_fk REFERENCES governance.run (id),
    ADD COLUMN override_reason text,
    ADD COLUMN override_by     text,
    ADD CONSTRAINT release_override_whole CHECK ((override_reason IS NULL) = (override_by IS NULL));

COMMENT ON COLUMN governance.release.run_id IS 'The run that made it; null for releases made before runs were recorded.';
COMMENT ON COLUMN governance.release.override_reason IS
    'Why it was published although the gate refused it; null if the gate did not.';
COMMENT ON COLUMN governance.release.override_by IS 'Who said so: operating system user and host, and database role.';

GRANT SELECT ON governance.run, governance.run_quarter, governance.run_step, governance.quality_result
    TO batch, dashboard, ml_reader;
GRANT INSERT ON governance.run, governance.run_quarter, governance.run_step, governance.quality_result TO batch;
-- A run ends; when and why it was started stays.
GRANT UPDATE (state, ended_at, quarters, spark_application_id, spark_master, bars_snapshot_id, trades_snapshot_id, error)
    ON governance.run TO batch;
GRANT UPDATE (state, took_ms, release, gate, override_reason, override_by) ON governance.run_quarter TO batch;
GRANT UPDATE (took_ms, rows_in, rows_out) ON governance.run_step TO batch;
