package io.quarterdeck.streamstorage;

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
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;

/**
 * The folder in which Spark keeps how far the query has come. Rows and progress are exact only together, so the folder
 * also names the one table it belongs to, and a start with any other table is refused.
 */
final class Checkpoint {

    private final String uri;
    private final Path tableFile;
    private final FileSystem files;

    private Checkpoint(String uri, FileSystem files) {
        this.uri = uri;
        this.tableFile = new Path(uri, "lake-table-uuid");
        this.files = files;
    }

    static Checkpoint at(String uri, Configuration hadoop) throws IOException {
        return new Checkpoint(uri, FileSystem.get(URI.create(uri), hadoop));
    }

    String uri() {
        return uri;
    }

    /**
     * Sees to it that this checkpoint and the kind's table belong together; both are new, or both are known to each
     * other.
     *
     * @throws IllegalStateException when they do not: going on would lose rows or store them twice
     */
    Table claim(EventKind kind, Lake lake) throws IOException {
        String table = Lake.name(kind);
        Optional<UUID> known = tableUuid();
        if (known.isEmpty()) {
            if (lake.has(kind) && Lake.rows(lake.table(kind)) > 0) {
                throw new IllegalStateException(
                        ("table %s holds %d rows, but --checkpoint %s is new: reading the topic from"
                                        + " its start would store them twice. Name the checkpoint they were stored with,"
                                        + " or drop the table to store the topic afresh.")
                                .formatted(table, Lake.rows(lake.table(kind)), uri));
            }
            lake.create(kind);
            bind(lake.table(kind).uuid());
        } else if (!lake.has(kind)) {
            throw new IllegalStateException(
                    ("--checkpoint %s belongs to a table %s that this lake does not have: what it"
                                    + " has stored would be missing. Check --lake-warehouse, --lake-catalog and"
                                    + " --postgres-url, or name a new checkpoint to store the topic afresh.")
                            .formatted(uri, table));
        } else if (!lake.table(kind).uuid().equals(known.get())) {
            throw new IllegalStateException(
                    ("--checkpoint %s belongs to another table (uuid %s) than the %s of this lake"
                                    + " (uuid %s). Check --lake-warehouse, --lake-catalog and --postgres-url.")
                            .formatted(uri, known.get(), table, lake.table(kind).uuid()));
        }
        return lake.table(kind);
    }

    /** Kafka offsets up to which batches are stored, empty before the first batch. */
    Optional<TopicOffsets> storedOffsets(String topic, Lake lake) {
        var batch = new CommitLog(lake.spark(), uri + "/commits").getLatest();
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        var offsets = new OffsetSeqLog(lake.spark(), uri + "/offsets")
                .get((long) batch.get()._1());
        return Optional.of(
                TopicOffsets.parse(topic, offsets.get().offsets().head().get().json()));
    }

    private Optional<UUID> tableUuid() throws IOException {
        try (var in = files.open(tableFile)) {
            return Optional.of(UUID.fromString(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void bind(UUID uuid) throws IOException {
        var unfinished =
                new Path(uri, "lake-table-uuid.new"); // renamed when whole, so that no crash leaves half a file
        try (var out = files.create(unfinished)) {
            out.write((uuid + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (!files.rename(unfinished, tableFile)) {
            throw new IOException("cannot rename " + unfinished + " to " + tableFile);
        }
    }
}
