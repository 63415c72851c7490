package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.data.Catalogue;
import io.quarterdeck.dashboard.data.Catalogue.Column;
import io.quarterdeck.dashboard.data.Catalogue.Release;
import io.quarterdeck.dashboard.data.Catalogue.Table;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultSetException;

/** A table of a release as a file, row by row, whatever its size. */
public final class Export {

    /** More at a time would take the connections from those who look at pages. */
    private static final int AT_ONCE = 2;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int FETCH = 500;

    private final Database database;
    private final Semaphore running = new Semaphore(AT_ONCE);

    public Export(Database database) {
        this.database = database;
    }

    /** How a file is written. */
    public enum Format {
        CSV("text/csv; charset=utf-8"),
        PARQUET("application/vnd.apache.parquet");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public static Format of(String text) {
            return switch (text) {
                case "csv" -> CSV;
                case "parquet" -> PARQUET;
                default -> throw ApiException.badRequest("format: neither csv nor parquet", "Add format=csv.");
            };
        }

        public String contentType() {
            return contentType;
        }

        String extension() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Hears what will be written, and says where to. */
    public interface Target {
        OutputStream begin(String fileName, long rows) throws IOException;
    }

    private interface RowSink {
        void row(Object[] row) throws IOException;
    }

    /** Writes the rows of a quarter's release, of one symbol or of all; in order of symbol and time. */
    public void write(String tableName, Quarter quarter, Optional<String> symbol, Format format, Target target)
            throws IOException {
        if (!running.tryAcquire()) {
            throw ApiException.tooMany("too-many-exports", "other exports are running", Duration.ofSeconds(10));
        }
        try {
            database.stream(LONGEST, handle -> write(handle, tableName, quarter, symbol, format, target));
        } finally {
            running.release();
        }
    }

    private static void write(
            Handle handle, String tableName, Quarter quarter, Optional<String> symbol, Format format, Target target)
            throws IOException {
        Table table = Catalogue.table(handle, tableName);
        Release release = Catalogue.release(handle, quarter);
        List<Column> columns = Catalogue.columns(handle, table);
        long rows = Catalogue.bound(
                        handle.createQuery(
                                "SELECT count(*) FROM %s WHERE %s".formatted(table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .mapTo(Long.class)
                .one();
        // Of names of our own alone: what the client said is in none of them.
        OutputStream out = target.begin("%s-%s.%s".formatted(table.name(), release.name(), format.extension()), rows);
        switch (format) {
            case CSV -> {
                line(out, columns.stream().map(Column::columnName).collect(Collectors.joining(",")));
                read(handle, table, release, symbol, columns, row -> line(out, csv(row, columns)));
                out.flush();
            }
            case PARQUET -> {
                var parquet = new ParquetWriter(
                        out,
                        columns.stream()
                                .map(column -> new ParquetWriter.Column(column.columnName(), type(column)))
                                .toList());
                read(handle, table, release, symbol, columns, parquet::row);
                parquet.finish();
            }
        }
    }

    private static void read(
            Handle handle, Table table, Release release, Optional<String> symbol, List<Column> columns, RowSink sink)
            throws IOException {
        String names = columns.stream().map(Column::sql).collect(Collectors.joining(", "));
        try (var rows = Catalogue.bound(
                        handle.createQuery("SELECT %s FROM %s WHERE %s ORDER BY symbol, open_time"
                                .formatted(names, table.sql(), Catalogue.rowsOf(symbol))),
                        release,
                        symbol)
                .setFetchSize(FETCH)
                .map((row, context) -> values(row, columns))
                .iterator()) {
            while (rows.hasNext()) {
                sink.row(rows.next());
            }
        } catch (ResultSetException e) {
            throw new IOException("the rest of the rows could not be read", e);
        }
    }

    private static Object[] values(ResultSet row, List<Column> columns) throws SQLException {
        var values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type(columns.get(i))) {
                case TEXT -> row.getString(i + 1);
                case TIME -> {
                    var time = row.getObject(i + 1, OffsetDateTime.class);
                    yield time == null
                            ? null
                            : (Object) ChronoUnit.MICROS.between(java.time.Instant.EPOCH, time.toInstant());
                }
                case NUMBER -> {
                    double number = row.getDouble(i + 1);
                    yield row.wasNull() ? null : (Object) number;
                }
            };
        }
        return values;
    }

    private static ParquetWriter.Type type(Column column) {
        return switch (column.dataType()) {
            case "text" -> ParquetWriter.Type.TEXT;
            case "timestamptz", "timestamp with time zone" -> ParquetWriter.Type.TIME;
            default -> ParquetWriter.Type.NUMBER;
        };
    }

    private static String csv(Object[] row, List<Column> columns) {
        var line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                line.append(',');
            }
            if (row[i] != null) {
                switch (type(columns.get(i))) {
                    case TEXT -> line.append(quoted((String) row[i]));
                    case TIME -> line.append(java.time.Instant.EPOCH.plus((Long) row[i], ChronoUnit.MICROS));
                    case NUMBER -> line.append(row[i]);
                }
            }
        }
        return line.toString();
    }

    /** A text that a spreadsheet would take for a formula is marked as text. */
    static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        String safe = formula ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
