-- V8__partial_release.sql: releases of quarters that are not whole, and of a lake that has trades, with or without bars.
ALTER TABLE governance.release
    ADD COLUMN partial boolean NOT NULL DEFAULT false,
    ADD COLUMN trades_snapshot_id bigint,
    ALTER COLUMN lake_snapshot_id DROP NOT NULL;

COMMENT ON COLUMN governance.release.partial IS
    'Whether the quarter had not ended or was only partly covered: there was no event of its first or of its last day.';
COMMENT ON COLUMN governance.release.lake_snapshot_id IS
    'Snapshot of lake.raw.bars that the run read; null if it held no rows.';
COMMENT ON COLUMN governance.release.trades_snapshot_id IS
    'Snapshot of lake.raw.trades that the run read; null if it held no rows.';
COMMENT ON COLUMN governance.release.quality IS
    'Per symbol the raw bars (rows) and raw trades (trades) of the quarter and how many came under each rule; the warm-up is not counted.';
