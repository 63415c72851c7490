package io.quarterdeck.batch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.features.Interval;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {

    private static final String COLUMN = "log_return_1";

    /**
     * The reference is 1..100: its deciles are 10, 20, ..., 90, with a tenth in each bin. Now half of the rows are 5 and
     * half are 95, the shares 0.5 in the first and the last bin and 0, floored to 0.0001, in the other eight: 2 * 0.4 *
     * ln(5) + 8 * (0.0001 - 0.1) * ln(0.001).
     */
    @Test
    void theIndexIsThatOfTheShares() {
        Drift drift = drift(100, i -> i + 1, 200, i -> i % 2 == 0 ? 5 : 95);

        assertThat(drift.reference().bins()).containsOnly(10);
        assertThat(drift.now().bins()).containsExactly(100, 0, 0, 0, 0, 0, 0, 0, 0, 100);
        assertThat(drift.psi()).isEqualTo(6.808228349, within(1e-9));
        assertThat(drift.psiLimit()).isEqualTo(27.877 * (1 / 100.0 + 1 / 200.0), within(1e-12));
        assertThat(drift.reasons()).containsExactly("psi");
    }

    @Test
    void theMeanIsCountedInDeviationsOfTheReference() {
        // 0, 1 and 2: mean 1, sample standard deviation sqrt((1 + 0 + 1) * 100 / 299)
        Drift drift = drift(300, i -> i % 3, 300, i -> i % 3 + 1);

        assertThat(drift.reference().standardDeviation()).isEqualTo(Math.sqrt(200 / 299.0), within(1e-12));
        assertThat(drift.meanShift()).isEqualTo(1 / Math.sqrt(200 / 299.0), within(1e-12));
        assertThat(drift.reasons()).contains("mean");
    }

    @Test
    void whatRoundingLeavesOfEqualValuesIsNoDeviation() {
        Drift drift = drift(300, i -> i % 2 == 0 ? 0.1 : Math.nextUp(0.1), 300, i -> 0.1 + 1e-15);

        assertThat(drift.meanShift()).isNaN();
    }

    @Test
    void nullsAreJudgedByThemselves() {
        Drift drift = drift(100, i -> i, 200, i -> i < 100 ? i : Double.NaN);

        assertThat(drift.now().nullShare()).isEqualTo(0.5);
        assertThat(drift.psi()).isZero();
        assertThat(drift.reasons()).containsExactly("nulls");
    }

    @Test
    void aFeatureWithoutValuesHasNoIndex() {
        Drift drift = drift(100, i -> Double.NaN, 100, i -> Double.NaN);

        assertThat(drift.psi()).isNaN();
        assertThat(drift.meanShift()).isNaN();
        assertThat(drift.reasons()).isEmpty();
    }

    @Test
    void fewValuesThatDifferByChanceAreNoDrift() {
        var random = new Random(1);

        Drift drift = drift(60, i -> random.nextGaussian(), 60, i -> random.nextGaussian());

        assertThat(drift.psi()).isGreaterThan(Drift.PSI_LIMIT);
        assertThat(drift.reasons()).isEmpty();
    }

    /** With ties; few rows here, of many each task's own. */
    @ParameterizedTest
    @CsvSource({"3000, 2000", "25000, 21000"})
    void sqlComputesTheSame(int rowsBefore, int rowsNow) throws Exception {
        var random = new Random(2);
        double[] before = random.doubles(rowsBefore)
                .map(value -> Math.round(value * 200) / 100.0)
                .toArray();
        double[] now = random.doubles(rowsNow)
                .map(value -> Math.round(value * 230) / 100.0)
                .toArray();

        Drift drift = drift(before.length, i -> before[i], now.length, i -> now[i]);

        try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duckdb.createStatement()) {
            statement.execute("CREATE TABLE reference (value double); CREATE TABLE now (value double)");
            insert(duckdb, "reference", before);
            insert(duckdb, "now", now);
            try (ResultSet found = statement.executeQuery("""
                    WITH ranked AS (SELECT value, row_number() OVER (ORDER BY value) AS place, count(*) OVER () AS n FROM reference),
                         decile AS (SELECT k, (SELECT min(value) FROM ranked WHERE place * 10 >= k * n) AS edge
                                      FROM range(1, 10) AS tenths(k)),
                         bin AS (SELECT unnest(range(0, 10)) AS bin),
                         expected AS (SELECT bin, greatest(count(place) / max(total), 0.0001) AS share
                                        FROM bin LEFT JOIN (SELECT value, 1 AS place,
                                                 (SELECT count(*) FROM decile WHERE edge < value) AS bin FROM reference) USING (bin),
                                             (SELECT count(*) AS total FROM reference) GROUP BY bin),
                         actual AS (SELECT bin, greatest(count(place) / max(total), 0.0001) AS share
                                      FROM bin LEFT JOIN (SELECT value, 1 AS place,
                                               (SELECT count(*) FROM decile WHERE edge < value) AS bin FROM now) USING (bin),
                                           (SELECT count(*) AS total FROM now) GROUP BY bin)
                    SELECT sum((actual.share - expected.share) * ln(actual.share / expected.share)),
                           (SELECT (avg(now.value) - (SELECT avg(value) FROM reference))
                                   / (SELECT stddev_samp(value) FROM reference) FROM now)
                      FROM expected JOIN actual USING (bin)
                    """)) {
                found.next();
                assertThat(drift.psi()).isPositive().isEqualTo(found.getDouble(1), within(1e-12));
                assertThat(drift.meanShift()).isEqualTo(found.getDouble(2), within(1e-12));
            }
        }
    }

    @Test
    void theDecilesOfALargeReferenceRestOnAPartOfItsRows() {
        Drift drift = drift(50_000, i -> i, 100, i -> i * 500);

        assertThat(drift.reference().values()).isEqualTo(50_000);
        for (long bin : drift.reference().bins()) {
            assertThat(bin).isBetween(4_500L, 5_500L);
        }
    }

    private static void insert(java.sql.Connection duckdb, String table, double[] values) throws Exception {
        try (var insert = duckdb.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            for (double value : values) {
                insert.setDouble(1, value);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Of a column with these values, NaN for null, against its reference. */
    private static Drift drift(int referenceRows, IntToDoubleFunction reference, int rows, IntToDoubleFunction values) {
        return Drift.between(
                        quarter("2017-01-01T00:00:00Z", referenceRows, reference),
                        quarter("2027-04-01T00:00:00Z", rows, values),
                        Interval.HOUR)
                .stream()
                .filter(drift -> drift.column().equals(COLUMN))
                .findFirst()
                .orElseThrow();
    }

    private static QuarterRows quarter(String start, int count, IntToDoubleFunction values) {
        return new QuarterRows(FeatureRows.dataset(Interval.HOUR, rows(start, count, values)), count);
    }

    private static List<Row> rows(String start, int count, IntToDoubleFunction values) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < count; i++) {
            double value = values.applyAsDouble(i);
            rows.add(FeatureRows.row(
                    Interval.HOUR,
                    "AAA",
                    Instant.parse(start),
                    i,
                    Collections.singletonMap(COLUMN, Double.isNaN(value) ? null : value)));
        }
        return rows;
    }
}
