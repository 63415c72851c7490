package io.quarterdeck.systemtests.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.systemtests.LakeContent.Found;
import io.quarterdeck.systemtests.Program.Result;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit as a user runs it: that it agrees with what the stores hold, asked without it, and that it names the row that
 * somebody has changed behind the services' backs. Each test leaves the stores as it has found them, but the last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
@ExtendWith(SampleDemo.Shared.class)
class CustodyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIFFERS = 4;
    private static final int REFUSED = 3;

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
    @Order(1)
    void theCertificateStatesWhatTheStoresHold() throws Exception {
        Path exported = folder.resolve("certificate.json");

        Result audit = quarterdeck.run("audit", "--export", exported.toString()).expect(0);

        assertThat(audit.out()
                        .lines()
                        .filter(line -> line.startsWith("sample.csv.gz "))
                        .findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line).contains("market.bars").endsWith("agree"));
        JsonNode body =
                JSON.readTree(JSON.readTree(exported.toFile()).get("body").asText());
        ContentHash held =
                stores.lake().byPartition(EventKind.BARS).values().stream().reduce(ContentHash.NONE, ContentHash::plus);
        assertThat(held.rows()).isEqualTo(truth.get("rows").asLong());
        for (JsonNode sum :
                List.of(body.get("topics").get(0), body.get("sources").get(0))) {
            assertThat(sum.get("rows").asLong()).isEqualTo(held.rows());
            assertThat(sum.get("hash").asText()).isEqualTo(held.hex());
        }
        assertThat(Stream.of("Kafka", "PostgreSQL", "lake", "manifest"))
                .allSatisfy(store -> assertThat(body.get("compared").toString()).contains(store));
        quarterdeck.run("audit", "verify").expect(0);
        quarterdeck.run("audit", "verify", exported.toString()).expect(0);

        Files.writeString(exported, Files.readString(exported).replace("raw.bars", "raw.cars"));
        assertThat(quarterdeck
                        .run("audit", "verify", exported.toString())
                        .expect(DIFFERS)
                        .out())
                .contains("the body or the hash was changed");
    }

    @Test
    @Order(2)
    void everyReleaseStandsOnACertificateOfItsQuarter() throws Exception {
        assertThat(stores.postgres().number("SELECT count(*) FROM governance.release"))
                .isPositive();
        assertThat(stores.postgres().number("""
                        SELECT count(*) FROM governance.release LEFT JOIN governance.certificate
                            ON certificate.id::text = release.certificate AND certificate.quarter = release.quarter
                         WHERE certificate.id IS NULL""")).isZero();
    }

    @Test
    @Order(3)
    void theFileItselfIsHeldAgainstThem() throws Exception {
        Result audit = quarterdeck.run("audit", "--source", sample.toString()).expect(0);

        assertThat(audit.out()).contains("CSV").contains("agree");
    }

    @Test
    @Order(4)
    void theNextRunOfAQuarterTakesItsCertificate() throws Exception {
        String certificates = "SELECT count(*) FROM governance.certificate";
        var before = stores.postgres().number(certificates);

        quarterdeck.run("quarter", quarter()).expect(0);

        assertThat(stores.postgres().number(certificates)).isEqualByComparingTo(before);
    }

    @Test
    @Order(5)
    void aValueChangedInPostgresIsNamedAndItsQuarterNotPublished() throws Exception {
        Found row = stores.lake().anyRow(EventKind.BARS);
        String change = "UPDATE raw.bars SET close = %s WHERE kafka_partition = %d AND kafka_offset = %d";
        double close = (Double) row.values().get("close");
        assertThat(quarterdeck.changeAsOwner(change.formatted(close + 1, row.partition(), row.offset())))
                .isEqualTo(1);
        try {
            String told = quarterdeck.run("audit").expect(DIFFERS).out();
            assertThat(told).contains("DIFFERS", "Rows that differ: 1", named(row));
            assertThat(told.lines().filter(line -> line.contains("PostgreSQL: symbol=")))
                    .singleElement()
                    .asString()
                    .contains("close=" + (close + 1));
            assertThat(told.lines().filter(line -> line.contains("Kafka, lake: symbol=")))
                    .singleElement()
                    .asString()
                    .contains("close=" + close);
            String quarter = quarterOf(row);
            assertThat(quarterdeck
                            .run("quarter", quarter, "--override-gate", "none")
                            .expect(REFUSED)
                            .err())
                    .contains(quarter + " is not published", "offset " + row.offset(), "What to do:");
        } finally {
            quarterdeck.changeAsOwner(change.formatted(close, row.partition(), row.offset()));
        }
        quarterdeck.run("audit").expect(0);
    }

    @Test
    @Order(6)
    void aRowPutBehindAllThatHasLandedIsNoRowInFlight() throws Exception {
        Found row = stores.lake().anyRow(EventKind.BARS);
        assertThat(quarterdeck.changeAsOwner("""
                        INSERT INTO raw.bars SELECT (jsonb_populate_record(stored, '{"kafka_offset": 1000000}')).*
                          FROM raw.bars AS stored WHERE kafka_partition = %d AND kafka_offset = %d""".formatted(row.partition(), row.offset())))
                .isEqualTo(1);
        try {
            assertThat(quarterdeck.run("audit").expect(DIFFERS).out())
                    .contains("1 rows that no lander can have put there", "source line " + row.sourceLine());
        } finally {
            quarterdeck.changeAsOwner("DELETE FROM raw.bars WHERE kafka_offset = 1000000");
        }
    }

    @Test
    @Order(7)
    void aRowDeletedInTheLakeIsNamed() throws Exception {
        Found row = stores.lake().anyRow(EventKind.BARS);
        long before = stores.lake().delete(EventKind.BARS, row);
        try {
            String told = quarterdeck
                    .run("audit", "--quarter", quarterOf(row))
                    .expect(DIFFERS)
                    .out();

            assertThat(told).contains("Rows that differ: 1", "line %d, ".formatted(row.sourceLine()), "lake: nothing");
        } finally {
            stores.lake().rollBack(EventKind.BARS, before);
        }
    }

    @Test
    @Order(8)
    void aRecordKeptAsUndecodableThatKafkaDoesNotHoldIsSaid() throws Exception {
        Found row = stores.lake().anyRow(EventKind.BARS);
        assertThat(quarterdeck.changeAsOwner("""
                        INSERT INTO raw.undecodable (topic, kafka_partition, kafka_offset, reason, ingested_at)
                        VALUES ('market.bars', %d, %d, 'none', now())""".formatted(row.partition(), row.offset())))
                .isEqualTo(1);
        try {
            assertThat(quarterdeck.run("audit").expect(DIFFERS).out())
                    .contains("market.bars: 0 records that are no events, raw.undecodable keeps 1");
        } finally {
            quarterdeck.changeAsOwner("DELETE FROM raw.undecodable");
        }
    }

    /** From here on nothing is put back: what Kafka has lost is lost. */
    @Test
    @Order(9)
    void whatKafkaNoLongerHoldsIsSaidAndTheRestCompared() throws Exception {
        int partition = stores.lake().anyRow(EventKind.BARS).partition();
        stores.kafka().deleteBefore(EventKind.BARS, partition, 100);

        String told = quarterdeck.run("audit").expect(0).out();

        assertThat(told).contains("market.bars-%d: Kafka's log begins at offset 100".formatted(partition));
    }

    @Test
    @Order(10)
    void aRejectedLineThatTheManifestDoesNotCountIsSaid() throws Exception {
        SourceManifest manifest = stores.kafka().manifests(EventKind.BARS).get(0);
        stores.kafka().reject(new RejectedLine(manifest.sourceId(), manifest.name(), 2, "a line", "none"));

        assertThat(quarterdeck.run("audit").expect(DIFFERS).out())
                .contains("%,d lines in market.rejected, the manifest counts %,d"
                        .formatted(manifest.rowsRejected() + 1, manifest.rowsRejected()));
    }

    private static String named(Found row) {
        return "sample.csv.gz line %d, market.bars-%d offset %d"
                .formatted(row.sourceLine(), row.partition(), row.offset());
    }

    private static String quarter() {
        return truth.get("quarters").get(0).get("quarter").asText();
    }

    private static String quarterOf(Found row) {
        String time = row.values().get("open_time").toString();
        return time.substring(0, 4) + "Q" + (Integer.parseInt(time.substring(5, 7)) + 2) / 3;
    }
}
