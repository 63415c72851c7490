-- V6__publication.sql: what the batch job needs beyond plain DML, and what lets a reader verify a release.

-- First instant of a quarter written like 2016Q4.
CREATE FUNCTION features.quarter_start(quarter text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF quarter !~ '^[0-9]{4}Q[1-4]$' THEN
        RAISE EXCEPTION '''%'' is not a quarter; write it like 2016Q4', quarter USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN make_timestamptz(left(quarter, 4)::integer, 3 * right(quarter, 1)::integer - 2, 1, 0, 0, 0, 'UTC');
END
$$;

-- First instant after it.
CREATE FUNCTION features.quarter_end(quarter text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
RETURN (features.quarter_start(quarter) AT TIME ZONE 'UTC' + interval '3 months') AT TIME ZONE 'UTC';

-- Makes the quarter's partition of every feature table that lacks it. The role batch may do no other DDL.
-- A table made first and attached afterwards does not wait for readers; CREATE TABLE ... PARTITION OF would.
CREATE FUNCTION features.add_quarter(quarter text) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    starts    timestamptz := features.quarter_start(quarter);
    ends      timestamptz := features.quarter_end(quarter);
    parent    record;
    partition text;
BEGIN
    FOR parent IN
        SELECT class.relname
          FROM pg_class class
          JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
         WHERE namespace.nspname = 'features' AND class.relkind = 'p'
         ORDER BY class.relname
    LOOP
        partition := parent.relname || '_' || lower(quarter);
        IF to_regclass(format('features.%I', partition)) IS NULL THEN
            EXECUTE format('CREATE TABLE features.%I (LIKE features.%I INCLUDING ALL)', partition, parent.relname);
            EXECUTE format(
                'ALTER TABLE features.%I ATTACH PARTITION features.%I FOR VALUES FROM (%L) TO (%L)',
                parent.relname, partition, starts, ends);
        END IF;
    END LOOP;
END
$$;

-- The content hash of a feature table's rows of one quarter, from what is stored: governance.release_table must say the
-- same of the release in force.
--
-- Canonical bytes of a row: for each column, in the table's order, that is not null: its name in UTF-8, 0x00 and the
-- value (text in UTF-8 and 0x00, a time as 8-byte big-endian epoch microseconds, a number as 8-byte big-endian
-- IEEE-754). The hash is the two 64-bit halves of each row's MD5, summed separately modulo 2^64. A column added later is
-- null in older releases and leaves their hashes as they were.
CREATE FUNCTION features.content_hash(feature_table text, quarter text, OUT row_count bigint, OUT content_hash text)
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    canonical text;
    high      numeric;
    low       numeric;
BEGIN
    SELECT string_agg(
               format(
                   'coalesce(convert_to(%L, ''UTF8'') || ''\x00''::bytea || %s, ''''::bytea)',
                   attname,
                   CASE format_type(atttypid, atttypmod)
                       WHEN 'text' THEN format('convert_to(%I, ''UTF8'') || ''\x00''::bytea', attname)
                       WHEN 'timestamp with time zone'
                           THEN format('int8send((extract(epoch FROM %I) * 1000000)::bigint)', attname)
                       WHEN 'double precision' THEN format('float8send(%I)', attname)
                   END),
               ' || ' ORDER BY attnum)
      INTO STRICT canonical
      FROM pg_attribute
     WHERE attrelid = feature_table::regclass AND attnum > 0 AND NOT attisdropped;

    EXECUTE format(
        $sql$
            SELECT count(*),
                   coalesce(sum(('x' || left(digest, 16))::bit(64)::bigint), 0),
                   coalesce(sum(('x' || right(digest, 16))::bit(64)::bigint), 0)
              FROM (SELECT md5(%s) AS digest FROM %s WHERE open_time >= $1 AND open_time < $2) AS rows
        $sql$,
        canonical, feature_table::regclass)
       INTO row_count, high, low
      USING features.quarter_start(quarter), features.quarter_end(quarter);

    -- Modulo 2^64 as the signed bigint with the same bits: 27670116110564327424 = 2^64 + 2^63 moves into [0, 2^64).
    high := mod(mod(high, 18446744073709551616) + 27670116110564327424, 18446744073709551616) - 9223372036854775808;
    low := mod(mod(low, 18446744073709551616) + 27670116110564327424, 18446744073709551616) - 9223372036854775808;
    content_hash := lpad(to_hex(high::bigint), 16, '0') || lpad(to_hex(low::bigint), 16, '0');
END
$$;

REVOKE EXECUTE ON FUNCTION features.add_quarter(text), features.content_hash(text, text),
    features.quarter_start(text), features.quarter_end(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION features.add_quarter(text) TO batch;
GRANT EXECUTE ON FUNCTION features.content_hash(text, text), features.quarter_start(text), features.quarter_end(text)
    TO batch, dashboard, ml_reader;
