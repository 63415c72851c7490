package io.quarterdeck.systemtests;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.Trade;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types.NestedField;

/** What the lake's raw tables really hold, read without Spark. */
public final class LakeContent implements AutoCloseable {

    private final JdbcCatalog catalog = new JdbcCatalog();

    LakeContent(String postgresUrl, String user, String password, String warehouse) {
        this(postgresUrl, user, password, warehouse, Map.of());
    }

    /** @param settings of Iceberg, beside the catalog's */
    public LakeContent(
            String postgresUrl, String user, String password, String warehouse, Map<String, String> settings) {
        catalog.setConf(new Configuration());
        var properties = new HashMap<>(settings);
        properties.putAll(Map.of(
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
                warehouse));
        catalog.initialize("lake", properties);
    }

    public boolean exists(EventKind<?> kind) {
        return catalog.tableExists(table(kind));
    }

    /** Rows by the newest snapshot's own count; 0 before the first. */
    public long rows(EventKind<?> kind) {
        Snapshot snapshot = catalog.loadTable(table(kind)).currentSnapshot();
        return snapshot == null ? 0 : Long.parseLong(snapshot.summary().get("total-records"));
    }

    /** Count and content hash per Kafka partition, from every row of the newest snapshot. */
    public <E extends Event> Map<Integer, ContentHash> byPartition(EventKind<E> kind) throws IOException {
        var hashes = new HashByPartition<>(kind);
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(catalog.loadTable(table(kind))).build()) {
            for (Record row : rows) {
                E event = kind.reader().apply(new Row(kind, row));
                hashes.add((Integer) row.getField("kafka_partition"), event);
            }
        }
        return hashes.sums();
    }

    /** A row's own place in the topic, and what it says. */
    public record Found(int partition, long offset, long sourceLine, Map<String, Object> values) {}

    /** Any row of the newest snapshot. */
    public Found anyRow(EventKind<?> kind) throws IOException {
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(catalog.loadTable(table(kind))).build()) {
            Record row = rows.iterator().next();
            var values = new HashMap<String, Object>();
            row.struct().fields().forEach(field -> values.put(field.name(), row.getField(field.name())));
            return new Found(
                    (Integer) row.getField("kafka_partition"),
                    (Long) row.getField("kafka_offset"),
                    (Long) row.getField("source_line"),
                    values);
        }
    }

    /** Deletes one row, as somebody with the catalog's password could; returns the snapshot before. */
    public long delete(EventKind<?> kind, Found found) throws IOException {
        Table table = catalog.loadTable(table(kind));
        long before = table.currentSnapshot().snapshotId();
        Schema place = table.schema().select("kafka_partition", "kafka_offset");
        int[] fields = place.columns().stream().mapToInt(NestedField::fieldId).toArray();
        var row = GenericRecord.create(table.schema());
        found.values().forEach(row::setField);
        var month = new PartitionKey(table.spec(), table.schema());
        month.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
        var deletion = GenericRecord.create(place);
        deletion.setField("kafka_partition", found.partition());
        deletion.setField("kafka_offset", found.offset());
        FileWriterFactory<Record> files = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .equalityFieldIds(fields)
                .equalityDeleteRowSchema(place)
                .build();
        EqualityDeleteWriter<Record> writer = files.newEqualityDeleteWriter(
                OutputFileFactory.builderFor(table, 0, 0)
                        .format(FileFormat.PARQUET)
                        .build()
                        .newOutputFile(month),
                table.spec(),
                month);
        try (writer) {
            writer.write(deletion);
        }
        table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
        return before;
    }

    public void rollBack(EventKind<?> kind, long snapshot) {
        catalog.loadTable(table(kind)).manageSnapshots().rollbackTo(snapshot).commit();
    }

    private static TableIdentifier table(EventKind<?> kind) {
        return TableIdentifier.parse(kind.table());
    }

    @Override
    public void close() {
        catalog.close();
    }

    /** A row of the lake, by the columns of its kind. */
    private record Row(EventKind<?> kind, Record row) implements RowReader {

        @Override
        public String text(int column) {
            return (String) value(column);
        }

        @Override
        public long time(int column) {
            var time = (OffsetDateTime) value(column);
            return time == null ? Event.NO_TIME : ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
        }

        @Override
        public double number(int column) {
            return (Double) value(column);
        }

        @Override
        public long integer(int column) {
            return (Long) value(column);
        }

        @Override
        public Trade.Side side(int column) {
            var side = (String) value(column);
            return side == null ? Trade.Side.UNKNOWN : Trade.Side.valueOf(side);
        }

        private Object value(int column) {
            return row.getField(kind.columns().get(column).name());
        }
    }
}
