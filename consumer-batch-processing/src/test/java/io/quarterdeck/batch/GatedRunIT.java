package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarterdeck.testservers.WithServers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gate lets through and what the record keeps of it, told as one story: each test goes on from where the one
 * before has left the tables.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithServers
class GatedRunIT {

    private static final String RELEASES = "SELECT name FROM governance.release ORDER BY name";
    private static final String LAST_RUN = "(SELECT max(id) FROM governance.run)";
    private static final String QUARTERS_OF_LAST_RUN =
            "SELECT quarter, state, release FROM governance.run_quarter WHERE run = " + LAST_RUN + " ORDER BY 1";
    private static final String STORED_IS_RELEASED = """
            SELECT bool_and(stored.row_count = released.row_count AND stored.content_hash = released.content_hash)
              FROM governance.release
              JOIN governance.release_table AS released ON released.release = release.name,
                   features.content_hash(released.table_name, release.quarter) AS stored
             WHERE release.version = (SELECT max(version) FROM governance.release AS other WHERE other.quarter = release.quarter)
            """;

    @TempDir
    static Path folder;

    private static TestJob job;

    @BeforeAll
    static void start() throws Exception {
        job = TestJob.start(folder);
    }

    @AfterAll
    static void stop() {
        job.close();
    }

    @Test
    @Order(1)
    void aRunRecordsWhatItDid() throws Exception {
        job.land(TestJob.twoBarsADay("AAA", "2016-12-01T06:00:00Z", "2017-07-01T00:00:00Z"));

        assertThat(job.run("--quarter", "2017Q1", "--quarter", "2017Q2")).isZero();

        assertThat(job.read("SELECT state, quarters, error, options ->> 'max_reject_ratio', spark_master,"
                        + " spark_application_id IS NOT NULL, bars_snapshot_id IS NOT NULL, trades_snapshot_id,"
                        + " ended_at > started_at, started_by LIKE '%@% as batch' FROM governance.run"))
                .containsExactly("SUCCEEDED,{2017Q1,2017Q2},null,0.01,local[2],t,t,null,t,t");
        assertThat(job.read(QUARTERS_OF_LAST_RUN))
                .containsExactly("2017Q1,PUBLISHED,2017Q1-v1", "2017Q2,PUBLISHED,2017Q2-v1");
        assertThat(job.read("SELECT run_id = " + LAST_RUN + ", override_reason FROM governance.release"))
                .containsExactly("t,null", "t,null");
        assertThat(job.read("SELECT step, rows_in, rows_out FROM governance.run_step"
                        + " WHERE took_ms IS NOT NULL AND (quarter IS NULL OR quarter = '2017Q1') ORDER BY id"))
                .containsExactly(
                        "start Spark,null,null",
                        "wait for landers,null,null",
                        "read,null,null",
                        "audit,null,null",
                        "clean and join,424,424", // Spark leaves out whole files, so none of before the warm-up
                        "quarantine,null,null",
                        "quality,362,362",
                        "features 1h,null,362",
                        "features 1d,null,181",
                        "compare,null,null",
                        "lake 1h,180,180",
                        "lake 1d,90,90",
                        "PostgreSQL,270,270");
        assertThat(job.read("SELECT symbol, rule, action, row_count FROM governance.quality_result"
                        + " WHERE quarter = '2017Q1' ORDER BY rule"))
                .containsExactly(
                        "AAA,bars,total,180",
                        "AAA,days,total,90",
                        "AAA,expected_days,total,90",
                        "AAA,gap,flag,180", // a bar every twelve hours
                        "AAA,trades,total,0");
        assertThat(job.read("SELECT DISTINCT check_.value ->> 'check', check_.value ->> 'passed'"
                        + " FROM governance.run_quarter, jsonb_array_elements(gate) AS check_ ORDER BY 1"))
                .contains("coverage,true", "reject_ratio,true");
        assertThat(job.database.query(
                        "dashboard",
                        "SELECT message FROM governance.run_log WHERE logger LIKE 'io.quarterdeck.%'"
                                + " AND level = 'INFO' ORDER BY position"))
                .first(InstanceOfAssertFactories.STRING)
                .startsWith("start warehouse=");
        assertThat(job.database.query(
                        "dashboard",
                        "SELECT message FROM governance.run_log WHERE message LIKE 'published %' ORDER BY position"))
                .containsExactly("published release=2017Q1-v1", "published release=2017Q2-v1");
        assertThat(job.database.query(
                        "dashboard",
                        "SELECT bool_and(logged_at BETWEEN started_at - interval '1 minute' AND ended_at),"
                                + " min(position), count(DISTINCT position) = max(position)"
                                + " FROM governance.run_log JOIN governance.run ON run.id = run"))
                .containsExactly("t,1,t");
    }

