-- V14__lineage_event.sql: where the data of each quarter came from and went to, as OpenLineage run events.
CREATE TABLE governance.lineage_event (
    id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    run        integer     NOT NULL CONSTRAINT lineage_event_run_fk REFERENCES governance.run (id),
    quarter    text        NOT NULL,
    event_type text        NOT NULL CONSTRAINT lineage_event_type_known CHECK (event_type IN ('START', 'COMPLETE', 'FAIL')),
    event_time timestamptz NOT NULL,
    event      jsonb       NOT NULL,
    CONSTRAINT lineage_event_pk PRIMARY KEY (id)
);

CREATE INDEX lineage_event_run ON governance.lineage_event (run);

COMMENT ON TABLE governance.lineage_event IS
    'OpenLineage run events (openlineage.io): START when a run takes up a quarter, COMPLETE when its release is in force, FAIL when the gate refused it or the run failed. A run that was killed leaves a START alone.';
COMMENT ON COLUMN governance.lineage_event.event IS
    'The event: datasets with snapshot versions and schema, column lineage, statistics of what was written.';

GRANT SELECT ON governance.lineage_event TO batch, dashboard, ml_reader;
GRANT INSERT ON governance.lineage_event TO batch;
