-- V16__scheduled_tasks.sql: when the quarterly job runs next, and who runs it. The table is db-scheduler's: names, types and
-- keys are those that version 16 reads and writes. It holds one row, so it needs none of the indexes meant for many.
CREATE SCHEMA schedule;
COMMENT ON SCHEMA schedule IS 'When the quarterly job runs next; written by the schedule of consumer-batch-processing.';

CREATE TABLE schedule.scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea,
    execution_time       timestamptz,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    state                text,
    CONSTRAINT scheduled_tasks_pk PRIMARY KEY (task_name, task_instance)
);

COMMENT ON TABLE schedule.scheduled_tasks IS 'One row: the quarterly job. An instance of the schedule that picks it runs it, the others wait.';
COMMENT ON COLUMN schedule.scheduled_tasks.task_name IS 'Always quarterly-features.';
COMMENT ON COLUMN schedule.scheduled_tasks.task_instance IS 'Always recurring.';
COMMENT ON COLUMN schedule.scheduled_tasks.task_data IS 'Not used.';
COMMENT ON COLUMN schedule.scheduled_tasks.execution_time IS 'When the job runs next; in the past while it runs.';
COMMENT ON COLUMN schedule.scheduled_tasks.picked IS 'Whether an instance runs it now.';
COMMENT ON COLUMN schedule.scheduled_tasks.picked_by IS 'Which one: its host.';
COMMENT ON COLUMN schedule.scheduled_tasks.last_success IS 'End of the last run that was done or refused by the gate.';
COMMENT ON COLUMN schedule.scheduled_tasks.last_failure IS 'End of the last run that failed or was stopped.';
COMMENT ON COLUMN schedule.scheduled_tasks.consecutive_failures IS 'Failures since then; each makes the next wait longer.';
COMMENT ON COLUMN schedule.scheduled_tasks.last_heartbeat IS 'Sign of life of the instance that runs it; without one for a minute another takes over.';
COMMENT ON COLUMN schedule.scheduled_tasks.version IS 'Grows with each change, so that of two instances only one picks the job.';
COMMENT ON COLUMN schedule.scheduled_tasks.priority IS 'Not used.';
COMMENT ON COLUMN schedule.scheduled_tasks.state IS 'Not used.';

GRANT USAGE ON SCHEMA schedule TO batch, dashboard;
GRANT SELECT ON schedule.scheduled_tasks TO batch, dashboard;
GRANT INSERT, UPDATE, DELETE ON schedule.scheduled_tasks TO batch;
