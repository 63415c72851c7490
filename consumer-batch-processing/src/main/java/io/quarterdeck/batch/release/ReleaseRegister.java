package io.quarterdeck.batch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All releases that were ever made, as {@code governance.*} tells of them. Reads only. */
public final class ReleaseRegister {

    /** Spells JSON as the columns of the database are spelled. */
    static final ObjectMapper JSON = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final Connection connection;

    public ReleaseRegister(Connection connection) {
        this.connection = connection;
    }

    /**
     * A release and what is known of it.
     *
     * @param inForce whether it is the newest of its quarter
     * @param barsSnapshotId of {@code lake.raw.bars}, null if it held no rows
     * @param tradesSnapshotId of {@code lake.raw.trades}, likewise
     * @param options as JSON
     * @param quality as JSON
     * @param diffs by table, against the version before; those are missing that have none
     * @param certificate of custody that it stands on, null if there were none yet
     */
    public record Entry(
            Release release,
            boolean inForce,
            Instant startedAt,
            Instant createdAt,
            String codeVersion,
            Long barsSnapshotId,
            Long tradesSnapshotId,
            String options,
            String quality,
            Map<Interval, TableDiff> diffs,
            String certificate) {}

    /**
     * A feature that is beyond a limit; the numbers are those of {@code governance.drift}.
     *
     * @param reasons which limits
     */
    public record Drifted(
            Interval table,
            String column,
            String reasons,
            Double psi,
            Double meanShift,
            double nullShare,
            double referenceNullShare) {}

    /**
     * How a release stands to the quarter before.
     *
     * @param reference the release it was compared with
     * @param compared number of features
     * @param drifted the most shifted first
     */
    public record DriftReport(String reference, long compared, List<Drifted> drifted) {}

    /** By quarter, the newest version last. */
    public List<Entry> all() throws SQLException, JsonProcessingException {
        return read("", statement -> {});
    }

    /** @param version empty for the release in force */
    public Optional<Entry> find(Quarter quarter, Optional<Integer> version)
            throws SQLException, JsonProcessingException {
        List<Entry> ofQuarter =
                read("WHERE release.quarter = ?", statement -> statement.setString(1, quarter.toString()));
        return ofQuarter.stream()
                .filter(entry -> version.isPresent() ? entry.release().version() == version.get() : entry.inForce())
                .findFirst();
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<Entry> read(String where, Binding binding) throws SQLException, JsonProcessingException {
        String sql = """
                SELECT release.name, release.quarter, release.version, release.partial, release.started_at, release.created_at,
                       release.code_version, release.lake_snapshot_id AS bars_snapshot_id, release.trades_snapshot_id,
                       release.options, release.quality, release.certificate,
                       release.version = max(release.version) OVER (PARTITION BY release.quarter) AS in_force,
                       content.table_name, content.row_count, content.content_hash, content.lake_snapshot_id, content.diff
                  FROM governance.release AS release
                  JOIN governance.release_table AS content ON content.release = release.name
                 %s
                 ORDER BY release.quarter, release.version, content.table_name
                """.formatted(where);
        var entries = new LinkedHashMap<String, Entry>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            binding.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    addTable(entries, row);
                }
            }
        }
        return List.copyOf(entries.values());
    }

    /** One row is one table of a release. */
    private static void addTable(Map<String, Entry> entries, ResultSet row)
            throws SQLException, JsonProcessingException {
        Entry before = entries.get(row.getString("name"));
        var tables = new EnumMap<Interval, Release.Content>(Interval.class);
        var diffs = new EnumMap<Interval, TableDiff>(Interval.class);
        if (before != null) {
            tables.putAll(before.release().tables());
            diffs.putAll(before.diffs());
        }
        Interval interval = Interval.ofTable(row.getString("table_name"));
        tables.put(
                interval,
                new Release.Content(
                        ContentHash.parse(row.getLong("row_count"), row.getString("content_hash")),
                        row.getLong("lake_snapshot_id")));
        if (row.getString("diff") != null) {
            diffs.put(interval, JSON.readValue(row.getString("diff"), TableDiff.class));
        }
        entries.put(
                row.getString("name"),
                new Entry(
                        new Release(
                                Quarter.parse(row.getString("quarter")),
                                row.getInt("version"),
                                row.getBoolean("partial"),
                                tables),
                        row.getBoolean("in_force"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("code_version"),
                        row.getObject("bars_snapshot_id", Long.class),
                        row.getObject("trades_snapshot_id", Long.class),
                        row.getString("options"),
                        row.getString("quality"),
                        diffs,
                        row.getString("certificate")));
    }

    /** Nothing if the release was compared with none. */
    public Optional<DriftReport> drift(Release release) throws SQLException {
        String sql = """
                SELECT table_name, column_name, reference_release, psi, mean_shift, null_share, reference_null_share,
                       array_to_string(drifted, ', ') AS reasons
                  FROM governance.drift
                 WHERE release = ?
                 ORDER BY psi DESC NULLS LAST, table_name, column_name
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, release.name());
            try (ResultSet row = select.executeQuery()) {
                String reference = null;
                long compared = 0;
                var drifted = new ArrayList<Drifted>();
                while (row.next()) {
                    reference = row.getString("reference_release");
                    compared++;
                    if (!row.getString("reasons").isEmpty()) {
                        drifted.add(new Drifted(
                                Interval.ofTable(row.getString("table_name")),
                                row.getString("column_name"),
                                row.getString("reasons"),
                                row.getObject("psi", Double.class),
                                row.getObject("mean_shift", Double.class),
                                row.getDouble("null_share"),
                                row.getDouble("reference_null_share")));
                    }
                }
                return reference == null
                        ? Optional.empty()
                        : Optional.of(new DriftReport(reference, compared, drifted));
            }
        }
    }
}
