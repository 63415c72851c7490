package io.quarterdeck.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.data.Cache;
import io.quarterdeck.dashboard.data.Catalogue;
import io.quarterdeck.dashboard.data.Catalogue.Release;
import io.quarterdeck.dashboard.data.Catalogue.Table;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.marketdata.Quarter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The feature tables: which there are, what their columns mean, their releases and how to read them.
 */
public final class Features {

    private static final int MOST_RELEASES = 200;

    private final Database database;
    private final Pulses pulses;
    private final Clock clock;
    private final Cache<TablesAnswer> tables = new Cache<>(2);

    public Features(Database database, Pulses pulses, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.clock = clock;
    }

    public record TableInfo(
            String table, String interval, long rows, long columns, List<String> quarters, List<String> symbols) {}

    public record TablesAnswer(Instant asOf, List<TableInfo> tables) {}

    /** As {@code features.dictionary} has it. */
    public record Entry(
            String column,
            int position,
            String kind,
            String group,
            String type,
            String meaning,
            String unit,
            String formula,
            String restsOn,
            int warmUpBars,
            String nulls,
            String source,
            List<String> inputs) {}

    public record DictionaryAnswer(Instant asOf, List<Entry> columns) {}

    public record ReleaseTable(String table, long rows, String contentHash, JsonNode diff) {}

    public record ReleaseInfo(
            String name,
            String quarter,
            int version,
            boolean inForce,
            Instant createdAt,
            Integer run,
            String certificate,
            String codeVersion,
            boolean partial,
            String overrideReason,
            List<ReleaseTable> tables) {}

    public record ReleasesAnswer(Instant asOf, List<ReleaseInfo> releases) {}

    public record Snippets(String jdbc, String python, String psql) {}

    private record Count(String tableName, String quarter, long rowCount) {}

    private record ReleaseRow(
            String name,
            String quarter,
            int version,
            boolean inForce,
            Instant createdAt,
            Integer runId,
            String certificate,
            String codeVersion,
            boolean partial,
            String overrideReason) {}

    private record ReleaseTableRow(
            String release, String tableName, long rowCount, String contentHash, JsonNode diff) {}

    public TablesAnswer tables() {
        return tables.get(
                pulses.releasesInForce(),
                () -> database.read(handle -> {
                    List<Count> counts =
                            handle.createQuery("""
                                    SELECT of.table_name, in_force.quarter, of.row_count
                                      FROM (SELECT DISTINCT ON (quarter) quarter, name
                                              FROM governance.release ORDER BY quarter, version DESC) AS in_force
                                      JOIN governance.release_table AS of ON of.release = in_force.name
                                     ORDER BY in_force.quarter DESC
                                    """).mapTo(Count.class).list();
                    return new TablesAnswer(
                            clock.instant(),
                            Catalogue.tables(handle).stream()
                                    .map(table -> info(handle, table, counts))
                                    .toList());
                }));
    }

    private static TableInfo info(Handle handle, Table table, List<Count> counts) {
        List<Count> ofTable = counts.stream()
                .filter(count -> count.tableName().equals("features." + table.name()))
                .toList();
        return new TableInfo(
                table.name(),
                table.interval(),
                ofTable.stream().mapToLong(Count::rowCount).sum(),
                Catalogue.columns(handle, table).size(),
                ofTable.stream().map(Count::quarter).toList(),
                symbols(handle, table));
    }

    /** From symbol to symbol over the primary key, without reading the rows between. */
    private static List<String> symbols(Handle handle, Table table) {
        return handle.createQuery("""
                        WITH RECURSIVE of AS (
                            (SELECT symbol FROM %1$s ORDER BY symbol LIMIT 1)
                            UNION ALL
                            SELECT (SELECT symbol FROM %1$s WHERE symbol > of.symbol ORDER BY symbol LIMIT 1)
                              FROM of WHERE of.symbol IS NOT NULL)
                        SELECT symbol FROM of WHERE symbol IS NOT NULL LIMIT 1000
                        """.formatted(table.sql()))
                .mapTo(String.class)
                .list();
    }

    public DictionaryAnswer dictionary(String tableName) {
        return database.read(handle -> {
            Table table = Catalogue.table(handle, tableName);
            return new DictionaryAnswer(
                    clock.instant(),
                    handle.createQuery("""
                                    SELECT column_name AS "column", position, kind, feature_group AS "group", data_type AS type,
                                           meaning, unit, formula, rests_on, warm_up_bars, nulls, source, inputs
                                      FROM features.dictionary
                                     WHERE table_name = :table
                                     ORDER BY position
                                    """)
                            .bind("table", table.name())
                            .mapTo(Entry.class)
                            .list());
        });
    }

    public ReleasesAnswer releases() {
        return database.read(handle -> {
            Map<String, List<ReleaseTable>> tables = new LinkedHashMap<>();
            handle.createQuery("""
                            SELECT release, table_name, row_count, content_hash, diff
                              FROM governance.release_table ORDER BY release, table_name
                            """)
                    .mapTo(ReleaseTableRow.class)
                    .forEach(row -> tables.computeIfAbsent(row.release(), any -> new ArrayList<>())
                            .add(new ReleaseTable(
                                    row.tableName().replaceFirst("^features[.]", ""),
                                    row.rowCount(),
                                    row.contentHash(),
                                    row.diff())));
            return new ReleasesAnswer(
                    clock.instant(),
                    handle.createQuery("""
                                    SELECT name, quarter, version,
                                           version = max(version) OVER (PARTITION BY quarter) AS in_force,
                                           created_at, run_id, certificate, code_version, partial, override_reason
                                      FROM governance.release
                                     ORDER BY quarter DESC, version DESC
                                     LIMIT :limit
                                    """).bind("limit", MOST_RELEASES).mapTo(ReleaseRow.class).stream()
                            .map(row -> new ReleaseInfo(
                                    row.name(),
                                    row.quarter(),
                                    row.version(),
                                    row.inForce(),
                                    row.createdAt(),
                                    row.runId(),
                                    row.certificate(),
                                    row.codeVersion(),
                                    row.partial(),
                                    row.overrideReason(),
                                    tables.getOrDefault(row.name(), List.of())))
                            .toList());
        });
    }

    /** What one pastes to read a release: it fails when another one is in force. */
    public Snippets snippets(String tableName, Quarter quarter, String jdbcUrl) {
        return database.read(handle -> {
            Table table = Catalogue.table(handle, tableName);
            Release release = Catalogue.release(handle, quarter);
            String sql = "SELECT * FROM features.as_of_%s('%s', %d)"
                    .formatted(table.interval(), release.quarter(), release.version());
            String uri = jdbcUrl.replaceFirst("^jdbc:", "");
            String withUser = uri.replaceFirst("^postgresql://", "postgresql://ml_reader@");
            return new Snippets(
                    """
                    // The password of ml_reader: ask whoever runs this.
                    try (var connection = DriverManager.getConnection("%s", "ml_reader", password);
                            var rows = connection.createStatement().executeQuery("%s")) {
                        while (rows.next()) {
                            // rows.getDouble("log_return_1") ...
                        }
                    }
                    """.formatted(jdbcUrl, sql),
                    """
                    import pandas, sqlalchemy

                    # PGPASSWORD holds the password of ml_reader.
                    engine = sqlalchemy.create_engine("%s")
                    frame = pandas.read_sql("%s", engine)
                    """.formatted(withUser.replaceFirst("^postgresql:", "postgresql+psycopg2:"), sql),
                    "psql \"%s\" -c \"%s\"%n".formatted(withUser, sql));
        });
    }
}
