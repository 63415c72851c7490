package io.quarterdeck.dashboard.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusTakerIT {

    private static final String BARS = EventKind.BARS.topic();

    @TempDir
    private static Path folder;

    private static TestPostgres postgres;
    private static Connection connection;
    private static Jdbi jdbi;

    private final RawCensus census = new RawCensus();
    private final CensusTaker taker = new CensusTaker(census);

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.open(folder);
        var owner = new PostgresOptions();
        owner.url = postgres.url("quarterdeck");
        owner.user = TestPostgres.OWNER;
        owner.passwordFile = postgres.secrets().resolve(TestPostgres.OWNER + ".password");
        new Bootstrap(Map.of(), owner, postgres.secrets(), TopicSettings.DEFAULT).prepareDatabase();
        connection = owner.connect("test");
        jdbi = Jdbi.create(connection);
        Database.configure(jdbi);
    }

    @AfterAll
    static void stop() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Of ten rows one is in partition 0, the others in partition 1, so that the same offset is ten times as far on in 0. */
    @Test
    void newRowsOfTheSlowestPartitionAreFoundWithoutReadingTheTable() {
        run("SELECT raw.ensure_quarters('raw.bars', '2016-10-01', '2016-12-31')");
        store("CASE n % 10 WHEN 0 THEN 0 ELSE 1 END, CASE n % 10 WHEN 0 THEN n / 10 ELSE n - n / 10 - 1 END", 200_000);
        stored(20_000, 180_000);
        run("VACUUM ANALYZE raw.bars");
        taker.countAll(jdbi);
        assertThat(census.rows(BARS)).contains(200_000L);
        store("0, 20000 + n", 100);
        stored(20_100, 180_000);
        assertThat(countedAll()).isFalse();
        long before = rowsRead();

        assertThat(jdbi.<Boolean, RuntimeException>inTransaction(taker::countNew))
                .isTrue();

        assertThat(census.rows(BARS)).contains(200_100L);
        assertThat(countedAll()).isTrue();
        assertThat(rowsRead() - before).isBetween(100L, 20_000L);
    }

    private boolean countedAll() {
        return jdbi.withHandle(handle -> taker.isUpTo(CensusTaker.stored(handle)));
    }

    private static void store(String partitionAndOffset, int rows) {
        run("""
                INSERT INTO raw.bars (kafka_partition, kafka_offset, symbol, open_time, open, high, low, close, volume,
                                      source_id, source_line, ingested_at)
                SELECT %s, 'BTCUSD', timestamptz '2016-10-03 00:00:00Z' + n %% 100000 * interval '1 minute', 1, 1, 1, 1, 1,
                       1, n, clock_timestamp()
                  FROM generate_series(0, %d - 1) AS n""".formatted(partitionAndOffset, rows));
    }

    private static void stored(long... nextOffsets) {
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            run("""
                    INSERT INTO raw.consumer_offset (topic, kafka_partition, next_offset, topic_id)
                    VALUES ('%s', %d, %d, 'any')
                    ON CONFLICT (topic, kafka_partition) DO UPDATE SET next_offset = excluded.next_offset""".formatted(BARS, partition, nextOffsets[partition]));
        }
    }

    private static long rowsRead() {
        run("SELECT pg_stat_force_next_flush()"); // what is not told yet, up to the end of this statement
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
                          FROM pg_stat_all_tables WHERE schemaname = 'raw' AND relname LIKE 'bars%'
                        """).mapTo(Long.class).one());
    }

    private static void run(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }
}
