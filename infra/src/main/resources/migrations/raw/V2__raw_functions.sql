-- Quarter partitions on demand, and the content hash of what is stored.

CREATE FUNCTION raw.ensure_quarters(parent regclass, from_time timestamptz, to_time timestamptz) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
AS $$
DECLARE
    -- Outside these years rows belong to the default partition: a wrong clock must not make a thousand tables.
    first_quarter constant timestamptz := '2000-01-01 00:00:00+00';
    last_quarter  constant timestamptz := '2199-10-01 00:00:00+00';
    parent_name text;
    quarter timestamptz;
    partition_name text;
    made integer := 0;
BEGIN
    SELECT c.relname INTO parent_name
      FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
     WHERE c.oid = parent AND c.relnamespace = 'raw'::regnamespace;
    IF parent_name IS NULL THEN
        RAISE EXCEPTION '% is not a partitioned table of schema raw', parent USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- One at a time, so that two callers do not both find a partition missing.
    PERFORM pg_advisory_xact_lock('raw.ensure_quarters'::regproc::oid::integer, parent::oid::integer);

    FOR quarter IN
        SELECT q FROM generate_series(
            greatest(date_trunc('quarter', from_time), first_quarter),
            least(date_trunc('quarter', to_time), last_quarter),
            interval '3 months') AS q
    LOOP
        partition_name := parent_name || to_char(quarter, '"_"YYYY"q"Q');
        IF to_regclass(format('raw.%I', partition_name)) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE raw.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                partition_name, parent, quarter, quarter + interval '3 months');
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION raw.ensure_quarters(regclass, timestamptz, timestamptz) IS
    'Makes the missing quarter partitions of a raw table that hold from_time to to_time, both included, within the years 2000 to 2199; answers how many it made. Call it before the COPY, in a transaction of its own: it locks the table.';
REVOKE ALL ON FUNCTION raw.ensure_quarters(regclass, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION raw.ensure_quarters(regclass, timestamptz, timestamptz) TO data_storage;

CREATE FUNCTION raw.bar_md5(
    symbol text, open_time timestamptz,
    open double precision, high double precision, low double precision, close double precision, volume double precision,
    source_id bigint, source_line bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN md5(
    convert_to(symbol, 'UTF8') || '\x00'::bytea
    || int8send((extract(epoch FROM open_time) * 1000000)::bigint)
    || float8send(open) || float8send(high) || float8send(low) || float8send(close) || float8send(volume)
    || int8send(source_id) || int8send(source_line));
COMMENT ON FUNCTION raw.bar_md5(text, timestamptz, double precision, double precision, double precision, double precision, double precision, bigint, bigint) IS
    'MD5 (32 hexadecimal digits) of a bar''s canonical bytes, as ContentHasher in market-data describes them.';

CREATE FUNCTION raw.modulo_64_bits(total numeric) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN mod(mod(total, 18446744073709551616) + 27670116110564327424, 18446744073709551616) - 9223372036854775808;
COMMENT ON FUNCTION raw.modulo_64_bits(numeric) IS
    'The total modulo 2^64 as a signed 64-bit integer, as Java''s long addition leaves it. 27670116110564327424 = 2^64 + 2^63, which moves the result into [0, 2^64) before 2^63 is taken off again.';

CREATE VIEW raw.bars_content AS
SELECT source_id, kafka_partition, rows, high, low,
       lpad(to_hex(high), 16, '0') || lpad(to_hex(low), 16, '0') AS hex
  FROM (SELECT source_id, kafka_partition, count(*) AS rows,
               raw.modulo_64_bits(sum(('x' || left(md5, 16))::bit(64)::bigint)) AS high,
               raw.modulo_64_bits(sum(('x' || right(md5, 16))::bit(64)::bigint)) AS low
          FROM (SELECT source_id, kafka_partition,
                       raw.bar_md5(symbol, open_time, open, high, low, close, volume, source_id, source_line) AS md5
                  FROM raw.bars) AS digests
         GROUP BY source_id, kafka_partition) AS sums;
COMMENT ON VIEW raw.bars_content IS
    'Count and order-independent content hash of raw.bars per source file and Kafka partition, computed from the stored rows; equals ContentHash in market-data.';
COMMENT ON COLUMN raw.bars_content.source_id IS 'The input file.';
COMMENT ON COLUMN raw.bars_content.kafka_partition IS 'Partition of market.bars.';
COMMENT ON COLUMN raw.bars_content.rows IS 'Number of rows.';
COMMENT ON COLUMN raw.bars_content.high IS 'Sum of the first 8 bytes of each row''s MD5, modulo 2^64, signed.';
COMMENT ON COLUMN raw.bars_content.low IS 'Sum of the last 8 bytes of each row''s MD5, modulo 2^64, signed.';
COMMENT ON COLUMN raw.bars_content.hex IS 'Both sums as 32 hexadecimal digits.';
GRANT SELECT ON raw.bars_content TO data_storage, dashboard;
