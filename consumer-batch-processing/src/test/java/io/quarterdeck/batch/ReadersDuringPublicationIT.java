package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.testservers.WithServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that reads a quarter all the time while the real job publishes it again and again. */
@WithServers
class ReadersDuringPublicationIT {

    private static final int PUBLICATIONS = 10;

    /** Nanoseconds. */
    private static final long BETWEEN_LOOKS = 20_000_000;

    /** One statement, so one snapshot: the register and what is stored, as a client sees them in the same moment. */
    private static final String LOOK = """
            SELECT max(release.name), count(*),
                   bool_and(stored.row_count = released.row_count AND stored.content_hash = released.content_hash),
                   (SELECT count(*) FROM features.bars_1d)
              FROM governance.release
              JOIN governance.release_table AS released ON released.release = release.name,
                   features.content_hash(released.table_name, release.quarter) AS stored
             WHERE release.version = (SELECT max(version) FROM governance.release)
            """;

    @TempDir
    static Path folder;

    @Test
    void aReaderSeesCompleteReleasesOnlyAndNeverAnError() throws Exception {
        try (var job = TestJob.start(folder)) {
            job.land(TestJob.twoBarsADay("AAA", "2016-12-01T06:00:00Z", "2017-04-01T00:00:00Z"));
            assertThat(job.run("--quarter", "2017Q1")).isZero();
            var done = new AtomicBoolean();
            var readers = Executors.newSingleThreadExecutor();
            Future<TreeSet<String>> reading = readers.submit(() -> {
                var seen = new TreeSet<String>();
                try (Connection reader = job.database.as("ml_reader").connect("test")) {
                    while (!done.get()) {
                        seen.addAll(TestDatabase.query(reader, LOOK));
                        LockSupport.parkNanos(BETWEEN_LOOKS); // a whole core otherwise, which others' tests need
                    }
                }
                return seen;
            });

            for (int i = 1; i <= PUBLICATIONS; i++) {
                job.land(List.of("AAA,2017-02-01T06:00:00Z,100,101,99,100," + (10 + i))); // another content
                assertThat(job.run("--quarter", "2017Q1", "--force")).isZero();
            }

            done.set(true);
            readers.shutdown();
            assertThat(job.read("SELECT count(DISTINCT content_hash) FROM governance.release_table"
                            + " WHERE table_name = 'features.bars_1d'"))
                    .containsExactly(String.valueOf(PUBLICATIONS + 1));
            // every look: two tables, each with the rows and the hash of its release; no release was missed
            assertThat(reading.get()).hasSize(PUBLICATIONS + 1).allMatch(look -> look.matches("2017Q1-v\\d+,2,t,90"));
        }
    }
}
