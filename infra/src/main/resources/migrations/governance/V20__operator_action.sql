-- V20__operator_action.sql: what people asked for on the dashboard, and what came of it. The dashboard may ask and never do:
-- it adds a request; the schedule, which does the work, says what came of it.
CREATE TABLE governance.operator_action (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text        NOT NULL
        CONSTRAINT operator_action_actor_said CHECK (actor ~ '\S' AND length(actor) <= 100),
    action       text        NOT NULL CONSTRAINT operator_action_known CHECK (action IN ('start-quarter')),
    subject      text        NOT NULL CONSTRAINT operator_action_subject_form CHECK (subject ~ '^[0-9]{4}Q[1-4]$'),
    reason       text        NOT NULL
        CONSTRAINT operator_action_reason_said CHECK (reason ~ '\S' AND length(reason) <= 1000),
    CONSTRAINT operator_action_pk PRIMARY KEY (id)
);

COMMENT ON TABLE governance.operator_action IS
    'What people asked for on the dashboard, who and why; schedule.operator_outcome holds what came of it. Rows are added and never changed.';
COMMENT ON COLUMN governance.operator_action.id IS 'Counts the requests; there may be gaps.';
COMMENT ON COLUMN governance.operator_action.requested_at IS 'When it was asked for, by the clock of the database.';
COMMENT ON COLUMN governance.operator_action.actor IS 'Who asked: a user of the dashboard. At most 100 characters.';
COMMENT ON COLUMN governance.operator_action.action IS 'start-quarter: run the quarterly job for the quarter.';
COMMENT ON COLUMN governance.operator_action.subject IS 'The quarter, such as 2016Q4.';
COMMENT ON COLUMN governance.operator_action.reason IS 'Why, in the words of who asked. At most 1000 characters.';

CREATE TABLE schedule.operator_outcome (
    action     bigint      NOT NULL
        CONSTRAINT operator_outcome_action_fk REFERENCES governance.operator_action (id),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at   timestamptz,
    exit_code  integer,
    run        integer CONSTRAINT operator_outcome_run_fk REFERENCES governance.run (id),
    message    text,
    CONSTRAINT operator_outcome_pk PRIMARY KEY (action),
    CONSTRAINT operator_outcome_message_at_end CHECK ((ended_at IS NULL) = (message IS NULL)),
    CONSTRAINT operator_outcome_exit_code_at_end CHECK (exit_code IS NULL OR ended_at IS NOT NULL)
);

COMMENT ON TABLE schedule.operator_outcome IS
    'What the schedule made of each request in governance.operator_action. A request without a row waits; a row without an end is at work.';
COMMENT ON COLUMN schedule.operator_outcome.action IS 'The request.';
COMMENT ON COLUMN schedule.operator_outcome.started_at IS 'When an instance of the schedule took it.';
COMMENT ON COLUMN schedule.operator_outcome.ended_at IS 'When the job had ended; of a request that a schedule left open: when the next one found it.';
COMMENT ON COLUMN schedule.operator_outcome.exit_code IS
    'Of the job: 0 done, 3 refused by the gate, others failed. Null if it could not be started, or the schedule was stopped before it knew.';
COMMENT ON COLUMN schedule.operator_outcome.run IS 'The run in governance.run; null if there was none.';
COMMENT ON COLUMN schedule.operator_outcome.message IS 'What came of it, in one line, such as: published 2016Q4-v2.';

GRANT SELECT ON governance.operator_action TO batch, dashboard;
GRANT INSERT (actor, action, subject, reason) ON governance.operator_action TO dashboard;
GRANT SELECT ON schedule.operator_outcome TO batch, dashboard;
GRANT INSERT (action), UPDATE (ended_at, exit_code, run, message) ON schedule.operator_outcome TO batch;
