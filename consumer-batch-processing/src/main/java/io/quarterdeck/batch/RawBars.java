package io.quarterdeck.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.servicekit.LakeOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** {@code lake.raw.bars} as one snapshot has it: rows that land while a run is at work are not part of it. */
final class RawBars {

    private static final String TABLE = LakeOptions.CATALOG + "." + Tables.RAW_BARS;

    private final SparkSession spark;
    private final Snapshot snapshot;
    private final Instant first;
    private final Instant last;

    private RawBars(SparkSession spark, Snapshot snapshot, Instant first, Instant last) {
        this.spark = spark;
        this.snapshot = snapshot;
        this.first = first;
        this.last = last;
    }

    /** @throws FailedRun when the table is not there or holds no rows */
    static RawBars latest(SparkSession spark) throws FailedRun {
        Table table;
        try {
            table = Spark3Util.loadIcebergTable(spark, TABLE);
        } catch (NoSuchTableException e) {
            throw new FailedRun(TABLE + " is not there; land data with consumer-stream-storage first", e);
        } catch (ParseException e) {
            throw new IllegalStateException(TABLE, e);
        }
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            throw new FailedRun(TABLE + " is empty; land data with consumer-stream-storage first");
        }
        // Answered from file statistics, without reading rows.
        Row span = rows(spark, snapshot)
                .selectExpr("min(open_time)", "max(open_time)")
                .first();
        if (span.isNullAt(0)) {
            throw new FailedRun(TABLE + " holds no rows; land data with consumer-stream-storage first");
        }
        return new RawBars(spark, snapshot, span.getAs(0), span.getAs(1));
    }

    long snapshotId() {
        return snapshot.snapshotId();
    }

    /** All rows of the snapshot, whatever their time. */
    long totalRows() {
        return Long.parseLong(snapshot.summary().get("total-records"));
    }

    /** Open time of the first bar of any symbol. */
    Instant first() {
        return first;
    }

    /** Open time of the last bar of any symbol. */
    Instant last() {
        return last;
    }

    /** A quarter is complete when there is data of its first and of its last day. */
    boolean complete(Quarter quarter) {
        return first.isBefore(quarter.start().plus(1, ChronoUnit.DAYS))
                && !last.isBefore(quarter.end().minus(1, ChronoUnit.DAYS));
    }

    /** All complete quarters, the oldest first. */
    List<Quarter> completeQuarters() {
        var quarters = new ArrayList<Quarter>();
        for (Quarter quarter = Quarter.of(first); quarter.start().isBefore(last); quarter = quarter.next()) {
            if (complete(quarter)) {
                quarters.add(quarter);
            }
        }
        return quarters;
    }

    /** The rows of the quarters and of the time before each that {@code warmUp} asks for. */
    Dataset<Row> of(Collection<Quarter> quarters, Duration warmUp) {
        var wanted = lit(false);
        for (Quarter quarter : quarters) {
            wanted = wanted.or(col("open_time")
                    .geq(lit(quarter.start().minus(warmUp)))
                    .and(col("open_time").lt(lit(quarter.end()))));
        }
        return rows(spark, snapshot).filter(wanted);
    }

    private static Dataset<Row> rows(SparkSession spark, Snapshot snapshot) {
        return spark.read().option("snapshot-id", snapshot.snapshotId()).table(TABLE);
    }
}