    @Test
    @Order(2)
    void whatItsRecordSaysOfLineageIsInOrder() throws Exception {
        assertThat(job.read("SELECT quarter, event_type, event ->> 'eventType', jsonb_array_length(event -> 'inputs'),"
                        + " jsonb_array_length(event -> 'outputs') FROM governance.lineage_event ORDER BY id"))
                .containsExactly(
                        "2017Q1,START,START,1,0",
                        "2017Q2,START,START,1,0",
                        "2017Q1,COMPLETE,COMPLETE,1,4",
                        "2017Q2,COMPLETE,COMPLETE,1,4");
        // datasets name the versions that the register of releases has
        assertThat(job.read("""
                        SELECT count(*)
                          FROM governance.lineage_event, jsonb_array_elements(event -> 'outputs') AS dataset,
                               governance.release_table AS released
                         WHERE dataset ->> 'name' = released.table_name
                           AND dataset -> 'facets' -> 'version' ->> 'datasetVersion' = released.lake_snapshot_id::text
                        """)).containsExactly("4");
        assertThat(job.read("""
                        SELECT count(*)
                          FROM governance.lineage_event
                          JOIN governance.run ON run.id = lineage_event.run, jsonb_array_elements(event -> 'inputs') AS dataset
                         WHERE dataset ->> 'name' = 'raw.bars'
                           AND dataset -> 'facets' -> 'version' ->> 'datasetVersion' = run.bars_snapshot_id::text
                           AND event #>> '{run,facets,parent,run,runId}' = run.lineage_id::text
                        """)).containsExactly("4");
    }

