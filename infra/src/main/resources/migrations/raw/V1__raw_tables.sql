-- Schema raw: the log, mirrored. Rows are appended as received and never changed; consumer-data-storage writes them.

-- Nobody gets anything by being able to connect.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA raw;
COMMENT ON SCHEMA raw IS 'The Kafka log, mirrored: append-only, as received. Cleaning is the quarterly job''s work.';

CREATE TABLE raw.bars (
    symbol          text             NOT NULL,
    open_time       timestamptz      NOT NULL,
    open            double precision NOT NULL,
    high            double precision NOT NULL,
    low             double precision NOT NULL,
    close           double precision NOT NULL,
    volume          double precision NOT NULL,
    source_id       bigint           NOT NULL,
    source_line     bigint           NOT NULL,
    kafka_partition integer          NOT NULL,
    kafka_offset    bigint           NOT NULL,
    ingested_at     timestamptz      NOT NULL
) PARTITION BY RANGE (open_time);

COMMENT ON TABLE raw.bars IS 'OHLCV bars as topic market.bars holds them: one row per record, implausible and repeated ones included. Partitioned by quarter of open_time.';
COMMENT ON COLUMN raw.bars.symbol IS 'What was traded, in the source''s spelling.';
COMMENT ON COLUMN raw.bars.open_time IS 'Start of the bar''s interval, UTC.';
COMMENT ON COLUMN raw.bars.open IS 'First price, in quote currency.';
COMMENT ON COLUMN raw.bars.high IS 'Highest price, in quote currency.';
COMMENT ON COLUMN raw.bars.low IS 'Lowest price, in quote currency.';
COMMENT ON COLUMN raw.bars.close IS 'Last price, in quote currency.';
COMMENT ON COLUMN raw.bars.volume IS 'Amount traded, in units of the base.';
COMMENT ON COLUMN raw.bars.source_id IS 'First 8 bytes of the SHA-256 of the input file, big-endian and signed.';
COMMENT ON COLUMN raw.bars.source_line IS '1-based line number in the unpacked input file.';
COMMENT ON COLUMN raw.bars.kafka_partition IS 'Partition of market.bars that held the record.';
COMMENT ON COLUMN raw.bars.kafka_offset IS 'Offset of the record in that partition; with it, unique.';
COMMENT ON COLUMN raw.bars.ingested_at IS 'When consumer-data-storage read the record, UTC; it is stored within the flush interval.';

-- No unique index: it would halve the landing rate, and the guard in raw.consumer_offset makes repeats impossible.
-- Rows arrive nearly in the order of both columns, so 32 pages (about 3000 rows) of one summary stay narrow.
-- Without autosummarize: a COPY asks for more summaries than the queue for them holds and logs each one it drops; the
-- vacuum that follows many inserts makes them all.
CREATE INDEX bars_open_time ON raw.bars USING brin (open_time) WITH (pages_per_range = 32);
CREATE INDEX bars_kafka_offset ON raw.bars USING brin (kafka_offset) WITH (pages_per_range = 32);

-- For times outside the quarters that raw.ensure_quarters makes.
CREATE TABLE raw.bars_default PARTITION OF raw.bars DEFAULT;
COMMENT ON TABLE raw.bars_default IS 'Rows of raw.bars whose time lies outside the years 2000 to 2199.';

CREATE TABLE raw.undecodable (
    topic           text        NOT NULL,
    kafka_partition integer     NOT NULL,
    kafka_offset    bigint      NOT NULL,
    key             bytea,
    value           bytea,
    reason          text        NOT NULL,
    ingested_at     timestamptz NOT NULL,
    CONSTRAINT undecodable_pk PRIMARY KEY (topic, kafka_partition, kafka_offset)
);
COMMENT ON TABLE raw.undecodable IS 'Records that no decoder of their topic can read, kept byte for byte.';
COMMENT ON COLUMN raw.undecodable.topic IS 'Topic that held the record.';
COMMENT ON COLUMN raw.undecodable.kafka_partition IS 'Its partition.';
COMMENT ON COLUMN raw.undecodable.kafka_offset IS 'Its offset in that partition.';
COMMENT ON COLUMN raw.undecodable.key IS 'The record''s key; null if it had none.';
COMMENT ON COLUMN raw.undecodable.value IS 'The record''s value; null if it had none.';
COMMENT ON COLUMN raw.undecodable.reason IS 'Why it could not be read, naming the field and what was found.';
COMMENT ON COLUMN raw.undecodable.ingested_at IS 'When consumer-data-storage read the record, UTC.';

-- Moves in the transaction that stores the rows, so no record is lost or stored twice:
-- UPDATE ... SET next_offset = :new WHERE topic = :topic AND kafka_partition = :p AND next_offset = :old must change one row.
CREATE TABLE raw.consumer_offset (
    topic           text    NOT NULL,
    kafka_partition integer NOT NULL CONSTRAINT kafka_partition_not_negative CHECK (kafka_partition >= 0),
    next_offset     bigint  NOT NULL CONSTRAINT next_offset_not_negative CHECK (next_offset >= 0),
    topic_id        text    NOT NULL,
    CONSTRAINT consumer_offset_pk PRIMARY KEY (topic, kafka_partition)
);
COMMENT ON TABLE raw.consumer_offset IS 'How far each topic partition is stored here. Kafka''s own group offsets are information only.';
COMMENT ON COLUMN raw.consumer_offset.topic IS 'Name of the topic.';
COMMENT ON COLUMN raw.consumer_offset.kafka_partition IS 'Partition of the topic.';
COMMENT ON COLUMN raw.consumer_offset.next_offset IS 'Everything below this offset is stored; the next record to read has it or a higher one.';
COMMENT ON COLUMN raw.consumer_offset.topic_id IS 'Kafka''s id of the topic; another id under the same name is another log, to which next_offset does not apply.';

GRANT USAGE ON SCHEMA raw TO data_storage, dashboard;
GRANT SELECT, INSERT ON raw.bars, raw.undecodable TO data_storage;
GRANT SELECT, INSERT, UPDATE ON raw.consumer_offset TO data_storage;
GRANT SELECT ON raw.bars, raw.undecodable, raw.consumer_offset TO dashboard;
