package io.quarterdeck.batch.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.marketdata.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the rows of exactly one release from the lake into a folder of this machine: one file per table, sorted by symbol
 * and time, and {@code release.json}. The files are read again, and their content hash must be the release's. The folder
 * appears whole or not at all.
 */
public final class ReleaseExport {

    /** What the files are written as. */
    public enum Format {
        PARQUET(Map.of()),
        /** RFC 4180 with a header; numbers with all their digits, times in UTC, nothing for null. */
        CSV(Map.of("header", "true", "escape", "\"", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ssXXX"));

        private final Map<String, String> options;

        Format(Map<String, String> options) {
            this.options = options;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final SparkSession spark;
    private final Format format;
    private final Path folder;

    /**
     * @param spark a session that runs on this machine alone, as the files are written by its tasks; it must write times to
     *     Parquet as microseconds
     * @throws FailedRun if the folder holds something
     */
    public ReleaseExport(SparkSession spark, Format format, Path folder) throws FailedRun, IOException {
        this.spark = spark;
        this.format = format;
        this.folder = folder.toAbsolutePath().normalize();
        requireEmpty(folder);
    }

    /** @throws FailedRun if the folder holds something: an export never mixes with what was there */
    public static void requireEmpty(Path folder) throws FailedRun, IOException {
        try (Stream<Path> content = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            if (content.findAny().isPresent()) {
                throw new FailedRun(folder + " is not empty; name a folder that is, or that does not exist yet");
            }
        } catch (NotDirectoryException e) {
            throw new FailedRun(folder + " is a file; name a folder that is empty or does not exist yet", e);
        }
    }

    /**
     * Exports these tables of the release.
     *
     * @return the files written
     * @throws FailedRun if the lake no longer has a table, or has other rows than those released
     */
    public List<Path> write(ReleaseRegister.Entry entry, Collection<Interval> intervals) throws FailedRun, IOException {
        Files.createDirectories(folder.getParent());
        Path unfinished = folder.resolveSibling("." + folder.getFileName() + "-" + UUID.randomUUID());
        Files.createDirectory(unfinished);
        try {
            var tables = new ArrayList<Map<String, Object>>();
            for (Interval interval : intervals) {
                tables.add(write(entry.release(), interval, unfinished));
            }
            ReleaseRegister.JSON
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(unfinished.resolve("release.json").toFile(), description(entry, tables));
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(unfinished);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private Map<String, Object> write(Release release, Interval interval, Path into) throws FailedRun, IOException {
        Dataset<Row> rows = FeatureLake.reading(spark)
                .rows(release, interval)
                .map(QuarterRows::dataset)
                .orElseThrow(() -> new FailedRun(
                        "%s of %s is no longer in the lake (snapshot %d of lake.%s); if the release is in force, read it from PostgreSQL"
                                .formatted(
                                        interval.table(),
                                        release.name(),
                                        release.tables().get(interval).lakeSnapshotId(),
                                        interval.table())));
        String name = interval.table().substring(interval.table().indexOf('.') + 1) + "." + format.text();
        Path file = into.resolve(name);
        Path parts = into.resolve("parts");
        rows.coalesce(1)
                .sortWithinPartitions("symbol", "open_time")
                .write()
                .format(format.text())
                .options(format.options)
                .save(parts.toUri().toString());
        Files.move(onlyPart(parts), file);
        delete(parts);

        ContentHash released = release.tables().get(interval).hash();
        ContentHash written = hash(file, rows.schema(), interval);
        if (!written.equals(released)) {
            throw new FailedRun(
                    "%s of %s: written were %d rows with hash %s, released were %d with %s; nothing exported"
                            .formatted(
                                    interval.table(),
                                    release.name(),
                                    written.rows(),
                                    written.hex(),
                                    released.rows(),
                                    released.hex()));
        }
        var description = new LinkedHashMap<String, Object>();
        description.put("table", interval.table());
        description.put("file", name);
        description.put("rows", released.rows());
        description.put("content_hash", released.hex());
        description.put("lake_snapshot_id", release.tables().get(interval).lakeSnapshotId());
        description.put("columns", rows.columns());
        return description;
    }

    private static Path onlyPart(Path parts) throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no file was written to " + parts));
        }
    }

    /** Of the file as anyone would read it. */
    private ContentHash hash(Path file, StructType schema, Interval interval) {
        Dataset<Row> written = spark.read()
                .format(format.text())
                .options(format.options)
                .schema(schema)
                .load(file.toUri().toString());
        List<String> known = List.of(schema.fieldNames());
        Column[] columns = Arrays.stream(Features.schema(interval).fields())
                .map(field -> known.contains(field.name())
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new);
        return FeatureHash.of(written.select(columns), interval);
    }

    private static Map<String, Object> description(ReleaseRegister.Entry entry, List<Map<String, Object>> tables) {
        var description = new LinkedHashMap<String, Object>();
        description.put("release", entry.release().name());
        description.put("quarter", entry.release().quarter().toString());
        description.put("version", entry.release().version());
        description.put("partial", entry.release().partial());
        description.put("created_at", entry.createdAt().toString());
        description.put("code_version", entry.codeVersion());
        description.put("tables", tables);
        return description;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.walk(folder)) {
            content.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