    @Test
    @Order(3)
    void aRefusedQuarterStaysAsItWasAndTheOthersArePublished() throws Exception {
        job.land(List.of("AAA,2017-02-01T06:00:00Z,100,101,99,100,11")); // a correction, so that the content changes
        job.land(IntStream.range(0, 10)
                .mapToObj("AAA,2017-02-01T12:%02d:00Z,100,90,110,100,1"::formatted) // high below low
                .toList());
        String before = contents("2017Q1");

        assertThat(job.run("--quarter", "2017Q1", "--quarter", "2017Q2", "--force"))
                .isEqualTo(3);

        assertThat(job.errors())
                .contains("2017Q1 is refused by the gate; what was published of it before stays as it is.")
                .contains("reject_ratio: 0.0524 of the rows are unusable, at most 0.01 may be")
                .contains("AAA high_below_low: 10 rows")
                .contains("--override-gate REASON");
        assertThat(job.read(RELEASES)).containsExactly("2017Q1-v1", "2017Q2-v1", "2017Q2-v2");
        assertThat(contents("2017Q1")).isEqualTo(before);
        assertThat(job.read(STORED_IS_RELEASED)).containsExactly("t");
        assertThat(job.read("SELECT state, error FROM governance.run WHERE id = " + LAST_RUN))
                .containsExactly("REFUSED,null");
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).containsExactly("2017Q1,REFUSED,null", "2017Q2,PUBLISHED,2017Q2-v2");
        assertThat(job.read("SELECT check_ ->> 'check', check_ ->> 'allowed' FROM governance.run_quarter,"
                        + " jsonb_array_elements(gate) AS check_ WHERE check_ ->> 'passed' = 'false'"))
                .containsExactly("reject_ratio,0.01");
        assertThat(job.read("SELECT quarter, symbol, action, row_count FROM governance.quality_result"
                        + " WHERE rule = 'high_below_low'"))
                .containsExactly("2017Q1,AAA,drop,10");
        assertThat(job.read("SELECT event_type FROM governance.lineage_event WHERE quarter = '2017Q1' AND run = "
                        + LAST_RUN + " ORDER BY id"))
                .containsExactly("START", "FAIL");
    }

    @Test
    @Order(4)
    void aSymbolThatIsThereOnTooFewDaysIsRefused() throws Exception {
        assertThat(job.run("--quarter", "2017Q2", "--min-coverage", "1")).isZero();
        job.land(List.of("BBB,2017-04-01T06:00:00Z,100,101,99,100,1"));

        assertThat(job.run("--quarter", "2017Q2", "--min-coverage", "0.5")).isEqualTo(3);

        assertThat(job.errors()).contains("coverage of BBB: 0.0110 of the days have bars, at least 0.5 must");
    }

    @Test
    @Order(5)
    void anOverridePublishesAndSaysWhyAndWho() throws Exception {
        assertThat(job.run("--quarter", "2017Q1", "--override-gate", "the exchange confirmed it"))
                .isZero();

        assertThat(job.read("SELECT name, override_reason, override_by LIKE '%@% as batch', run_id = " + LAST_RUN
                        + " FROM governance.release WHERE override_reason IS NOT NULL"))
                .containsExactly("2017Q1-v2,the exchange confirmed it,t,t");
        assertThat(job.read(
                        "SELECT state, release, override_reason FROM governance.run_quarter WHERE run = " + LAST_RUN))
                .containsExactly("PUBLISHED,2017Q1-v2,the exchange confirmed it");
    }

    @Test
    @Order(6)
    void whatTheGateLetsThroughIsNoOverride() throws Exception {
        assertThat(job.run(
                        "--quarter", "2017Q1", "--override-gate", "just in case", "--max-reject-ratio", "1", "--force"))
                .isZero();

        assertThat(job.read("SELECT override_reason FROM governance.release WHERE name = '2017Q1-v3'"))
                .containsExactly("null");
    }

    @Test
    @Order(7)
    void dueIsWhatHasNoReleaseAndWasNotRefusedAsItIs() throws Exception {
        assertThat(job.run("--due", "--min-coverage", "0")).isZero(); // 2016Q4 has only a part: not complete
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).isEmpty();

        job.land(TestJob.twoBarsADay("AAA", "2017-07-01T06:00:00Z", "2018-01-01T00:00:00Z"));
        job.land(IntStream.range(0, 10)
                .mapToObj("AAA,2017-08-01T12:%02d:00Z,100,90,110,100,1"::formatted)
                .toList());
        assertThat(job.run("--due", "--settle", "P9999D")).isZero(); // as if rows were still coming
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).isEmpty();

        assertThat(job.run("--due", "--settle", "PT1S")).isEqualTo(3);
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).containsExactly("2017Q3,REFUSED,null", "2017Q4,PUBLISHED,2017Q4-v1");

        assertThat(job.run("--due")).isZero();
        assertThat(job.read("SELECT state, quarters FROM governance.run WHERE id = " + LAST_RUN))
                .containsExactly("SUCCEEDED,{}");

        job.land(List.of("AAA,2017-08-02T12:00:00Z,100,101,99,100,1")); // other data: judged again
        assertThat(job.run("--due", "--max-reject-ratio", "0.1")).isZero();
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).containsExactly("2017Q3,PUBLISHED,2017Q3-v1");
    }

    @Test
    @Order(8)
    void theHashDoesNotDependOnCoresPartitionsOrFiles() throws Exception {
        String hashes = "SELECT DISTINCT table_name, content_hash FROM governance.release_table"
                + " WHERE release LIKE '2017Q4-%' ORDER BY 1";
        List<String> before = job.read(hashes);
        rewriteRawFiles();
        System.setProperty("spark.master", "local[1]");
        System.setProperty("spark.sql.shuffle.partitions", "7");
        try {
            assertThat(job.run("--quarter", "2017Q4", "--force")).isZero();
        } finally {
            System.setProperty("spark.master", "local[2]");
            System.clearProperty("spark.sql.shuffle.partitions");
        }

        assertThat(job.read("SELECT spark_master FROM governance.run WHERE id = " + LAST_RUN))
                .containsExactly("local[1]");
        assertThat(job.read("SELECT name FROM governance.release WHERE quarter = '2017Q4' ORDER BY 1"))
                .containsExactly("2017Q4-v1", "2017Q4-v2");
        assertThat(before).hasSize(2);
        assertThat(job.read(hashes)).isEqualTo(before);
    }

    /** All rows anew, in another order and in one file per month. */
    private static void rewriteRawFiles() throws Exception {
        try (SparkSession spark = job.lake("stream_storage")) {
            spark.sql("CALL lake.system.rewrite_data_files(table => 'raw.bars', strategy => 'sort',"
                    + " sort_order => 'symbol DESC, open_time DESC', options => map('rewrite-all', 'true'))");
        }
    }

    @Test
    @Order(9)
    void lineageIsAlsoSentWhereItIsWanted() throws Exception {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/lineage", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:%d/api/v1/lineage"
                .formatted(server.getAddress().getPort());
        try {
            assertThat(job.run("--quarter", "2017Q4", "--openlineage-url", url)).isZero();
        } finally {
            server.stop(0);
        }
        var json = new ObjectMapper();
        var stored = new ArrayList<>();
        for (String event : job.database.query(
                "ml_reader", "SELECT event FROM governance.lineage_event WHERE run = " + LAST_RUN + " ORDER BY id")) {
            stored.add(json.readTree(event));
        }
        assertThat(received).hasSize(2).extracting(json::readTree).isEqualTo(stored);

        // the server is gone: the run does not mind
        assertThat(job.run("--quarter", "2017Q4", "--openlineage-url", url)).isZero();
    }

    @Test
    @Order(10)
    void aFailedRunSaysWhereAndWhy() throws Exception {
        assertThat(job.run("--quarter", "2020Q1")).isEqualTo(1);

        assertThat(job.read("SELECT state, left(error, 18) FROM governance.run WHERE id = " + LAST_RUN))
                .containsExactly("FAILED,2020Q1 has no data");
    }

    @Test
    @Order(11)
    void aQuarterThatAnotherRunHasEndsTheRunButThoseBeforeItArePublished() throws Exception {
        try (Connection other = job.database.as("owner").connect("another run")) {
            TestDatabase.query(other, "SELECT pg_advisory_lock(%d, 20172)".formatted(0x5144_0001));

            assertThat(job.run("--quarter", "2017Q1", "--quarter", "2017Q2", "--max-reject-ratio", "1", "--force"))
                    .isEqualTo(1);
        }

        assertThat(job.errors()).startsWith("another run is at work on 2017Q2");
        assertThat(job.read(QUARTERS_OF_LAST_RUN)).containsExactly("2017Q1,PUBLISHED,2017Q1-v4");
        assertThat(job.read("SELECT quarter, event_type FROM governance.lineage_event WHERE run = " + LAST_RUN
                        + " ORDER BY id"))
                .containsExactly("2017Q1,START", "2017Q1,COMPLETE");
    }

    private static String contents(String quarter) throws Exception {
        return job.read("SELECT * FROM features.content_hash('features.bars_1h', '%1$s'),".formatted(quarter)
                        + " features.content_hash('features.bars_1d', '%1$s') AS days(r, h)".formatted(quarter))
                + newestInLake();
    }

    private static String newestInLake() throws Exception {
        try (SparkSession spark = job.lake("batch")) {
            return spark.sql("SELECT sum(hash(*)) FROM lake.features.bars_1h WHERE open_time < '2017-04-01'")
                    .first()
                    .toString();
        }
    }
}
