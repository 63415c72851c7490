package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.DeleteOrphanFiles;
import org.apache.iceberg.actions.ExpireSnapshots;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.RewriteManifests;
import org.apache.iceberg.spark.actions.SparkActions;

/**
 * Keeps one table fast and small. Every step is an Iceberg commit of its own that changes no row, so it may run while
 * the stream does, and be repeated.
 */
final class Maintenance {

    private final Lake lake;
    private final EventKind<?> kind;

    Maintenance(Lake lake, EventKind<?> kind) {
        this.lake = lake;
        this.kind = kind;
    }

    /** What one run did. Sizes in bytes, of the data files of the current snapshot. */
    record Report(
            long rows,
            long filesBefore,
            long filesAfter,
            long bytesBefore,
            long bytesAfter,
            long manifestsRewritten,
            int snapshotsExpired,
            long filesExpired,
            long orphansRemoved) {

        @Override
        public String toString() {
            return ("rows %d, data files %d -> %d, bytes %d -> %d, manifests rewritten %d, snapshots expired %d"
                            + " with %d data files, orphan files removed %d")
                    .formatted(
                            rows,
                            filesBefore,
                            filesAfter,
                            bytesBefore,
                            bytesAfter,
                            manifestsRewritten,
                            snapshotsExpired,
                            filesExpired,
                            orphansRemoved);
        }
    }

    /**
     * Compacts small files into sorted ones, rewrites manifests, expires snapshots and removes orphan files, in this
     * order, so that each step sees the leftovers of the one before.
     *
     * @return empty when nothing was stored yet
     */
    Optional<Report> run(Duration keep, int retainLast, Duration orphanAge) {
        if (!lake.has(kind) || lake.table(kind).currentSnapshot() == null) {
            return Optional.empty();
        }
        Table table = lake.table(kind);
        long filesBefore = total(table, SnapshotSummary.TOTAL_DATA_FILES_PROP);
        long bytesBefore = total(table, SnapshotSummary.TOTAL_FILE_SIZE_PROP);
        SparkActions actions = SparkActions.get(lake.spark());

        RewriteDataFiles.Result compacted = actions.rewriteDataFiles(table)
                .option("min-input-files", "2") // a month is small: two files are one too many
                .sort(sortOrder(table))
                .execute();
        table.refresh();
        RewriteManifests.Result manifests = actions.rewriteManifests(table).execute();
        table.refresh();

        int snapshotsBefore = snapshots(table);
        ExpireSnapshots.Result expired = actions.expireSnapshots(table)
                .expireOlderThan(Math.min(System.currentTimeMillis() - keep.toMillis(), lastBatchMillis(table)))
                .retainLast(retainLast)
                .execute();
        table.refresh();
        DeleteOrphanFiles.Result orphans = actions.deleteOrphanFiles(table)
                .olderThan(System.currentTimeMillis() - orphanAge.toMillis())
                .execute();
        return Optional.of(new Report(
                Lake.rows(table),
                filesBefore,
                filesBefore - compacted.rewrittenDataFilesCount() + compacted.addedDataFilesCount(),
                bytesBefore,
                total(table, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
                count(manifests.rewrittenManifests()),
                snapshotsBefore - snapshots(table),
                expired.deletedDataFilesCount(),
                orphans.orphanFilesCount()));
    }

    /** By symbol, then time, those without one first. */
    private SortOrder sortOrder(Table table) {
        return SortOrder.builderFor(table.schema())
                .asc(kind.columns().get(0).name())
                .asc(kind.timeColumn().name())
                .build();
    }

    /**
     * When the stream's last batch was committed. Its snapshot must stay however old it is: it is what tells a stream
     * that restarts that this batch is stored already.
     */
    private static long lastBatchMillis(Table table) {
        long last = Long.MAX_VALUE;
        for (Snapshot snapshot : table.snapshots()) { // oldest first
            if (snapshot.summary().containsKey(Lake.BATCH_NUMBER)) {
                last = snapshot.timestampMillis();
            }
        }
        return last;
    }

    private static long total(Table table, String property) {
        return Long.parseLong(table.currentSnapshot().summary().getOrDefault(property, "0"));
    }

    private static int snapshots(Table table) {
        return (int) count(table.snapshots());
    }

    private static long count(Iterable<?> items) {
        return StreamSupport.stream(items.spliterator(), false).count();
    }
}
