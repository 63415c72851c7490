package io.quarterdeck.batch.release;

import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * The feature tables in the lake, {@code lake.features.*}. The current snapshot holds the newest release of each
 * quarter; older ones stay readable by their tag, as in {@code SELECT ... FROM lake.features.bars_1h VERSION AS OF
 * '2016Q4-v1'} (that snapshot also holds the other quarters as they were then).
 */
public final class FeatureLake {

    /** Properties of the snapshots that this class commits. */
    private static final String QUARTER = "quarterdeck.quarter";

    private static final String RELEASE = "quarterdeck.release";

    private final SparkSession spark;

    private FeatureLake(SparkSession spark) {
        this.spark = spark;
    }

    /** The tables as they are, to read what earlier releases put there. */
    public static FeatureLake reading(SparkSession spark) {
        return new FeatureLake(spark);
    }

    /** Makes the tables that are missing and adds the columns that existing ones lack. */
    public static FeatureLake prepare(SparkSession spark) {
        var lake = new FeatureLake(spark);
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + LakeOptions.CATALOG + ".features");
        for (Interval interval : Interval.values()) {
            // Fanout keeps the rows in the order they come, by time and symbol, in one file per month.
            spark.sql("CREATE TABLE IF NOT EXISTS " + name(interval) + " ("
                    + Features.schema(interval).toDDL() + ") USING iceberg PARTITIONED BY (months(open_time))"
                    + " TBLPROPERTIES ('format-version' = '2', 'write.distribution-mode' = 'none',"
                    + " 'write.spark.fanout.enabled' = 'true', 'write.parquet.compression-codec' = 'zstd')");
            Table table = lake.table(interval);
            for (var column : SparkSchemaUtil.convert(Features.schema(interval)).columns()) {
                if (table.schema().findField(column.name()) == null) {
                    table.updateSchema()
                            .addColumn(column.name(), column.type(), column.doc())
                            .commit();
                }
            }
        }
        return lake;
    }

    /**
     * Replaces the quarter's rows in one commit and tags the result.
     *
     * @return id of the snapshot
     */
    public long replace(Dataset<Row> features, Interval interval, Quarter quarter, String release)
            throws NoSuchTableException {
        features.writeTo(name(interval))
                .options(Map.of(
                        "snapshot-property." + QUARTER, quarter.toString(), "snapshot-property." + RELEASE, release))
                .overwrite(Features.within(quarter));
        Table table = table(interval);
        long snapshot = newest(table, quarter).getAsLong();
        // The tag may be there from a run that was killed before it published the release.
        if (table.refs().containsKey(release)) {
            table.manageSnapshots().replaceTag(release, snapshot).commit();
        } else {
            table.manageSnapshots().createTag(release, snapshot).commit();
        }
        return snapshot;
    }

    /**
     * The rows of one table as the release published them, with the columns that the table had then; nothing if the
     * release does not have the table, or the lake no longer has its snapshot.
     */
    Optional<QuarterRows> rows(Release release, Interval interval) {
        Release.Content content = release.tables().get(interval);
        if (content == null
                || !spark.catalog().tableExists(name(interval))
                || table(interval).snapshot(content.lakeSnapshotId()) == null) {
            return Optional.empty();
        }
        Dataset<Row> rows = spark.read()
                .option(SparkReadOptions.SNAPSHOT_ID, content.lakeSnapshotId())
                .table(name(interval))
                .filter(Features.within(release.quarter()));
        return Optional.of(new QuarterRows(rows, content.hash().rows()));
    }

    /** The snapshot that last replaced the quarter, if the table still knows it. */
    public OptionalLong newest(Interval interval, Quarter quarter) {
        return newest(table(interval), quarter);
    }

    private static OptionalLong newest(Table table, Quarter quarter) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (quarter.toString().equals(snapshot.summary().get(QUARTER))) {
                return OptionalLong.of(snapshot.snapshotId());
            }
        }
        return OptionalLong.empty();
    }

    private Table table(Interval interval) {
        try {
            return Spark3Util.loadIcebergTable(spark, name(interval));
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException(name(interval), e);
        }
    }

    private static String name(Interval interval) {
        return LakeOptions.CATALOG + "." + interval.table();
    }
}
