package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreEventsIT {

    private final Servers servers = Servers.running();
    private BarFeed feed;

    @BeforeEach
    void emptyTopicsAndTables() throws Exception {
        servers.reset();
        feed = new BarFeed(servers);
    }

    @AfterEach
    void closeFeed() {
        feed.close();
    }

    @Test
    void everyCommittedRecordIsStoredOnceAndTheOffsetsReachTheEndOfTheTopic() throws Exception {
        feed.send(BarFeed.minutes(5000));
        feed.sendAndAbort(BarFeed.minutes(1000));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));

            assertThat(servers.count("raw.bars")).isEqualTo(5000);
            Lander.assertStoredEqualsTopic(servers, feed);
            assertThat(lander.storing.ready()).isTrue();
            assertThat(lander.metrics.get("quarterdeck.rows.stored").counter().count())
                    .isEqualTo(5000);
            lander.turnUntil(
                    () -> lander.metrics.find("quarterdeck.lag.records").gauge() != null);
            assertThat(lander.metrics.get("quarterdeck.lag.records").gauge().value())
                    .isZero();
            double offsets = lander.metrics.get("quarterdeck.next.offset").gauges().stream()
                    .mapToDouble(gauge -> gauge.value())
                    .sum();
            assertThat(offsets)
                    .isEqualTo(feed.endOffsets().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }
    }

    @Test
    void aRestartGoesOnFromTheStoredOffsets() throws Exception {
        feed.send(BarFeed.minutes(3000));
        try (var first = new Lander(servers, "g")) {
            first.turnUntil(() -> servers.count("raw.bars") >= 1000);
        }

        // Another group has no offsets in Kafka: only those in the database can tell where to go on.
        try (var second = new Lander(servers, "another")) {
            second.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void rowsGoToTheirQuarterAndThoseOutsideTheYearsToTheDefaultPartition() throws Exception {
        feed.send(List.of(
                BarFeed.bar("A", Instant.parse("2016-12-31T23:59:59.999999Z"), 1, 1),
                BarFeed.bar("A", Instant.parse("2017-01-01T00:00:00Z"), 1, 2),
                BarFeed.bar("A", Instant.parse("1999-12-31T23:59:59Z"), 1, 3),
                BarFeed.bar("A", Instant.parse("2199-12-31T23:59:59Z"), 1, 4)));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.query("SELECT source_line, tableoid::regclass FROM raw.bars ORDER BY source_line"))
                .containsExactly("1 raw.bars_2016q4", "2 raw.bars_2017q1", "3 raw.bars_default", "4 raw.bars_2199q4");
    }

    @Test
    void theDatabaseComputesTheContentHashThatJavaComputes() throws Exception {
        long micros = 1_483_228_799_999_999L;
        feed.send(List.of(
                new Bar("EUR\u20acÄé漢", micros, -0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.1, Long.MIN_VALUE, 1),
                new Bar("A", 0, -Double.MIN_VALUE, 2.2250738585072014E-308, 1e-310, -1e300, 1, Long.MAX_VALUE, 1),
                new Bar("A", Bar.END_TIME_MICROS - 1, 1, 1, 1, 1, 1, -1, Long.MAX_VALUE)));
        feed.send(BarFeed.minutes(2000));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(2003);
        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void whatCannotBeDecodedIsKeptByteForByteAndTheRestGoesOn() throws Exception {
        feed.sendRaw("K", "{\"symbol\": 7}".getBytes(StandardCharsets.UTF_8));
        feed.sendRaw("K", new byte[] {0, (byte) 0xFF, 'x'});
        feed.sendRaw(null, null);
        feed.sendRaw("K", "nul\0l".getBytes(StandardCharsets.UTF_8)); // a reason that quotes what text cannot hold
        feed.send(BarFeed.minutes(10));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
            assertThat(lander.metrics.get("quarterdeck.undecodable").counter().count())
                    .isEqualTo(4);
        }

        assertThat(servers.count("raw.bars")).isEqualTo(10);
        assertThat(servers.query("SELECT topic, encode(key, 'escape'), encode(value, 'hex') FROM raw.undecodable"))
                .containsExactlyInAnyOrder(
                        "market.bars K 7b2273796d626f6c223a20377d",
                        "market.bars K 00ff78",
                        "market.bars null null",
                        "market.bars K 6e756c006c");
        assertThat(servers.query("SELECT reason FROM raw.undecodable"))
                .contains("field symbol is not a string", "the value is null");
    }

    @Test
    void twoLandersOfDifferentGroupsFenceEachOtherAndStoreEverythingOnce() throws Exception {
        feed.send(BarFeed.minutes(20_000));

        try (var one = new Lander(servers, "one", 300);
                var other = new Lander(servers, "other", 300)) {
            Lander.turnUntil(() -> Lander.caughtUp(servers, feed), one, other);

            assertThat(one.metrics.get("quarterdeck.rows.stored").counter().count()
                            + other.metrics
                                    .get("quarterdeck.rows.stored")
                                    .counter()
                                    .count())
                    .isEqualTo(20_000);
        }

        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void anOwnerWhoseOffsetWasMovedStoresNothingAndGoesOnFromTheNewOffset() throws Exception {
        feed.send(BarFeed.minutes(100));
        try (var stale = new Lander(servers, "g")) {
            stale.turnUntil(() -> Lander.caughtUp(servers, feed));
            feed.send(BarFeed.minutes(50));
            try (var newOwner = new Lander(servers, "another")) {
                newOwner.turnUntil(() -> Lander.caughtUp(servers, feed));
            }

            stale.turnUntil(() -> !stale.storing.ready());
            stale.turnUntil(stale.storing::ready);
            feed.send(BarFeed.minutes(10));
            stale.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(160);
        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void anOutageOfPostgresPausesAndNothingIsLostOrDoubled() throws Exception {
        feed.send(BarFeed.minutes(20_000));
        try (var lander = new Lander(servers, "g", 300)) {
            lander.turnUntil(() -> servers.count("raw.bars") >= 2000);

            servers.postgres().kill();
            lander.turnUntil(() -> !lander.storing.ready());
            feed.send(BarFeed.minutes(1000));
            for (int i = 0; i < 10; i++) {
                assertThat(lander.turn()).isZero();
            }
            servers.postgres().start();

            lander.turnUntil(lander.storing::ready);
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(21_000);
        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void aRestartOfKafkaIsSurvived() throws Exception {
        feed.send(BarFeed.minutes(5000));
        try (var lander = new Lander(servers, "g", 300)) {
            lander.turnUntil(() -> servers.count("raw.bars") >= 1000);

            servers.kafka().kill();
            lander.turn();
            servers.kafka().start();

            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        Lander.assertStoredEqualsTopic(servers, feed);
    }

    @Test
    void aMissingRightStopsTheServiceAndMovesNothing() throws Exception {
        feed.send(BarFeed.minutes(100));
        servers.execute("REVOKE INSERT ON raw.bars FROM data_storage");
        try (var lander = new Lander(servers, "g")) {
            assertThatThrownBy(() -> lander.turnUntil(() -> false))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for table bars");
        } finally {
            servers.execute("GRANT INSERT ON raw.bars TO data_storage");
        }

        assertThat(servers.query("SELECT max(next_offset) FROM raw.consumer_offset"))
                .containsExactly("0");
    }

    @Test
    void expiredRecordsStopTheServiceWithAnExplanation() throws Exception {
        feed.send(BarFeed.minutes(1000));
        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }
        feed.send(BarFeed.minutes(1000));
        var expired = feed.endOffsets().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(Math.max(0, end.getValue() - 2))));
        try (var admin = servers.admin()) {
            admin.deleteRecords(expired).all().get();
        }

        try (var lander = new Lander(servers, "g")) {
            assertThatThrownBy(() -> lander.turnUntil(() -> false))
                    .isInstanceOf(BrokenPromiseException.class)
                    .hasMessageContaining("market.bars-")
                    .hasMessageContaining("expired before they were stored");
        }
        assertThat(servers.count("raw.bars")).isEqualTo(1000);
    }

    @Test
    void aTopicMadeAgainStopsTheServiceWhetherItRunsOrStarts() throws Exception {
        feed.send(BarFeed.minutes(1000));
        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));

            remakeTopic();

            assertThatThrownBy(() -> lander.turnUntil(() -> false))
                    .isInstanceOf(BrokenPromiseException.class)
                    .hasMessageContaining("topic market.bars was made again");
        }
        try (var lander = new Lander(servers, "g")) {
            assertThatThrownBy(() -> lander.turnUntil(() -> false))
                    .isInstanceOf(BrokenPromiseException.class)
                    .hasMessageContaining("topic market.bars was made again");
        }
        assertThat(servers.count("raw.bars")).isEqualTo(1000);
    }

    private void remakeTopic() throws Exception {
        try (var admin = servers.admin()) {
            admin.deleteTopics(List.of(Topics.BARS)).all().get();
        }
        servers.bootstrap(TopicSettings.DEFAULT).prepareKafka();
        feed.close();
        feed = new BarFeed(servers);
        feed.send(BarFeed.minutes(2000));
    }

    @Test
    void instancesOfOneGroupShareThePartitionsAndOneTakesOverFromTheOther() throws Exception {
        feed.send(BarFeed.minutes(2000));
        try (var one = new Lander(servers, "g")) {
            one.turnUntil(() -> Lander.caughtUp(servers, feed));
            try (var other = new Lander(servers, "g")) {
                // Joining a group takes all of its instances at the same time.
                var leave = new AtomicBoolean();
                var turning = CompletableFuture.runAsync(() -> turnUntil(leave, other));
                one.turnUntil(() -> partitionsOf(one) == 3 && partitionsOf(other) == 3);
                feed.send(BarFeed.minutes(2000));
                one.turnUntil(() -> Lander.caughtUp(servers, feed));
                leave.set(true);
                turning.join();
            }
            feed.send(BarFeed.minutes(500));
            one.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(4500);
        Lander.assertStoredEqualsTopic(servers, feed);
    }

    private static void turnUntil(AtomicBoolean leave, Lander lander) {
        try {
            while (!leave.get()) {
                lander.turn();
            }
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static int partitionsOf(Lander lander) {
        return lander.metrics.find("quarterdeck.next.offset").gauges().size();
    }

    @Test
    void aSingleRecordIsVisibleWithinASecond() throws Exception {
        feed.send(BarFeed.minutes(8));
        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));

            feed.send(List.of(BarFeed.bar("SYM0", BarFeed.START, 1, 99)));
            Instant sent = Instant.now();
            lander.turnUntil(() -> servers.count("raw.bars") == 9);

            assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(1));
        }
    }
}
