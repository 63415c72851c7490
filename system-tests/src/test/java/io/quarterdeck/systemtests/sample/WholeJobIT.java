package io.quarterdeck.systemtests.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.systemtests.Program.Result;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.RecordedTradesIT;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code demo} as a user runs it, on a smaller sample, held against the truths that the sample's writer noted down while
 * it made the defects.
 */
@Order(1)
@ExtendWith(SampleDemo.Shared.class)
class WholeJobIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those that drop bars which have none of the sample's defects. */
    private static final List<String> RULES_WITHOUT_DEFECT =
            List.of("from_the_future", "not_on_a_minute", "not_finite", "price_outside_range", "negative_volume");

    @TempDir
    static Path folder;

    private static Quarterdeck quarterdeck;
    private static Path sample;
    private static JsonNode truth;
    private static Stores stores;

    @BeforeAll
    static void useTheDemo(SampleDemo demo) throws IOException {
        quarterdeck = demo.quarterdeck();
        sample = demo.sample();
        truth = demo.truth();
        stores = demo.stores();
    }

    @Test
    void everyRowLandsOnceAndEveryMalformedLineIsKept() throws Exception {
        JsonNode status =
                JSON.readTree(quarterdeck.run("status", "--json").expect(0).out());

        assertThat(status.findValues("lag"))
                .isNotEmpty()
                .allSatisfy(lag -> assertThat(lag.asLong()).isZero());
        assertThat(number("SELECT count(*) FROM raw.bars"))
                .isEqualByComparingTo(truth.get("rows").asText());
        assertThat(number("SELECT count(DISTINCT source_line) FROM raw.bars"))
                .isEqualByComparingTo(truth.get("rows").asText());
        assertThat(number("SELECT count(*) FROM raw.undecodable")).isZero();
        assertThat(stores.kafka().rejectedLines())
                .isEqualTo(truth.get("rejected").asLong());
        assertThat(stores.kafka().manifests(EventKind.BARS))
                .singleElement()
                .returns(truth.get("rejected").asLong(), SourceManifest::rowsRejected);
    }

    @Test
    void everyDefectIsCountedWhereItBelongs() throws Exception {
        assertThat(truth.get("quarters")).isNotEmpty();
        for (JsonNode quarter : truth.get("quarters")) {
            JsonNode quality = JSON.readTree(stores.postgres()
                    .text(
                            "SELECT quality -> ? FROM governance.release WHERE quarter = ?",
                            quarter.get("symbol").asText(),
                            quarter.get("quarter").asText()));
            JsonNode defects = quarter.get("defects");
            assertThat(quality.get("price_not_positive").asLong())
                    .isEqualTo(defects.get("zero_price").asLong()
                            + defects.get("negative_price").asLong());
            assertThat(quality.get("high_below_low").asLong())
                    .isEqualTo(defects.get("high_below_low").asLong());
            assertThat(quality.get("exact_duplicate").asLong())
                    .isEqualTo(defects.get("exact_duplicate").asLong());
            assertThat(quality.get("conflicting_duplicate").asLong())
                    .isEqualTo(defects.get("conflicting_duplicate").asLong());
            assertThat(quality.get("spike").asLong()) // neither a spike missed, nor a true price dropped
                    .isEqualTo(defects.get("spike").asLong());
            assertThat(RULES_WITHOUT_DEFECT)
                    .allSatisfy(rule -> assertThat(quality.get(rule).asLong()).isZero());
        }
        assertThat(truth.get("defects").get("spike").asLong()).isPositive();
    }

    @Test
    void theRulesStandInPostgres() throws Exception {
        assertThat(quarterdeck
                        .run("sql", "SELECT action, threshold FROM governance.quality_rule WHERE name = 'spike'")
                        .expect(0)
                        .out())
                .contains("drop,10");
    }

    @Test
    void theFeatureTablesHoldTheCleanMarketOfEachQuarter() throws Exception {
        for (JsonNode quarter : truth.get("quarters")) {
            JsonNode clean = quarter.get("after_rules");
            String where = " FROM features.bars_1h WHERE symbol = '%s' AND features.quarter_start('%s') <= open_time"
                            .formatted(
                                    quarter.get("symbol").asText(),
                                    quarter.get("quarter").asText())
                    + " AND open_time < features.quarter_end('%s')"
                            .formatted(quarter.get("quarter").asText());
            String name = quarter.get("symbol").asText() + " "
                    + quarter.get("quarter").asText();

            assertThat(number("SELECT (array_agg(open ORDER BY open_time))[1]" + where))
                    .as(name + " open")
                    .isEqualByComparingTo(clean.get("first_open").decimalValue());
            assertThat(number("SELECT max(high)" + where))
                    .as(name + " high")
                    .isEqualByComparingTo(clean.get("max_high").decimalValue());
            assertThat(number("SELECT min(low)" + where))
                    .as(name + " low")
                    .isEqualByComparingTo(clean.get("min_low").decimalValue());
            assertThat(number("SELECT (array_agg(close ORDER BY open_time DESC))[1]" + where))
                    .as(name + " close")
                    .isEqualByComparingTo(clean.get("last_close").decimalValue());
            assertThat(number("SELECT sum(round(coverage * 60))" + where))
                    .as(name + " minutes")
                    .isEqualByComparingTo(clean.get("rows").asText());
            var volume = new BigDecimal(clean.get("volume").asText());
            assertThat(stores.postgres()
                            .number("SELECT sum(volume::numeric)" + where)
                            .divide(volume, MathContext.DECIMAL64))
                    .as(name + " volume")
                    .isCloseTo(BigDecimal.ONE, within(new BigDecimal("1e-12")));
        }
    }

    @Test
    void withoutTradesTheirFeaturesAreUnknown() throws Exception {
        for (String column : RecordedTradesIT.MICROSTRUCTURE) {
            assertThat(number("SELECT count(%s) FROM features.bars_1h".formatted(column)))
                    .as(column)
                    .isZero();
            assertThat(number("SELECT count(%s) FROM features.bars_1d".formatted(column)))
                    .as(column)
                    .isZero();
        }
    }

    @Test
    void aFileThatIsInKafkaAlreadyIsRefused() throws Exception {
        Result again = quarterdeck.run("produce", sample.toString());

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(sample.getFileName().toString());
        assertThat(number("SELECT count(*) FROM raw.bars"))
                .isEqualByComparingTo(truth.get("rows").asText());
    }

    @Test
    void makingAQuarterAgainFromTheSameDataChangesNothing() throws Exception {
        String quarter = truth.get("quarters").get(0).get("quarter").asText();
        String releases = "SELECT count(*) FROM governance.release";
        BigDecimal before = number(releases);

        Result again = quarterdeck.run("quarter", quarter).expect(0);

        assertThat(again.out()).contains(quarter + "-v1");
        assertThat(number(releases)).isEqualByComparingTo(before);
    }

    @Test
    void theContentHashOfAReleaseIsThatOfTheStoredRows() throws Exception {
        assertThat(number("""
                SELECT count(*) FROM governance.release r JOIN governance.release_table t ON t.release = r.name,
                       features.content_hash(t.table_name, r.quarter) h
                 WHERE h.content_hash = t.content_hash AND h.row_count = t.row_count""")).isEqualByComparingTo(number("SELECT count(*) FROM governance.release_table"));
    }

    @Test
    void aReleaseIsListedAndExported() throws Exception {
        String quarter = truth.get("quarters").get(0).get("quarter").asText();
        Path exported = folder.resolve("exported");

        assertThat(quarterdeck.run("release").expect(0).out()).contains(quarter + "-v1 ");
        quarterdeck
                .run("release", quarter, "--version", "1", "--export", "csv", exported.toString())
                .expect(0);

        try (Stream<String> lines = Files.lines(exported.resolve("bars_1h.csv"))) {
            assertThat(number("SELECT row_count FROM governance.release_table WHERE table_name = 'features.bars_1h'"
                            + " AND release = '" + quarter + "-v1'"))
                    .isEqualByComparingTo(String.valueOf(lines.count() - 1));
        }
    }

    @Test
    void anMlEngineerReadsFeaturesAndNothingElse() throws Exception {
        Result features = quarterdeck
                .run("sql", "SELECT symbol, rsi_14 FROM features.bars_1d LIMIT 2")
                .expect(0);
        Result raw = quarterdeck.run("sql", "SELECT count(*) FROM raw.bars");
        Result change = quarterdeck.run("sql", "DELETE FROM features.bars_1d");

        assertThat(features.out().lines().findFirst()).contains("symbol,rsi_14");
        assertThat(features.out().lines()).hasSize(3);
        assertThat(raw.exitCode()).isEqualTo(1);
        assertThat(raw.err()).contains("permission denied");
        assertThat(change.exitCode()).isEqualTo(1);
    }

    private static BigDecimal number(String sql) throws SQLException, IOException {
        return stores.postgres().number(sql);
    }
}
