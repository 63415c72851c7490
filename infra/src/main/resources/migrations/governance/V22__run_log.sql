-- V22__run_log.sql: the last lines that a run logged, for those who cannot see the machine that it ran on.
CREATE TABLE governance.run_log (
    run       integer     NOT NULL CONSTRAINT run_log_run_fk REFERENCES governance.run (id),
    position  integer     NOT NULL CONSTRAINT run_log_position_positive CHECK (position > 0),
    logged_at timestamptz NOT NULL,
    level     text        NOT NULL CONSTRAINT run_log_level_known CHECK (level IN ('INFO', 'WARN', 'ERROR', 'FATAL')),
    logger    text        NOT NULL,
    message   text        NOT NULL,
    CONSTRAINT run_log_pk PRIMARY KEY (run, position)
);

COMMENT ON TABLE governance.run_log IS
    'The last lines that each run logged: INFO and above of io.quarterdeck, WARN and above of all else, at most 500. Written when the run ends; of a run that was killed there are none.';
COMMENT ON COLUMN governance.run_log.run IS 'The run.';
COMMENT ON COLUMN governance.run_log.position IS 'Counts the lines from 1, in the order in which they were logged.';
COMMENT ON COLUMN governance.run_log.logged_at IS 'When the line was logged, by the clock of the run''s machine.';
COMMENT ON COLUMN governance.run_log.level IS 'INFO, WARN, ERROR or FATAL.';
COMMENT ON COLUMN governance.run_log.logger IS 'Who logged it: most often a class.';
COMMENT ON COLUMN governance.run_log.message IS 'What it said, with what was thrown in one line; cut off at 2000 characters.';

GRANT SELECT ON governance.run_log TO batch, dashboard;
GRANT INSERT ON governance.run_log TO batch;
