-- V18__lake_offset.sql: how far the lake is, so that an audit compares rows that have landed in both stores and no others.
CREATE TABLE raw.lake_offset (
    topic           text    NOT NULL,
    kafka_partition integer NOT NULL CONSTRAINT lake_offset_partition_not_negative CHECK (kafka_partition >= 0),
    next_offset     bigint  NOT NULL CONSTRAINT lake_offset_not_negative CHECK (next_offset >= 0),
    CONSTRAINT lake_offset_pk PRIMARY KEY (topic, kafka_partition)
);
COMMENT ON TABLE raw.lake_offset IS
    'How far each topic partition is stored in the lake, said by consumer-stream-storage after each batch: the lake holds at least this. Its checkpoint is the truth.';
COMMENT ON COLUMN raw.lake_offset.topic IS 'Name of the topic.';
COMMENT ON COLUMN raw.lake_offset.kafka_partition IS 'Partition of the topic.';
COMMENT ON COLUMN raw.lake_offset.next_offset IS 'Everything below this offset is in the lake.';

GRANT USAGE ON SCHEMA raw TO stream_storage, batch;
GRANT SELECT, INSERT, UPDATE ON raw.lake_offset TO stream_storage;
GRANT SELECT ON raw.lake_offset TO batch, dashboard;

-- The audit reads what is stored, and changes nothing of it.
GRANT SELECT ON raw.bars, raw.trades, raw.undecodable, raw.consumer_offset TO batch;
