package io.quarterdeck.benchmarks.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.localstack.LocalServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table {@code raw.bars} of a lake on this machine, whoever fills it: what its catalog, its metadata and its Parquet files say.
 * Nothing may ever have been removed from it.
 */
record LakeBars(LocalServers servers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final String METADATA = """
            SELECT metadata_location FROM lake_catalog.iceberg_tables
            WHERE catalog_name = 'lake' AND table_namespace = 'raw' AND table_name = 'bars'
            """;

    /** The hashes of rows, added up: the same in whatever order and files they lie. */
    private static final String CONTENT = """
            SELECT count(*), sum(hash(symbol, epoch_us(open_time), open, high, low, close, volume, source_line))
            FROM read_parquet('%s', hive_partitioning = false)
            """;

    private static final String DELAYS = """
            WITH brought(file, at_millis) AS (VALUES %1$s),
                 bar AS (SELECT at_millis, epoch_us(open_time) / 1000.0 AS open_millis
                         FROM read_parquet('%2$s', filename = true, hive_partitioning = false) JOIN brought ON file = filename)
            SELECT count(*),
                   quantile_disc(at_millis - open_millis, 0.5) FILTER (open_millis >= %3$d),
                   quantile_disc(at_millis - open_millis, 0.99) FILTER (open_millis >= %3$d)
            FROM bar
            """;

    private static final String ROWS_OF_FILES = """
            SELECT filename, count(*) FROM read_parquet('%s', filename = true, hive_partitioning = false) GROUP BY filename
            """;

    /** One commit. */
    record Snapshot(long atMillis, long addedRows, long totalRows) {}

    /**
     * Waits for the first snapshot with so many rows.
     *
     * @return when it was made
     * @throws IOException when {@code lander} ends before, or none comes within {@code limit}
     */
    Instant awaitRows(long rows, Lander lander, Duration limit) throws Exception {
        Instant deadline = Instant.now().plus(limit);
        while (true) {
            long landed = 0;
            for (Snapshot snapshot : snapshots()) {
                landed = snapshot.totalRows();
                if (landed >= rows) {
                    return Instant.ofEpochMilli(snapshot.atMillis());
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IOException(
                        "only %d of %d rows came into the lake within %d s".formatted(landed, rows, limit.toSeconds()));
            }
            lander.check();
            Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
        }
    }

    /** All of them, the oldest first; none as long as there is no table. */
    List<Snapshot> snapshots() throws SQLException, IOException {
        var snapshots = new ArrayList<Snapshot>();
        for (JsonNode snapshot : metadata().path("snapshots")) {
            JsonNode summary = snapshot.get("summary");
            snapshots.add(new Snapshot(
                    snapshot.get("timestamp-ms").asLong(),
                    summary.path("added-records").asLong(),
                    summary.path("total-records").asLong()));
        }
        snapshots.sort(Comparator.comparingLong(Snapshot::atMillis));
        return snapshots;
    }

    /** Rows, and a hash over what the source says of each. */
    String content() throws SQLException, IOException {
        try (var duckdb = duckdb();
                var statement = duckdb.createStatement();
                var row = statement.executeQuery(CONTENT.formatted(parquetFiles()))) {
            row.next();
            return String.format(Locale.ROOT, "%,d rows, hash %s", row.getLong(1), row.getString(2));
        }
    }

    /** From {@code open_time} to the snapshot that brought it, of rows whose {@code open_time} is {@code since} or later. */
    Delays delays(Instant since) throws SQLException, IOException {
        Map<String, Long> brought = filesByMoment();
        String values = brought.entrySet().stream()
                .map(file -> "('%s', %d)".formatted(file.getKey(), file.getValue()))
                .collect(Collectors.joining(", "));
        try (var duckdb = duckdb();
                var statement = duckdb.createStatement();
                var row = statement.executeQuery(DELAYS.formatted(values, parquetFiles(), since.toEpochMilli()))) {
            row.next();
            return new Delays(row.getLong(1), row.getDouble(2), row.getDouble(3));
        }
    }

    /** Each file with the moment of the snapshot that brought it: the first after the file was written to its end. */
    private Map<String, Long> filesByMoment() throws SQLException, IOException {
        List<Snapshot> snapshots = snapshots();
        var moments = new HashMap<String, Long>();
        var rows = new HashMap<Long, Long>();
        try (var duckdb = duckdb();
                var statement = duckdb.createStatement();
                var file = statement.executeQuery(ROWS_OF_FILES.formatted(parquetFiles()))) {
            while (file.next()) {
                long written =
                        Files.getLastModifiedTime(Path.of(file.getString(1))).toMillis();
                long moment = snapshots.stream()
                        .mapToLong(Snapshot::atMillis)
                        .filter(at -> at >= written)
                        .findFirst()
                        .orElse(Long.MAX_VALUE); // of a commit that has not come about
                moments.put(file.getString(1), moment);
                rows.merge(moment, file.getLong(2), Long::sum);
            }
        }
        for (Snapshot snapshot : snapshots) {
            long found = rows.getOrDefault(snapshot.atMillis(), 0L);
            if (found != snapshot.addedRows()) {
                throw new IOException("%s brought %d rows, and the files of that time have %d"
                        .formatted(snapshot, snapshot.addedRows(), found));
            }
        }
        moments.values().removeIf(moment -> moment == Long.MAX_VALUE);
        return moments;
    }

    /** For DuckDB; the table's whole data folder, which holds nothing else when all commits came about. */
    private String parquetFiles() throws SQLException, IOException {
        return path(metadata().get("location").asText()).resolve("data") + "/**/*.parquet";
    }

    private JsonNode metadata() throws SQLException, IOException {
        try (var connection = servers.connect("dashboard");
                var statement = connection.createStatement();
                var row = statement.executeQuery(METADATA)) {
            return row.next() ? JSON.readTree(path(row.getString(1)).toFile()) : JSON.createObjectNode();
        }
    }

    private static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }

    private static Connection duckdb() throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:");
    }
}
