-- V10__quality_rule.sql: the rules that cleaning applies, for people and dashboards; R__quality_rules.sql fills it.
CREATE TABLE governance.quality_rule (
    name      text             NOT NULL,
    position  integer          NOT NULL CONSTRAINT quality_rule_position_positive CHECK (position >= 1),
    subject   text             NOT NULL CONSTRAINT quality_rule_subject_known CHECK (subject IN ('bar', 'trade', 'minute')),
    action    text             NOT NULL CONSTRAINT quality_rule_action_known CHECK (action IN ('drop', 'flag', 'fail')),
    threshold double precision,
    unit      text,
    reason    text             NOT NULL,
    CONSTRAINT quality_rule_pk PRIMARY KEY (name),
    CONSTRAINT quality_rule_position_unique UNIQUE (position),
    CONSTRAINT quality_rule_threshold_has_unit CHECK ((threshold IS NULL) = (unit IS NULL))
);

COMMENT ON TABLE governance.quality_rule IS
    'The rules by which the quarterly job judges raw rows. A row counts under the first rule that applies.';
COMMENT ON COLUMN governance.quality_rule.name IS 'As in governance.release.quality and in lake.quarantine.*.';
COMMENT ON COLUMN governance.quality_rule.position IS 'Place in the order in which the rules are tried, from 1.';
COMMENT ON COLUMN governance.quality_rule.subject IS
    'What is judged and counted: a row of raw.bars, a row of raw.trades, or a minute that is left of both.';
COMMENT ON COLUMN governance.quality_rule.action IS
    'drop: it is not used; flag: it is used and counted; fail: it is not used, and its quarter is not published.';
COMMENT ON COLUMN governance.quality_rule.threshold IS
    'The rule applies to what lies beyond; null for a rule without one.';
COMMENT ON COLUMN governance.quality_rule.unit IS 'Of the threshold.';
COMMENT ON COLUMN governance.quality_rule.reason IS 'When the rule applies, or why.';

GRANT SELECT ON governance.quality_rule TO batch, dashboard, ml_reader;
