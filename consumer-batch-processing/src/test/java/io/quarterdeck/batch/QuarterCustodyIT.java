package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.testservers.TestPostgres;
import io.quarterdeck.testservers.WithServers;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job publishes of stores that differ: nothing. And of stores of which one is behind: what both hold. */
@WithServers
class QuarterCustodyIT {

    private static final int REFUSED = 3;
    private static final String CERTIFICATES = "SELECT count(*) FROM governance.certificate";
    private static final String RELEASES = "SELECT name FROM governance.release ORDER BY name";

    @TempDir
    static Path folder;

    private static TestJob job;

    @BeforeAll
    static void start() throws Exception {
        job = TestJob.start(folder);
        job.land(TestJob.twoBarsADay("AAA", "2016-12-01T06:00:00Z", "2017-04-02T00:00:00Z"));
    }

    @AfterAll
    static void stop() {
        job.close();
    }

    @AfterEach
    void makeThemHoldTheSame() throws Exception {
        try (SparkSession spark = job.lake("stream_storage")) {
            job.database.mirror(spark);
        }
    }

    @Test
    void aQuarterOfWhichTheyHoldOtherValuesIsNotPublishedWhateverItsCertificateSaid() throws Exception {
        assertThat(run()).as(job.errors()).isZero();
        var certificates = job.read(CERTIFICATES);
        var releases = job.read(RELEASES);
        changeAsOwner("UPDATE raw.bars SET close = close + 0.5 WHERE open_time = '2017-02-01 06:00:00+00'");

        assertThat(run("--force", "--override-gate", "none")).isEqualTo(REFUSED);

        assertThat(job.errors()).contains("2017Q1 is not published", "line 126, market.bars-0 offset 124");
        assertThat(job.read(CERTIFICATES)).isEqualTo(certificates);
        assertThat(job.read(RELEASES)).isEqualTo(releases);
    }

    @Test
    void rowsThatTheLakeHasNotComeToAreNotHeldAgainstIt() throws Exception {
        changeAsOwner("""
                INSERT INTO raw.bars SELECT (jsonb_populate_record(stored, '{"kafka_offset": 1000}')).*
                  FROM raw.bars AS stored WHERE open_time = '2017-02-01 06:00:00+00'""");
        changeAsOwner("UPDATE raw.consumer_offset SET next_offset = 1001"); // as its lander does with the row

        assertThat(run()).as(job.errors()).isZero();
    }

    @Test
    void rowsOfTheLakeThatPostgresHasNotComeToAreNotPublished() throws Exception {
        var certificates = job.read(CERTIFICATES);
        var releases = job.read(RELEASES);
        changeAsOwner("DELETE FROM raw.bars WHERE kafka_offset >= 200");
        changeAsOwner("UPDATE raw.consumer_offset SET next_offset = 200");

        assertThat(run("--force")).isEqualTo(REFUSED);

        assertThat(job.errors()).contains("rows of 2017Q1 are in the lake and not yet in PostgreSQL");
        assertThat(job.read(CERTIFICATES)).isEqualTo(certificates);
        assertThat(job.read(RELEASES)).isEqualTo(releases);
    }

    /** Exit code. */
    private static int run(String... more) {
        return job.run(Stream.concat(Stream.of("--quarter", "2017Q1", "--max-wait", "PT0S"), Stream.of(more))
                .toArray(String[]::new));
    }

    private static void changeAsOwner(String sql) throws Exception {
        job.database.execute(TestPostgres.OWNER, sql);
    }
}
