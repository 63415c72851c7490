package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** The lake's tables, through one Spark session. */
final class Lake implements AutoCloseable {

    /** Iceberg's streaming sink writes it into the snapshot of each batch, and looks there for a batch repeated. */
    static final String BATCH_NUMBER = "spark.sql.streaming.epochId";

    /** Likewise the id of the query, by which a batch has its number. */
    private static final String QUERY = "spark.sql.streaming.queryId";

    private static final Map<String, String> TABLE_PROPERTIES = Map.of(
            "format-version", "2",
            "write.parquet.compression-codec", "zstd",
            // Most columns never repeat enough for a dictionary: give up early (a tenth of the CPU, files no larger).
            "write.parquet.dict-size-bytes", "65536",
            // Rows come in the order of the topic: no shuffle and no sort before they are written; `maintain` sorts.
            "write.distribution-mode", "none",
            "write.spark.fanout.enabled", "true",
            "write.target-file-size-bytes", "134217728",
            // Each commit writes a new metadata file; without these two they would pile up for ever.
            "write.metadata.delete-after-commit.enabled", "true",
            "write.metadata.previous-versions-max", "20",
            // The stream and `maintain` commit to one table: the one that comes second tries again.
            "commit.retry.num-retries", "10");

    private final SparkSession spark;

    Lake(SparkSession spark) {
        this.spark = spark;
    }

    static Lake open(String appName, LakeOptions lake, PostgresOptions postgres) throws IOException {
        var session = SparkSession.builder().appName(appName);
        lake.sparkSettings(postgres).forEach(session::config);
        return new Lake(session.config("spark.sql.datetime.java8API.enabled", "true") // Instant, not java.sql.Timestamp
                .config("spark.sql.streaming.stopTimeout", "1s") // see Landing.stop; by default for ever
                .getOrCreate());
    }

    SparkSession spark() {
        return spark;
    }

    /** Name of the table in Spark, with its catalog. */
    static String name(EventKind<?> kind) {
        return LakeOptions.CATALOG + "." + kind.table();
    }

    boolean has(EventKind<?> kind) {
        return spark.catalog().tableExists(name(kind));
    }

    /** The table as Iceberg sees it. */
    Table table(EventKind<?> kind) {
        try {
            return Spark3Util.loadIcebergTable(spark, name(kind));
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException("the lake has no table " + name(kind) + "; stream creates it", e);
        }
    }

    /** Makes the table if there is none. Partitioned by month: files of single days would stay under 1 MB. */
    void create(EventKind<?> kind) {
        String schema = kind.table().substring(0, kind.table().indexOf('.'));
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + LakeOptions.CATALOG + "." + schema);
        spark.sql("CREATE TABLE IF NOT EXISTS %s (%s) USING iceberg PARTITIONED BY (months(%s)) TBLPROPERTIES (%s)"
                .formatted(
                        name(kind),
                        LakeColumns.all(kind).toDDL(),
                        kind.timeColumn().name(),
                        TABLE_PROPERTIES.entrySet().stream()
                                .map(property -> "'%s' = '%s'".formatted(property.getKey(), property.getValue()))
                                .collect(Collectors.joining(", "))));
    }

    /** Rows in the table's current snapshot, from its summary. */
    static long rows(Table table) {
        Snapshot current = table.currentSnapshot();
        return current == null
                ? 0
                : Long.parseLong(current.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    /** Number of the last batch of a streaming query that the table holds; -1 if none. */
    static long lastBatch(Table table, String query) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) { // newest first
            if (query.equals(snapshot.summary().get(QUERY))) {
                return Long.parseLong(snapshot.summary().get(BATCH_NUMBER));
            }
        }
        return -1;
    }

    @Override
    public void close() {
        spark.stop();
    }
}
