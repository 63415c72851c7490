-- V21__lake_offset_noted_at.sql: when the lake was last seen to move, so that one can see how fresh it is.
ALTER TABLE raw.lake_offset ADD COLUMN noted_at timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON COLUMN raw.lake_offset.noted_at IS 'When next_offset was last moved, UTC; of rows older than this column: when it was added.';
