package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Everywhere that events are, each asked for what it really holds. */
public record Stores(KafkaContent kafka, PostgresContent postgres, LakeContent lake) implements AutoCloseable {

    /** Each holds exactly the rows that the producer counted and hashed while it read the kind's files. */
    void assertAllHoldWhatWasRead(EventKind<?> kind) throws SQLException, IOException {
        Map<Integer, ContentHash> read = new TreeMap<>();
        for (SourceManifest manifest : kafka.manifests(kind)) {
            manifest.partitions().stream()
                    .filter(sum -> sum.rows() > 0)
                    .forEach(sum ->
                            read.merge(sum.partition(), ContentHash.parse(sum.rows(), sum.hash()), ContentHash::plus));
        }
        assertThat(read).as("manifests of %s", kind).isNotEmpty();
        assertThat(kafka.byPartition(kind)).as("%s in Kafka", kind).isEqualTo(read);
        assertThat(postgres.byPartition(kind)).as("%s in PostgreSQL", kind).isEqualTo(read);
        assertThat(lake.byPartition(kind)).as("%s in the lake", kind).isEqualTo(read);
    }

    @Override
    public void close() {
        lake.close();
    }
}
