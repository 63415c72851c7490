-- V19__trade_side.sql: in the hash of a trade every side counts. One that is none of ours hashed like no side at all, so
-- that writing it over a null passed unseen. The hash of what the landers store stays what it was.
CREATE OR REPLACE FUNCTION raw.trade_md5(
    symbol text, trade_time timestamptz, trade_id bigint,
    price double precision, quantity double precision, side text,
    source_id bigint, source_line bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN md5(
    convert_to(symbol, 'UTF8') || '\x00'::bytea
    || int8send(coalesce((extract(epoch FROM trade_time) * 1000000)::bigint, (-9223372036854775808)::bigint))
    || int8send(trade_id)
    || float8send(price) || float8send(quantity)
    || CASE WHEN side IS NULL THEN '\x00'::bytea WHEN side = 'BUY' THEN 'B'::bytea WHEN side = 'SELL' THEN 'S'::bytea
            ELSE '\xff'::bytea || convert_to(side, 'UTF8') END
    || int8send(source_id) || int8send(source_line));
