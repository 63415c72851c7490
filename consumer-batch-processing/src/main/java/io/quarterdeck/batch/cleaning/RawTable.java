package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table {@code lake.raw.*} as one snapshot has it: rows that land while a run is at work are not part of it. What it
 * tells about itself comes from file statistics, without reading rows.
 */
public final class RawTable {

    private static final String LANDED_COLUMN = "ingested_at";

    private final SparkSession spark;
    private final String name;
    private final String timeColumn;
    private final Snapshot snapshot;
    private final SortedMap<Quarter, Span> quarters = new TreeMap<>();
    private boolean rowsWithoutTime;

    /**
     * Where some events stand in time.
     *
     * @param first time of the first event
     * @param last time of the last one
     * @param landed when the newest of them came to the lake
     */
    public record Span(Instant first, Instant last, Instant landed) {

        Span and(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first,
                    later(last, other.last),
                    later(landed, other.landed));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }

    private RawTable(SparkSession spark, String name, String timeColumn, Snapshot snapshot) {
        this.spark = spark;
        this.name = name;
        this.timeColumn = timeColumn;
        this.snapshot = snapshot;
    }

    /** Empty when the lake does not have the table, or nothing in it. */
    static Optional<RawTable> newest(SparkSession spark, EventKind<?> kind) throws IOException {
        String name = LakeOptions.CATALOG + "." + kind.table();
        Table table;
        try {
            table = Spark3Util.loadIcebergTable(spark, name);
        } catch (NoSuchTableException e) {
            return Optional.empty();
        } catch (ParseException e) {
            throw new IllegalStateException(name, e);
        }
        if (table.currentSnapshot() == null) {
            return Optional.empty();
        }
        var raw = new RawTable(spark, name, kind.timeColumn().name(), table.currentSnapshot());
        raw.readStatistics(table);
        return raw.totalRows() == 0 ? Optional.empty() : Optional.of(raw);
    }

    private void readStatistics(Table table) throws IOException {
        int time = table.schema().findField(timeColumn).fieldId();
        int landing = table.schema().findField(LANDED_COLUMN).fieldId();
        try (CloseableIterable<FileScanTask> files = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .includeColumnStats()
                .planFiles()) {
            for (FileScanTask task : files) {
                DataFile file = task.file();
                rowsWithoutTime |= file.nullValueCounts().getOrDefault(time, 0L) > 0;
                if (file.lowerBounds().containsKey(time)) { // a file holds the rows of one month
                    Instant first = instant(file.lowerBounds().get(time));
                    Instant last = instant(file.upperBounds().get(time));
                    Instant landed = instant(file.upperBounds().get(landing));
                    quarters.merge(Quarter.of(first), new Span(first, last, landed), Span::and);
                }
            }
        }
    }

    private static Instant instant(ByteBuffer bound) {
        long micros = Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), bound);
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public long snapshotId() {
        return snapshot.snapshotId();
    }

    /** All rows of the snapshot, whatever their time. */
    long totalRows() {
        return Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
    }

    /** The quarters of which there are rows. */
    SortedMap<Quarter, Span> quarters() {
        return quarters;
    }

    /** The rows of the quarters and of the time before each that {@code warmUp} asks for. */
    Dataset<Row> of(Collection<Quarter> quarters, Duration warmUp) {
        var wanted = lit(false);
        for (Quarter quarter : quarters) {
            wanted = wanted.or(col(timeColumn)
                    .geq(lit(quarter.start().minus(warmUp)))
                    .and(col(timeColumn).lt(lit(quarter.end()))));
        }
        // Those without a time belong to no quarter as yet.
        return rows().filter(rowsWithoutTime ? wanted.or(col(timeColumn).isNull()) : wanted);
    }

    private Dataset<Row> rows() {
        return spark.read().option("snapshot-id", snapshot.snapshotId()).table(name);
    }

    /**
     * InternalRow reads whatever bits are there, so a decimal in place of a double would pass unseen.
     *
     * @throws IllegalStateException when a column of {@code found} has another type than in {@code expected}
     */
    public static void requireTypes(String table, StructType found, StructType expected) {
        for (StructField column : expected.fields()) {
            DataType type = found.apply(column.name()).dataType();
            if (!type.equals(column.dataType())) {
                throw new IllegalStateException("%s.%s.%s is %s, expected %s"
                        .formatted(
                                LakeOptions.CATALOG,
                                table,
                                column.name(),
                                type.simpleString(),
                                column.dataType().simpleString()));
            }
        }
    }
}
