package io.quarterdeck.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.dashboard.web.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided and computed on the way to an answer. */
class ApiTest {

    private static Candle candle(double close, Double ema12, Double percentB, Double bandwidth) {
        return new Candle(0, close, close, close, close, 1, null, ema12, null, percentB, bandwidth);
    }

    @Test
    void overlaysAreTheAveragesThatTheRatiosWereMadeFrom() {
        double mean = 200;
        double deviation = 10;
        double close = 215;
        var bar = candle(
                close, close / 190 - 1, (close - (mean - 2 * deviation)) / (4 * deviation), 4 * deviation / mean);

        Map<String, Object> over = Overlay.over(Overlay.of(List.of("ema_12", "bollinger_20")), List.of(bar));

        assertThat((Double) ((List<?>) over.get("ema_12")).get(0)).isEqualTo(190, within(1e-9));
        Map<?, ?> bands = (Map<?, ?>) over.get("bollinger_20");
        assertThat((Double) ((List<?>) bands.get("upper")).get(0)).isEqualTo(220, within(1e-9));
        assertThat((Double) ((List<?>) bands.get("middle")).get(0)).isEqualTo(200, within(1e-9));
        assertThat((Double) ((List<?>) bands.get("lower")).get(0)).isEqualTo(180, within(1e-9));
    }

    @Test
    void aCloseThatDoesNotChangeIsItsOwnBand() {
        var over = Overlay.over(Overlay.of(List.of("bollinger_20")), List.of(candle(7, null, null, 0.0)));
        assertThat(over.toString()).isEqualTo("{bollinger_20={upper=[7.0], middle=[7.0], lower=[7.0]}}");
        assertThat(Overlay.over(Overlay.of(List.of("bollinger_20")), List.of(candle(7, null, null, null)))
                        .toString())
                .isEqualTo("{bollinger_20={upper=[null], middle=[null], lower=[null]}}");
    }

    @Test
    void unknownOverlaysAndIntervalsAreRefused() {
        assertThatThrownBy(() -> Overlay.of(List.of("ema_12", "sma_9"))).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> Interval.of("2h")).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @CsvSource({"1w, 1476230400, 1476057600", "1d, 1476230401, 1476230400", "4h, 1476230399, 1476216000", "1m, 61, 60"})
    void weeksBeginOnMonday(String interval, long moment, long start) {
        assertThat(Interval.of(interval).floor(moment)).isEqualTo(start);
    }

    @Test
    void correlationIsPearsonsAndKnowsWhatItDoesNotKnow() {
        double nan = Double.NaN;
        double[][] columns = {
            {1, 2, 3, 4, nan}, {2, 4, 6, 8, 1}, {4, 3, 2, 1, 9}, {5, 5, 5, 5, 5}, {nan, nan, 1, 2, nan}, {1, 0, 1, 0, 7}
        };
        Double[][] matrix = Correlation.matrix(columns);

        assertThat(matrix[0][1]).isEqualTo(1, within(1e-12));
        assertThat(matrix[0][2]).isEqualTo(-1, within(1e-12));
        assertThat(matrix[0][3]).as("does not change").isNull();
        assertThat(matrix[0][4]).as("two rows").isNull();
        assertThat(matrix[0][5]).isEqualTo(-1 / Math.sqrt(5), within(1e-12));
        assertThat(matrix[5][0]).isEqualTo(matrix[0][5]);
    }

    @ParameterizedTest
    @CsvSource({"3600, 600, 3600, 3600", "2160000, 600, 3600, 3600", "2163600, 600, 3600, 7200", "1, 10, 86400, 86400"})
    void aBucketIsAWholeNumberOfBars(long seconds, long points, long interval, long bucket) {
        assertThat(Statistics.bucket(seconds, points, interval)).isEqualTo(bucket);
    }

    @Test
    void bytesAreShownAsText() {
        assertThat(Pipeline.printable("{\"a\": \u0000\u00e9}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("{\"a\": \\x00\\xc3\\xa9}");
        assertThat(Pipeline.printable(new byte[1000]))
                .hasSizeLessThanOrEqualTo(500)
                .startsWith("\\x00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@x"})
    void aTextThatASpreadsheetWouldRunIsMarked(String text) {
        assertThat(Export.quoted(text)).isEqualTo("'" + text);
    }

    @Test
    void aTextWithACommaOrAQuoteIsQuoted() {
        assertThat(Export.quoted("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
        assertThat(Export.quoted("BTCUSD")).isEqualTo("BTCUSD");
    }

    /** Against DuckDB: nulls anywhere, more rows than a group has, more columns than a short list has. */
    @Test
    void aParquetFileIsReadByOthers(@TempDir Path folder) throws Exception {
        var random = new Random(7);
        var columns = new java.util.ArrayList<ParquetWriter.Column>();
        columns.add(new ParquetWriter.Column("name", ParquetWriter.Type.TEXT));
        columns.add(new ParquetWriter.Column("time", ParquetWriter.Type.TIME));
        IntStream.range(0, 20).forEach(i -> columns.add(new ParquetWriter.Column("n" + i, ParquetWriter.Type.NUMBER)));
        var out = new ByteArrayOutputStream();
        var parquet = new ParquetWriter(out, columns);
        int rows = 25_003;
        double sum = 0;
        int nulls = 0;
        for (int i = 0; i < rows; i++) {
            Object[] row = new Object[columns.size()];
            row[0] = i % 5 == 0 ? null : "ä" + i;
            row[1] = i % 7 == 0 ? null : 1_475_280_000_000_000L + i;
            for (int c = 2; c < row.length - 1; c++) {
                row[c] = random.nextInt(3) == 0 ? null : (Object) (double) (i + c);
            }
            if (row[2] == null) {
                nulls++;
            } else {
                sum += (Double) row[2];
            }
            parquet.row(row);
        }
        parquet.finish();
        Path file = Files.write(folder.resolve("x.parquet"), out.toByteArray());

        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (var found = statement.executeQuery("""
                    SELECT count(*), count(*) - count(n0), sum(n0)::double, count(n19), count(name), max(name), min(name),
                           epoch_us(max(time)), any_value(typeof(time)), any_value(typeof(n0)),
                           count(*) FILTER (WHERE time IS NOT NULL AND name IS NOT NULL AND 'ä' || (epoch_us(time) - 1475280000000000) <> name)
                      FROM '%s'
                    """.formatted(file))) {
                found.next();
                assertThat(found.getLong(1)).isEqualTo(rows);
                assertThat(found.getLong(2)).isEqualTo(nulls);
                assertThat(found.getDouble(3)).isEqualTo(sum);
                assertThat(found.getLong(4)).isZero();
                assertThat(found.getLong(5)).isEqualTo(rows - 5001);
                assertThat(found.getString(6)).isEqualTo("ä9999");
                assertThat(found.getLong(8)).isEqualTo(1_475_280_000_000_000L + rows - 1);
                assertThat(found.getString(9)).isEqualTo("TIMESTAMP WITH TIME ZONE");
                assertThat(found.getString(10)).isEqualTo("DOUBLE");
                assertThat(found.getLong(11)).isZero();
            }
        }
    }

    @Test
    void aParquetFileWithoutRowsIsOneToo(@TempDir Path folder) throws Exception {
        var out = new ByteArrayOutputStream();
        new ParquetWriter(out, List.of(new ParquetWriter.Column("a", ParquetWriter.Type.NUMBER))).finish();
        Path file = Files.write(folder.resolve("x.parquet"), out.toByteArray());
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT count(*) FROM '" + file + "'")) {
            found.next();
            assertThat(found.getLong(1)).isZero();
        }
    }
}
