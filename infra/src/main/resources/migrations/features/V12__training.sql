-- V12__training.sql: how a training run names what it reads. R__feature_catalogue.sql makes the views features.training_*
-- on top, anew whenever the columns change.

-- The release in force of each quarter, and the part of a training run that its rows are for: whole quarters in order of
-- time. The newest 15 % of the quarters, at least one, are for the test, as many before them for validation; of two
-- quarters the newer one is for the test, a single one is for training.
CREATE VIEW features.training_quarter AS
    WITH in_force AS (
        SELECT DISTINCT ON (quarter) quarter, version, name
          FROM governance.release
         ORDER BY quarter, version DESC
    ), ranked AS (
        SELECT quarter, version, name,
               row_number() OVER (ORDER BY quarter DESC) AS age,
               count(*) OVER () AS quarters,
               greatest(1, round(0.15 * count(*) OVER ())) AS part
          FROM in_force
    )
    SELECT quarter, version, name AS release,
           features.quarter_start(quarter) AS starts_at,
           features.quarter_end(quarter) AS ends_at,
           CASE WHEN quarters >= 2 AND age <= part THEN 'test'
                WHEN quarters >= 3 AND age <= 2 * part THEN 'validation'
                ELSE 'train'
           END AS split
      FROM ranked;

COMMENT ON VIEW features.training_quarter IS
    'The release in force of each quarter and whether its rows are for train, validation or test, in order of time.';

-- Raises unless the version is the one in force of the quarter.
CREATE FUNCTION features.require_in_force(wanted_quarter text, wanted_version integer) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    in_force integer := (SELECT max(version) FROM governance.release WHERE quarter = wanted_quarter);
BEGIN
    IF in_force IS NULL THEN
        RAISE EXCEPTION '% has no release', wanted_quarter USING ERRCODE = 'no_data_found';
    END IF;
    IF wanted_version IS DISTINCT FROM in_force THEN
        RAISE EXCEPTION '%-v% is not in force, %-v% is', wanted_quarter, wanted_version, wanted_quarter, in_force
            USING ERRCODE = 'no_data_found',
                  HINT = format(
                      'Read an older release from the lake: ./quarterdeck release %s --version %s --export parquet DIR',
                      wanted_quarter, wanted_version);
    END IF;
END
$$;

-- features.as_of_1h('2016Q4', 1): the rows of exactly that release. The check and the rows are of one snapshot, as both
-- belong to one statement.
DO $$
DECLARE
    suffix text;
BEGIN
    FOREACH suffix IN ARRAY ARRAY['5m', '15m', '1h', '4h', '1d'] LOOP
        EXECUTE format(
            $sql$
                CREATE FUNCTION features.%1$I(quarter text, version integer) RETURNS SETOF features.%2$I
                LANGUAGE plpgsql STABLE
                SET search_path = pg_catalog, pg_temp
                AS $function$
                BEGIN
                    PERFORM features.require_in_force(quarter, version);
                    RETURN QUERY SELECT * FROM features.%2$I
                        WHERE open_time >= features.quarter_start(quarter) AND open_time < features.quarter_end(quarter);
                END
                $function$
            $sql$, 'as_of_' || suffix, 'bars_' || suffix);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION features.%I(text, integer) FROM PUBLIC', 'as_of_' || suffix);
        EXECUTE format('GRANT EXECUTE ON FUNCTION features.%I(text, integer) TO dashboard, ml_reader', 'as_of_' || suffix);
        EXECUTE format(
            'COMMENT ON FUNCTION features.%I(text, integer) IS %L',
            'as_of_' || suffix,
            'The rows of the release with this quarter and version; an error that says which one is in force if that is not.');
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION features.require_in_force(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION features.require_in_force(text, integer) TO dashboard, ml_reader;
GRANT SELECT ON features.training_quarter TO dashboard, ml_reader;
