-- V25__offsets_of_many_partitions.sql: a block range keeps the offsets of each partition apart. Its least and greatest offset alone
-- were those of the slowest and the fullest partition: new rows of the slowest were sought in half of the table.
DROP INDEX raw.bars_kafka_offset;
CREATE INDEX bars_kafka_offset ON raw.bars USING brin (kafka_offset int8_minmax_multi_ops) WITH (pages_per_range = 32);
DROP INDEX raw.trades_kafka_offset;
CREATE INDEX trades_kafka_offset ON raw.trades USING brin (kafka_offset int8_minmax_multi_ops) WITH (pages_per_range = 32);
