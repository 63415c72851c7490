package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in {@link Tables#LAKE_OFFSET} how far the lake is and when it moved, so that an audit knows which rows must be in
 * both stores. It may say too little, after a failure until the next batch, and never too much: it is told of what is stored.
 */
final class LakeOffsets implements Consumer<TopicOffsets> {

    private static final Logger log = LoggerFactory.getLogger(LakeOffsets.class);

    private final PostgresOptions postgres;

    LakeOffsets(PostgresOptions postgres) {
        this.postgres = postgres;
    }

    @Override
    public void accept(TopicOffsets stored) {
        String sql = """
                INSERT INTO %s AS lake (topic, kafka_partition, next_offset, noted_at)
                VALUES (?, ?, ?, clock_timestamp())
                    ON CONFLICT (topic, kafka_partition)
                    DO UPDATE SET next_offset = excluded.next_offset, noted_at = excluded.noted_at
                 WHERE lake.next_offset <> excluded.next_offset
                """.formatted(Tables.LAKE_OFFSET);
        try (Connection connection = postgres.connect("consumer-stream-storage");
                PreparedStatement upsert = connection.prepareStatement(sql)) {
            for (Map.Entry<Integer, Long> partition : stored.next().entrySet()) {
                upsert.setString(1, stored.topic());
                upsert.setInt(2, partition.getKey());
                upsert.setLong(3, partition.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        } catch (SQLException | IOException e) {
            log.warn(
                    "not said how far the lake is, the next batch will: topic={} cause={}",
                    stored.topic(),
                    e.toString());
        }
    }
}
