package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The peer: the same rules, aggregates and features as SQL in DuckDB, over the same Parquet files, on as many cores. */
final class ByDuckDb implements QuarterlyBatch {

    /** Windows that differ between the tables, as in docs/feature-dictionary.md. */
    private enum Table {
        HOUR("1h", "1 hour", 30, 24, 24, 168, 4),
        DAY("1d", "1 day", 240, 20, 20, 50, 5);

        final String text;
        final String length;
        final int warmUpDays;
        final int window;
        final int shortMean;
        final int longMean;
        final int secondReturn;

        Table(String text, String length, int warmUpDays, int window, int shortMean, int longMean, int secondReturn) {
            this.text = text;
            this.length = length;
            this.warmUpDays = warmUpDays;
            this.window = window;
            this.shortMean = shortMean;
            this.longMean = longMean;
            this.secondReturn = secondReturn;
        }
    }

    /** How the features are written. */
    enum Format {
        PARQUET("FORMAT parquet, COMPRESSION zstd"),
        CSV("FORMAT csv, HEADER");

        private final String sql;

        Format(String sql) {
            this.sql = sql;
        }
    }

    private final String bars;
    private final int threads;
    private final Format format;

    ByDuckDb(List<String> files, int threads) {
        this(
                files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", ", "read_parquet([", "])")),
                threads,
                Format.PARQUET);
    }

    /** @param bars what stands behind FROM: raw bars as the lake has them */
    ByDuckDb(String bars, int threads, Format format) {
        this.bars = bars;
        this.threads = threads;
        this.format = format;
    }

    @Override
    public String name() {
        return "duckdb";
    }

    /** Loads the engine, which neither side is timed for; its version. */
    String start() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    @Override
    public void make(List<Quarter> quarters, Path output) throws IOException, SQLException {
        Files.createDirectories(output);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            statement.execute("SET TimeZone = 'UTC'");
            run(statement, script("clean.sql").replace("${bars}", bars));
            run(statement, script("macros.sql"));
            for (Table table : Table.values()) {
                run(
                        statement,
                        script("bars.sql").replace("${interval}", table.text).replace("${length}", table.length));
            }
            for (Quarter quarter : quarters) {
                for (Table table : Table.values()) {
                    run(statement, features(table, quarter, output));
                }
            }
        }
    }

    private String features(Table table, Quarter quarter, Path output) throws IOException {
        return script("features.sql")
                .replace("${interval}", table.text)
                .replace("${length}", table.length)
                .replace("${start}", quarter.start().toString())
                .replace("${end}", quarter.end().toString())
                .replace("${warm_up_days}", Integer.toString(table.warmUpDays))
                .replace("${window}", Integer.toString(table.window))
                .replace("${horizon}", Integer.toString(table.window)) // of the longest return and label
                .replace("${short}", Integer.toString(table.shortMean))
                .replace("${long}", Integer.toString(table.longMean))
                .replace("${return_2}", Integer.toString(table.secondReturn))
                .replace("${k}", "(0.34 / (1.34 + (%1$d + 1.0) / (%1$d - 1)))".formatted(table.window))
                .replace(
                        "${output}",
                        output.resolve(table.text + "-" + quarter + "."
                                        + format.name().toLowerCase(Locale.ROOT))
                                .toString())
                .replace("${format}", format.sql);
    }

    private static void run(Statement statement, String script) throws SQLException {
        for (String sql : script.split(";\\s*\n")) {
            if (!sql.isBlank()) {
                statement.execute(sql);
            }
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = ByDuckDb.class.getResourceAsStream("/duckdb/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
