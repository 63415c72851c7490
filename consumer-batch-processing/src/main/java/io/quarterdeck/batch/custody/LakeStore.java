package io.quarterdeck.batch.custody;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.servicekit.LakeOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The raw tables of the lake, each as one snapshot has it. */
final class LakeStore implements RowSource {

    private static final String PARTITION = "kafka_partition";
    private static final String OFFSET = "kafka_offset";
    private static final String TIMESTAMP = "TIMESTAMP";

    private final SparkSession spark;
    private final Map<String, Long> snapshots;

    /** @param snapshots by table, such as {@code raw.bars}; a table without one holds nothing */
    LakeStore(SparkSession spark, Map<String, Long> snapshots) {
        this.spark = spark;
        this.snapshots = new TreeMap<>(snapshots);
    }

    /** The newest snapshots. */
    static LakeStore newest(SparkSession spark) {
        var snapshots = new HashMap<String, Long>();
        for (EventKind<?> kind : EventKind.ALL) {
            try {
                Table table = Spark3Util.loadIcebergTable(spark, LakeOptions.CATALOG + "." + kind.table());
                if (table.currentSnapshot() != null) {
                    snapshots.put(kind.table(), table.currentSnapshot().snapshotId());
                }
            } catch (NoSuchTableException e) {
                // holds nothing
            } catch (ParseException e) {
                throw new IllegalStateException(kind.table(), e);
            }
        }
        return new LakeStore(spark, snapshots);
    }

    @Override
    public String name() {
        return "lake";
    }

    /** By table, such as {@code raw.bars}. */
    Map<String, Long> snapshots() {
        return snapshots;
    }

    /** All rows of the scope, hashed by Spark in one pass over each table. */
    Digest digest(Scope scope) {
        var digest = new Digest();
        for (EventKind<?> kind : EventKind.ALL) {
            if (snapshots.containsKey(kind.table())) {
                Dataset<Row> rows = columns(kind, table(kind).filter(expr(scope.condition(kind, TIMESTAMP))));
                RawTable.requireTypes(kind.table(), rows.schema(), schema(kind));
                rows.queryExecution()
                        .toRdd()
                        .toJavaRDD()
                        .mapPartitions(new HashRows(kind.topic(), scope.landedOnly()))
                        .collect()
                        .forEach(digest::add);
            }
        }
        return digest;
    }

    private Dataset<Row> table(EventKind<?> kind) {
        return spark.read()
                .option("snapshot-id", snapshots.get(kind.table()))
                .table(LakeOptions.CATALOG + "." + kind.table());
    }

    /** The kind's columns, partition and offset. */
    private static Dataset<Row> columns(EventKind<?> kind, Dataset<Row> table) {
        return table.select(
                Stream.of(schema(kind).fieldNames()).map(functions::col).toArray(Column[]::new));
    }

    private static StructType schema(EventKind<?> kind) {
        var schema = new StructType();
        for (EventKind.Column column : kind.columns()) {
            schema = schema.add(
                    column.name(),
                    switch (column.type()) {
                        case TEXT, SIDE -> DataTypes.StringType;
                        case TIME -> DataTypes.TimestampType;
                        case NUMBER -> DataTypes.DoubleType;
                        case INTEGER -> DataTypes.LongType;
                    });
        }
        return schema.add(PARTITION, DataTypes.IntegerType).add(OFFSET, DataTypes.LongType);
    }

    /** One task's share of the table. */
    private record HashRows(String topic, Scope scope) implements FlatMapFunction<Iterator<InternalRow>, Digest> {

        @Override
        public Iterator<Digest> call(Iterator<InternalRow> rows) {
            EventKind<?> kind = EventKind.ofTopic(topic);
            int columns = kind.columns().size();
            var hasher = new RowHasher(kind, scope);
            var reader = new LakeRow();
            while (rows.hasNext()) {
                reader.row = rows.next();
                hasher.add(reader.row.getInt(columns), reader.row.getLong(columns + 1), reader);
            }
            return List.of(hasher.digest()).iterator();
        }
    }

    /** A row by the columns of its kind. */
    private static final class LakeRow implements RowReader {

        private InternalRow row;

        @Override
        public String text(int column) {
            return row.isNullAt(column) ? "" : row.getUTF8String(column).toString();
        }

        @Override
        public long time(int column) {
            return row.isNullAt(column) ? Event.NO_TIME : row.getLong(column);
        }

        @Override
        public double number(int column) {
            return row.getDouble(column);
        }

        @Override
        public long integer(int column) {
            return row.getLong(column);
        }

        @Override
        public Trade.Side side(int column) {
            return row.isNullAt(column)
                    ? Trade.Side.UNKNOWN
                    : Trade.Side.valueOf(row.getUTF8String(column).toString());
        }
    }

    /** Rows that the quarterly job dropped, by source; of those quarters that it has worked on. */
    Map<Long, Long> quarantined() {
        var rows = new HashMap<Long, Long>();
        for (EventKind<?> kind : EventKind.ALL) {
            String table = LakeOptions.CATALOG + ".quarantine."
                    + kind.table().substring(kind.table().indexOf('.') + 1);
            if (spark.catalog().tableExists(table)) {
                spark.table(table)
                        .filter(col("source_id").isNotNull())
                        .groupBy("source_id")
                        .count()
                        .collectAsList()
                        .forEach(row -> rows.merge(row.getLong(0), row.getLong(1), Long::sum));
            }
        }
        return rows;
    }

    @Override
    public RowCursor rows(Suspects suspects) {
        EventKind<?> kind = suspects.kind();
        if (!snapshots.containsKey(kind.table())) {
            return cursor(kind, List.<Row>of().iterator());
        }
        Dataset<Row> rows = columns(kind, table(kind).filter(expr(suspects.condition(TIMESTAMP))))
                .orderBy(PARTITION, OFFSET);
        return cursor(kind, rows.toLocalIterator());
    }

    private static RowCursor cursor(EventKind<?> kind, Iterator<Row> rows) {
        return new RowCursor() {
            @Override
            public StoredRow next() {
                return rows.hasNext() ? read(kind, rows.next()) : null;
            }

            @Override
            public void close() {
                // Spark holds nothing open for it
            }
        };
    }

    private static StoredRow read(EventKind<?> kind, Row row) {
        int columns = kind.columns().size();
        var values = new Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = row.get(i) instanceof Instant time
                    ? (Object) ChronoUnit.MICROS.between(Instant.EPOCH, time)
                    : row.get(i);
        }
        return StoredRow.of(kind, values, row.getInt(columns), row.getLong(columns + 1));
    }
}
