package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The raw tables in PostgreSQL, and how far each partition is stored in them. Keeps one connection; after any failure it
 * is dropped, which rolls back, and the next call opens another.
 */
final class EventStore implements AutoCloseable {

    /** Opens a connection with the rights of role {@code data_storage}. */
    interface Connector {
        Connection connect() throws SQLException, IOException;
    }

    /**
     * What the database knows of a partition.
     *
     * @param nextOffset everything below it is stored
     * @param topicId of the topic to which that offset applies
     */
    record StoredOffset(long nextOffset, String topicId) {}

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    private final Connector connector;
    private final Map<String, Set<Quarter>> ensured = new HashMap<>();
    private Connection connection;

    EventStore(Connector connector) {
        this.connector = connector;
    }

    /** What is stored of these partitions; those never stored from are absent. */
    Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions) throws SQLException, IOException {
        return inTransaction(connection -> {
            var offsets = new HashMap<TopicPartition, StoredOffset>();
            try (var query = connection.prepareStatement(
                    "SELECT next_offset, topic_id FROM raw.consumer_offset WHERE topic = ? AND kafka_partition = ?")) {
                for (TopicPartition partition : partitions) {
                    query.setString(1, partition.topic());
                    query.setInt(2, partition.partition());
                    try (var row = query.executeQuery()) {
                        if (row.next()) {
                            offsets.put(partition, new StoredOffset(row.getLong(1), row.getString(2)));
                        }
                    }
                }
            }
            return offsets;
        });
    }

    /** Notes where a partition begins that was never stored from; if another instance was faster, its note stands. */
    void begin(TopicPartition partition, StoredOffset start) throws SQLException, IOException {
        inTransaction(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO raw.consumer_offset (topic, kafka_partition, next_offset, topic_id)
                    VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
                insert.setString(1, partition.topic());
                insert.setInt(2, partition.partition());
                insert.setLong(3, start.nextOffset());
                insert.setString(4, start.topicId());
                return insert.executeUpdate();
            }
        });
    }

    /**
     * Stores the whole batch and moves its offsets in one transaction.
     *
     * @param stored the offset that this instance went on from, for each partition of the batch
     * @throws StaleOwnerException when one of them is no longer what is stored; then nothing was
     */
    void append(Batch batch, Map<TopicPartition, Long> stored) throws SQLException, IOException {
        for (KindRows<?> rows : batch.kinds()) {
            ensureQuarters(rows);
        }
        inTransaction(connection -> {
            for (KindRows<?> rows : batch.kinds()) {
                copy(connection, rows);
            }
            insert(connection, batch.undecodables());
            advance(connection, batch.nextOffsets(), stored);
            return batch.records();
        });
    }

    /** Drops the connection and with it a transaction in hand. */
    @Override
    public void close() {
        ensured.clear();
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("closing a connection that may be gone already", e);
            }
            connection = null;
        }
    }

    /**
     * In a transaction of its own, before that of the COPY: a new partition locks the table, and two instances that both
     * hold rows in it would wait for each other.
     */
    private void ensureQuarters(KindRows<?> rows) throws SQLException, IOException {
        Set<Quarter> known = ensured.computeIfAbsent(rows.kind().table(), table -> new HashSet<>());
        for (Quarter quarter : rows.rows().quarters()) {
            if (!known.contains(quarter)) {
                inTransaction(connection -> {
                    try (var call = connection.prepareStatement("SELECT raw.ensure_quarters(?::regclass, ?, ?)")) {
                        call.setString(1, rows.kind().table());
                        call.setObject(2, quarter.start().atOffset(ZoneOffset.UTC));
                        call.setObject(3, quarter.start().atOffset(ZoneOffset.UTC));
                        return call.execute();
                    }
                });
                known.add(quarter);
            }
        }
    }

    private static void copy(Connection connection, KindRows<?> rows) throws SQLException {
        CopyRows data = rows.rows();
        if (data.rows() == 0) {
            return;
        }
        data.end();
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(rows.copyCommand());
        copy.writeToCopy(data.bytes(), 0, data.size());
        long copied = copy.endCopy();
        if (copied != data.rows()) {
            throw new BrokenPromiseException("%s: sent %d rows, PostgreSQL took %d; nothing of this batch is stored"
                    .formatted(rows.kind().table(), data.rows(), copied));
        }
    }

    private static void insert(Connection connection, List<Undecodable> undecodables) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO raw.undecodable (topic, kafka_partition, kafka_offset, key, value, reason, ingested_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            for (Undecodable undecodable : undecodables) {
                insert.setString(1, undecodable.record().topic());
                insert.setInt(2, undecodable.record().partition());
                insert.setLong(3, undecodable.record().offset());
                insert.setBytes(4, undecodable.record().key());
                insert.setBytes(5, undecodable.record().value());
                insert.setString(6, undecodable.reason());
                insert.setObject(7, undecodable.ingestedAt().atOffset(ZoneOffset.UTC));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void advance(
            Connection connection, SortedMap<TopicPartition, Long> next, Map<TopicPartition, Long> stored)
            throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE raw.consumer_offset SET next_offset = ?
                 WHERE topic = ? AND kafka_partition = ? AND next_offset = ?""")) {
            for (var entry : next.entrySet()) {
                TopicPartition partition = entry.getKey();
                long expected = stored.get(partition);
                update.setLong(1, entry.getValue());
                update.setString(2, partition.topic());
                update.setInt(3, partition.partition());
                update.setLong(4, expected);
                if (update.executeUpdate() != 1) {
                    throw new StaleOwnerException(partition, expected);
                }
            }
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException, IOException {
        if (connection == null) {
            connection = connector.connect();
        }
        boolean committed = false;
        try {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                close();
            }
        }
    }
}
