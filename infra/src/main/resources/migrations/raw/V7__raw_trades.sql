-- Trades, the second kind of event: the same log, mirrored. See V1 and V2 for why it is built so.
-- No CHECK of the side: it would cost a sixth of the landing rate, and the wire format lets nothing but BUY, SELL and null
-- through.

CREATE TABLE raw.trades (
    symbol          text             NOT NULL,
    trade_time      timestamptz,
    trade_id        bigint           NOT NULL,
    price           double precision NOT NULL,
    quantity        double precision NOT NULL,
    side            text,
    source_id       bigint           NOT NULL,
    source_line     bigint           NOT NULL,
    kafka_partition integer          NOT NULL,
    kafka_offset    bigint           NOT NULL,
    ingested_at     timestamptz      NOT NULL
) PARTITION BY RANGE (trade_time);

COMMENT ON TABLE raw.trades IS 'Trades as topic market.trades holds them: one row per record, implausible and repeated ones included. Partitioned by quarter of trade_time.';
COMMENT ON COLUMN raw.trades.symbol IS 'What was traded, in the source''s spelling.';
COMMENT ON COLUMN raw.trades.trade_time IS 'The exchange''s time of the trade, UTC; null where the source does not say.';
COMMENT ON COLUMN raw.trades.trade_id IS 'The exchange''s number of the trade, unique within the symbol; where a source has none, the line number.';
COMMENT ON COLUMN raw.trades.price IS 'Price, in quote currency per unit of the base.';
COMMENT ON COLUMN raw.trades.quantity IS 'Amount traded, in units of the base.';
COMMENT ON COLUMN raw.trades.side IS 'Who took the other''s offer, BUY or SELL; null where the source does not say.';
COMMENT ON COLUMN raw.trades.source_id IS 'First 8 bytes of the SHA-256 of the input file, big-endian and signed.';
COMMENT ON COLUMN raw.trades.source_line IS '1-based line number in the unpacked input file.';
COMMENT ON COLUMN raw.trades.kafka_partition IS 'Partition of market.trades that held the record.';
COMMENT ON COLUMN raw.trades.kafka_offset IS 'Offset of the record in that partition; with it, unique.';
COMMENT ON COLUMN raw.trades.ingested_at IS 'When consumer-data-storage read the record, UTC; it is stored within the flush interval.';

CREATE INDEX trades_trade_time ON raw.trades USING brin (trade_time) WITH (pages_per_range = 32);
CREATE INDEX trades_kafka_offset ON raw.trades USING brin (kafka_offset) WITH (pages_per_range = 32);

-- For rows without a time, and times outside the quarters that raw.ensure_quarters makes.
CREATE TABLE raw.trades_default PARTITION OF raw.trades DEFAULT;
COMMENT ON TABLE raw.trades_default IS 'Rows of raw.trades that have no time, or one outside the years 2000 to 2199.';

CREATE FUNCTION raw.trade_md5(
    symbol text, trade_time timestamptz, trade_id bigint,
    price double precision, quantity double precision, side text,
    source_id bigint, source_line bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN md5(
    convert_to(symbol, 'UTF8') || '\x00'::bytea
    || int8send(coalesce((extract(epoch FROM trade_time) * 1000000)::bigint, (-9223372036854775808)::bigint))
    || int8send(trade_id)
    || float8send(price) || float8send(quantity)
    || CASE side WHEN 'BUY' THEN 'B'::bytea WHEN 'SELL' THEN 'S'::bytea ELSE '\x00'::bytea END
    || int8send(source_id) || int8send(source_line));
COMMENT ON FUNCTION raw.trade_md5(text, timestamptz, bigint, double precision, double precision, text, bigint, bigint) IS
    'MD5 (32 hexadecimal digits) of a trade''s canonical bytes, as ContentHasher in market-data describes them; no time is the smallest 64-bit integer, no side the byte 0.';

CREATE VIEW raw.trades_content AS
SELECT source_id, kafka_partition, rows, high, low,
       lpad(to_hex(high), 16, '0') || lpad(to_hex(low), 16, '0') AS hex
  FROM (SELECT source_id, kafka_partition, count(*) AS rows,
               raw.modulo_64_bits(sum(('x' || left(md5, 16))::bit(64)::bigint)) AS high,
               raw.modulo_64_bits(sum(('x' || right(md5, 16))::bit(64)::bigint)) AS low
          FROM (SELECT source_id, kafka_partition,
                       raw.trade_md5(symbol, trade_time, trade_id, price, quantity, side, source_id, source_line) AS md5
                  FROM raw.trades) AS digests
         GROUP BY source_id, kafka_partition) AS sums;
COMMENT ON VIEW raw.trades_content IS
    'Count and order-independent content hash of raw.trades per source file and Kafka partition, computed from the stored rows; equals ContentHash in market-data.';
COMMENT ON COLUMN raw.trades_content.source_id IS 'The input file.';
COMMENT ON COLUMN raw.trades_content.kafka_partition IS 'Partition of market.trades.';
COMMENT ON COLUMN raw.trades_content.rows IS 'Number of rows.';
COMMENT ON COLUMN raw.trades_content.high IS 'Sum of the first 8 bytes of each row''s MD5, modulo 2^64, signed.';
COMMENT ON COLUMN raw.trades_content.low IS 'Sum of the last 8 bytes of each row''s MD5, modulo 2^64, signed.';
COMMENT ON COLUMN raw.trades_content.hex IS 'Both sums as 32 hexadecimal digits.';

GRANT SELECT, INSERT ON raw.trades TO data_storage;
GRANT SELECT ON raw.trades TO dashboard;
GRANT SELECT ON raw.trades_content TO data_storage, dashboard;
