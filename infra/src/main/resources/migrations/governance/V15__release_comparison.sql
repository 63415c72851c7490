-- V15__release_comparison.sql: how a release differs from the version before it and from the quarter before.
ALTER TABLE governance.release_table ADD COLUMN diff jsonb;

COMMENT ON COLUMN governance.release_table.diff IS
    'Against the version before: rows added, changed and removed; columns (those with changed values, most changed first: values changed, largest_absolute and largest_relative change); added_columns (the version before did not have them, they count as no change). Null for version 1, and if the lake no longer had the version before.';

CREATE TABLE governance.drift (
    release                      text             NOT NULL CONSTRAINT drift_release_fk REFERENCES governance.release (name),
    table_name                   text             NOT NULL,
    column_name                  text             NOT NULL,
    reference_release            text             NOT NULL CONSTRAINT drift_reference_fk REFERENCES governance.release (name),
    value_count                  bigint           NOT NULL,
    reference_value_count        bigint           NOT NULL,
    psi                          double precision,
    psi_limit                    double precision,
    mean                         double precision,
    reference_mean               double precision,
    standard_deviation           double precision,
    reference_standard_deviation double precision,
    mean_shift                   double precision,
    mean_shift_limit             double precision NOT NULL,
    null_share                   double precision,
    reference_null_share         double precision,
    null_share_rise_limit        double precision NOT NULL,
    drifted                      text[]           NOT NULL
        CONSTRAINT drift_reasons CHECK (drifted <@ ARRAY['psi', 'mean', 'nulls']),
    CONSTRAINT drift_pk PRIMARY KEY (release, table_name, column_name)
);

COMMENT ON TABLE governance.drift IS
    'Per release, table and feature: its values against those of the release of the quarter before that was in force at publication. No rows if there was none.';
COMMENT ON COLUMN governance.drift.reference_release IS 'The release of the quarter before.';
COMMENT ON COLUMN governance.drift.value_count IS 'Values that are not null.';
COMMENT ON COLUMN governance.drift.reference_value_count IS 'The same of the reference.';
COMMENT ON COLUMN governance.drift.psi IS
    'Population stability index: sum((a - e) * ln(a / e)) over ten bins cut at the deciles of the reference; a and e the shares of the release and of the reference in a bin, at least 0.0001; nulls are left out. Null if either has no values. Siddiqi, Credit Risk Scorecards, 2006.';
COMMENT ON COLUMN governance.drift.psi_limit IS
    '0.25, or if that is more what 1 of 1000 unchanged features exceeds by chance with so few values: 27.877 * (1 / value_count + 1 / reference_value_count). Yurdakul, Statistical Properties of Population Stability Index, 2018.';
COMMENT ON COLUMN governance.drift.standard_deviation IS 'Of the sample (divisor n - 1); null below two values.';
COMMENT ON COLUMN governance.drift.mean_shift IS
    '(mean - reference_mean) / reference_standard_deviation; null if that is 0, no more than rounding, or unknown.';
COMMENT ON COLUMN governance.drift.mean_shift_limit IS 'Largest absolute mean_shift that counts as no drift.';
COMMENT ON COLUMN governance.drift.null_share IS 'Share of the rows whose value is null; null if there are no rows.';
COMMENT ON COLUMN governance.drift.null_share_rise_limit IS
    'Largest null_share - reference_null_share that counts as no drift.';
COMMENT ON COLUMN governance.drift.drifted IS 'Which of psi, mean and nulls are beyond their limits; empty if none is.';

GRANT SELECT ON governance.drift TO batch, dashboard, ml_reader;
GRANT INSERT ON governance.drift TO batch;
