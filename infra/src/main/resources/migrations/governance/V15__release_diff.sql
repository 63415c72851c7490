-- V15__release_diff.sql: what a release changed against the version before it.
ALTER TABLE governance.release_table ADD COLUMN diff jsonb;

COMMENT ON COLUMN governance.release_table.diff IS
    'Against the version before: rows added, changed and removed; columns (those with changed values, most changed first: values changed, largest_absolute and largest_relative change); added_columns (the version before did not have them, they count as no change). Null for version 1, and if the lake no longer had the version before.';
