-- V4__release.sql: what was published, from what, by what code. A release is never changed, only followed by the next.
CREATE SCHEMA governance;

CREATE TABLE governance.release (
    quarter          text        NOT NULL CONSTRAINT release_quarter_form CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    version          integer     NOT NULL CONSTRAINT release_version_positive CHECK (version >= 1),
    name             text        NOT NULL GENERATED ALWAYS AS (quarter || '-v' || version) STORED,
    started_at       timestamptz NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    code_version     text        NOT NULL,
    lake_snapshot_id bigint      NOT NULL,
    options          jsonb       NOT NULL,
    quality          jsonb       NOT NULL,
    certificate      text,
    CONSTRAINT release_pk PRIMARY KEY (quarter, version),
    CONSTRAINT release_name_unique UNIQUE (name)
);

COMMENT ON TABLE governance.release IS
    'One row per release: the feature tables of one quarter as one run published them. The highest version is in force.';
COMMENT ON COLUMN governance.release.quarter IS 'Calendar quarter in UTC, such as 2016Q4.';
COMMENT ON COLUMN governance.release.version IS 'Counts the releases of the quarter from 1.';
COMMENT ON COLUMN governance.release.name IS 'Such as 2016Q4-v1; also the tag of the release in the lake tables.';
COMMENT ON COLUMN governance.release.started_at IS 'When the run began to work on the quarter.';
COMMENT ON COLUMN governance.release.created_at IS 'When the release was published.';
COMMENT ON COLUMN governance.release.code_version IS 'Version of the batch job and SHA-256 of its jar.';
COMMENT ON COLUMN governance.release.lake_snapshot_id IS 'Snapshot of lake.raw.bars that the run read.';
COMMENT ON COLUMN governance.release.options IS 'What else decides the content: the warm-up of each table, as ISO 8601 durations.';
COMMENT ON COLUMN governance.release.quality IS
    'Per symbol the raw rows of the quarter and how many of them were dropped, by rule; the warm-up is not counted.';
COMMENT ON COLUMN governance.release.certificate IS 'The certificate of custody that the release stands on; null if none was asked for.';

CREATE TABLE governance.release_table (
    release          text   NOT NULL CONSTRAINT release_table_release_fk REFERENCES governance.release (name),
    table_name       text   NOT NULL,
    row_count        bigint NOT NULL CONSTRAINT release_table_rows_not_negative CHECK (row_count >= 0),
    content_hash     text   NOT NULL CONSTRAINT release_table_hash_form CHECK (content_hash ~ '^[0-9a-f]{32}$'),
    lake_snapshot_id bigint NOT NULL,
    CONSTRAINT release_table_pk PRIMARY KEY (release, table_name)
);

COMMENT ON TABLE governance.release_table IS 'The tables of each release.';
COMMENT ON COLUMN governance.release_table.table_name IS 'Such as features.bars_1h, in PostgreSQL and in the lake.';
COMMENT ON COLUMN governance.release_table.row_count IS 'Rows of the quarter in this table.';
COMMENT ON COLUMN governance.release_table.content_hash IS
    'Order-independent hash of the rows; features.content_hash(table_name, quarter) computes it from what is stored.';
COMMENT ON COLUMN governance.release_table.lake_snapshot_id IS 'Snapshot of the lake table that holds the release.';

-- No UPDATE and no DELETE for anyone: a release is history once it is made.
GRANT USAGE ON SCHEMA governance TO batch, dashboard, ml_reader;
GRANT SELECT ON governance.release, governance.release_table TO batch, dashboard, ml_reader;
GRANT INSERT ON governance.release, governance.release_table TO batch;
