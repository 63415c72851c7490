package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;
import org.apache.spark.sql.execution.streaming.CommitLog;
import org.apache.spark.sql.execution.streaming.CommitMetadata;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.StreamMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which Spark keeps how far the query of one kind has come, named like its topic. Rows and progress are exact
 * only together, so the folder also names the one table it belongs to, and a start with any other table is refused.
 */
final class Checkpoint {

    private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);

    private static final String TABLE_FILE = "lake-table-uuid";

    private final EventKind<?> kind;
    private final Path folder;
    private final FileSystem files;

    private Checkpoint(EventKind<?> kind, Path folder, FileSystem files) {
        this.kind = kind;
        this.folder = folder;
        this.files = files;
    }

    /**
     * @param parent holds the checkpoint of each kind
     * @throws IllegalStateException when {@code parent} itself is a checkpoint, as it was when there were only bars
     */
    static Checkpoint of(EventKind<?> kind, String parent, Configuration hadoop) throws IOException {
        var files = FileSystem.get(URI.create(parent), hadoop);
        if (files.exists(new Path(parent, TABLE_FILE))) {
            throw new IllegalStateException(
                    "--checkpoint %s is of an earlier version, which stored only bars: move its content to %s and start again."
                            .formatted(parent, new Path(parent, Topics.BARS)));
        }
        return new Checkpoint(kind, new Path(parent, kind.topic()), files);
    }

    String uri() {
        return folder.toString();
    }

    /**
     * Sees to it that this checkpoint and the kind's table belong together; both are new, or both are known to each
     * other.
     *
     * @throws IllegalStateException when they do not: going on would lose rows or store them twice
     */
    Table claim(Lake lake) throws IOException {
        String table = Lake.name(kind);
        Optional<UUID> known = tableUuid();
        if (known.isEmpty()) {
            if (lake.has(kind) && Lake.rows(lake.table(kind)) > 0) {
                throw new IllegalStateException(
                        ("table %s holds %d rows, but its checkpoint %s is new: reading the topic from"
                                        + " its start would store them twice. Name the checkpoint they were stored with,"
                                        + " or drop the table to store the topic afresh.")
                                .formatted(table, Lake.rows(lake.table(kind)), folder));
            }
            lake.create(kind);
            bind(lake.table(kind).uuid());
        } else if (!lake.has(kind)) {
            throw new IllegalStateException(("checkpoint %s belongs to a table %s that this lake does not have: what it"
                            + " has stored would be missing. Check --lake-warehouse, --lake-catalog and"
                            + " --postgres-url, or name a new checkpoint to store the topic afresh.")
                    .formatted(folder, table));
        } else if (!lake.table(kind).uuid().equals(known.get())) {
            throw new IllegalStateException(("checkpoint %s belongs to another table (uuid %s) than the %s of this lake"
                            + " (uuid %s). Check --lake-warehouse, --lake-catalog and --postgres-url.")
                    .formatted(folder, known.get(), table, lake.table(kind).uuid()));
        }
        return lake.table(kind);
    }

    /**
     * Notes the newest batch as stored if the table holds it and a kill came before Spark could note it. Spark would write
     * the batch's files again, perhaps under the names of those in the table and over them, before Iceberg finds that it
     * is stored.
     */
    void noteStoredBatch(Lake lake, Table table) {
        var query = StreamMetadata.read(
                new Path(folder, "metadata"), lake.spark().sparkContext().hadoopConfiguration());
        if (query.isEmpty()) {
            return;
        }
        var begun = new OffsetSeqLog(lake.spark(), folder + "/offsets").getLatest();
        var noted = new CommitLog(lake.spark(), folder + "/commits");
        if (begun.isDefined()) {
            long batch = (long) begun.get()._1();
            if (noted.get(batch).isEmpty() && Lake.lastBatch(table, query.get().id()) >= batch) {
                noted.add(batch, new CommitMetadata(0));
                log.info("noted topic={} batch={}, which the lake holds already", kind.topic(), batch);
            }
        }
    }

    /** Kafka offsets up to which batches are stored, empty before the first batch. */
    Optional<TopicOffsets> storedOffsets(Lake lake) {
        var batch = new CommitLog(lake.spark(), folder + "/commits").getLatest();
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        var offsets = new OffsetSeqLog(lake.spark(), folder + "/offsets")
                .get((long) batch.get()._1());
        return Optional.of(TopicOffsets.parse(
                kind.topic(), offsets.get().offsets().head().get().json()));
    }

    private Optional<UUID> tableUuid() throws IOException {
        try (var in = files.open(new Path(folder, TABLE_FILE))) {
            return Optional.of(UUID.fromString(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void bind(UUID uuid) throws IOException {
        var tableFile = new Path(folder, TABLE_FILE);
        var unfinished = tableFile.suffix(".new"); // renamed when whole, so that no crash leaves half a file
        try (var out = files.create(unfinished)) {
            out.write((uuid + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (!files.rename(unfinished, tableFile)) {
            throw new IOException("cannot rename " + unfinished + " to " + tableFile);
        }
    }
}
