package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** What {@code lake.raw.bars} really holds, read without Spark. */
final class LakeContent implements AutoCloseable {

    private static final TableIdentifier BARS = TableIdentifier.of("raw", "bars");

    private final JdbcCatalog catalog = new JdbcCatalog();

    LakeContent(String postgresUrl, String user, String password, Path warehouse) {
        catalog.setConf(new Configuration());
        catalog.initialize(
                "lake",
                Map.of(
                        "uri",
                        postgresUrl + (postgresUrl.contains("?") ? "&" : "?") + "currentSchema=lake_catalog",
                        "jdbc.user",
                        user,
                        "jdbc.password",
                        password,
                        "jdbc.schema-version",
                        "V1",
                        "jdbc.init-catalog-tables",
                        "false",
                        "warehouse",
                        warehouse.toUri().toString()));
    }

    boolean exists() {
        return catalog.tableExists(BARS);
    }

    /** Rows by the newest snapshot's own count; 0 before the first. */
    long rows() {
        Snapshot snapshot = catalog.loadTable(BARS).currentSnapshot();
        return snapshot == null ? 0 : Long.parseLong(snapshot.summary().get("total-records"));
    }

    /** Count and content hash per Kafka partition, from every row of the newest snapshot. */
    Map<Integer, ContentHash> byPartition() throws IOException {
        Table table = catalog.loadTable(BARS);
        var hashers = new TreeMap<Integer, ContentHasher>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            for (Record row : rows) {
                hashers.computeIfAbsent((Integer) row.getField("kafka_partition"), p -> new ContentHasher())
                        .add(bar(row));
            }
        }
        var content = new TreeMap<Integer, ContentHash>();
        hashers.forEach((partition, hasher) -> content.put(partition, hasher.sum()));
        return content;
    }

    private static Bar bar(Record row) {
        var openTime = (OffsetDateTime) row.getField("open_time");
        return new Bar(
                (String) row.getField("symbol"),
                ChronoUnit.MICROS.between(Instant.EPOCH, openTime.toInstant()),
                (Double) row.getField("open"),
                (Double) row.getField("high"),
                (Double) row.getField("low"),
                (Double) row.getField("close"),
                (Double) row.getField("volume"),
                (Long) row.getField("source_id"),
                (Long) row.getField("source_line"));
    }

    @Override
    public void close() {
        catalog.close();
    }
}
