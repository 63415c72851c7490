package io.quarterdeck.datastorage;

import static io.quarterdeck.marketdata.EventKind.BARS;
import static io.quarterdeck.marketdata.EventKind.TRADES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.Trade.Side;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.testservers.Servers;
import io.quarterdeck.testservers.WithServers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
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

@WithServers
class StoreEventsIT {

    private final Servers servers = Servers.running();
    private EventFeed feed;

    @BeforeEach
    void emptyTopicsAndTables() throws Exception {
        servers.reset();
        feed = new EventFeed(servers);
    }

    @AfterEach
    void closeFeed() {
        feed.close();
    }

    @Test
    void everyCommittedRecordOfEveryKindIsStoredOnceAndTheOffsetsReachTheEndOfTheTopics() throws Exception {
        feed.send(BARS, EventFeed.minutes(5000));
        feed.sendAndAbort(BARS, EventFeed.minutes(1000));
        feed.send(TRADES, EventFeed.trades(3000));
        feed.sendAndAbort(TRADES, EventFeed.trades(500));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));

            assertThat(servers.count("raw.bars")).isEqualTo(5000);
            assertThat(servers.count("raw.trades")).isEqualTo(3000);
            Lander.assertStoredEqualsTopics(servers, feed);
            assertThat(lander.storing.ready()).isTrue();
            lander.turnUntil(() -> lander.rowsStored(BARS) == 5000 && lander.rowsStored(TRADES) == 3000);
            lander.turnUntil(() -> lander.gauges("quarterdeck.lag.records").equals(List.of(0.0, 0.0)));
            assertThat(lander.gauges("quarterdeck.next.offset"))
                    .containsExactlyInAnyOrderElementsOf(feed.endOffsets().values().stream()
                            .map(Long::doubleValue)
                            .toList());
        }
    }

    @Test
    void aRestartGoesOnFromTheStoredOffsets() throws Exception {
        feed.send(BARS, EventFeed.minutes(3000));
        try (var first = new Lander(servers, "g")) {
            first.turnUntil(() -> servers.count("raw.bars") >= 1000);
        }

        // Another group has no offsets in Kafka: only those in the database can tell where to go on.
        try (var second = new Lander(servers, "another")) {
            second.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void rowsGoToTheirQuarterAndThoseOutsideTheYearsToTheDefaultPartition() throws Exception {
        feed.send(
                BARS,
                List.of(
                        EventFeed.bar("A", Instant.parse("2016-12-31T23:59:59.999999Z"), 1, 1),
                        EventFeed.bar("A", Instant.parse("2017-01-01T00:00:00Z"), 1, 2),
                        EventFeed.bar("A", Instant.parse("1999-12-31T23:59:59Z"), 1, 3),
                        EventFeed.bar("A", Instant.parse("2199-12-31T23:59:59Z"), 1, 4)));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.query("SELECT source_line, tableoid::regclass FROM raw.bars ORDER BY source_line"))
                .containsExactly("1 raw.bars_2016q4", "2 raw.bars_2017q1", "3 raw.bars_default", "4 raw.bars_2199q4");
    }

    @Test
    void whatATradeDoesNotSayIsNullAndWithoutATimeItLiesInTheDefaultPartition() throws Exception {
        long newYear = EventFeed.micros(Instant.parse("2017-01-01T00:00:00Z"));
        feed.send(
                TRADES,
                List.of(
                        new Trade("A", newYear, 11, 1.5, 0.1, Side.BUY, -1, 1),
                        new Trade("A", newYear - 1, 12, 1.5, 0.1, Side.SELL, -1, 2),
                        new Trade("A", Event.NO_TIME, 13, 1.5, 0.1, Side.UNKNOWN, -1, 3)));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.query("SELECT trade_id, trade_time, side, tableoid::regclass FROM raw.trades ORDER BY 1"))
                .containsExactly(
                        "11 2017-01-01 00:00:00+00 BUY raw.trades_2017q1",
                        "12 2016-12-31 23:59:59.999999+00 SELL raw.trades_2016q4",
                        "13 null null raw.trades_default");
    }

    @Test
    void theDatabaseComputesTheContentHashThatJavaComputes() throws Exception {
        long micros = 1_483_228_799_999_999L;
        feed.send(
                BARS,
                List.of(
                        new Bar(
                                "EUR\u20acÄé漢",
                                micros,
                                -0.0,
                                0.0,
                                Double.MIN_VALUE,
                                Double.MAX_VALUE,
                                0.1,
                                Long.MIN_VALUE,
                                1),
                        new Bar(
                                "A",
                                0,
                                -Double.MIN_VALUE,
                                2.2250738585072014E-308,
                                1e-310,
                                -1e300,
                                1,
                                Long.MAX_VALUE,
                                1),
                        new Bar("A", Event.END_TIME_MICROS - 1, 1, 1, 1, 1, 1, -1, Long.MAX_VALUE)));
        feed.send(BARS, EventFeed.minutes(2000));
        feed.send(
                TRADES,
                List.of(
                        new Trade(
                                "EUR\u20acÄé漢",
                                micros,
                                Long.MIN_VALUE,
                                -0.0,
                                Double.MIN_VALUE,
                                Side.BUY,
                                Long.MIN_VALUE,
                                1),
                        new Trade("A", 0, Long.MAX_VALUE, 1e-310, -1e300, Side.SELL, Long.MAX_VALUE, 1),
                        new Trade("A", 0, 0, 1, 1, Side.UNKNOWN, 0, 2),
                        new Trade("A", Event.NO_TIME, 0, 1, 1, Side.UNKNOWN, 0, 2)));
        feed.send(TRADES, EventFeed.trades(1000));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(2003);
        assertThat(servers.count("raw.trades")).isEqualTo(1004);
        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void whateverASymbolHoldsIsStoredAsItIs() throws Exception {
        List<String> symbols = List.of(
                "\\N",
                "\\.",
                "\\t",
                "'; DROP TABLE raw.bars; --",
                "\"",
                " ",
                "\u00a0",
                "e\u0301",
                "\u202eDSUCTB",
                "\u2028",
                "\uFEFF",
                "\uFFFD",
                "\uFFFF",
                "漢".repeat(Event.MAX_SYMBOL_LENGTH),
                "null",
                "$1",
                "%s",
                "{}");
        feed.send(
                BARS,
                symbols.stream()
                        .map(symbol -> EventFeed.bar(symbol, EventFeed.START, 1, 1 + symbols.indexOf(symbol)))
                        .toList());
        String json = new String(
                new WireFormat.Writer<>(BARS).write(EventFeed.bar("A", EventFeed.START, 1, 1)), StandardCharsets.UTF_8);
        List<String> refused = List.of("a\\tb", "a\\nb", "\\u0000", "\\u0085", "😀", "\\ud83d", "");
        for (String symbol : refused) {
            feed.sendRaw(BARS, symbol, json.replace("\"A\"", '"' + symbol + '"').getBytes(StandardCharsets.UTF_8));
        }

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.query("SELECT symbol FROM raw.bars ORDER BY source_line"))
                .isEqualTo(symbols);
        Lander.assertStoredEqualsTopics(servers, feed);
        assertThat(servers.query("SELECT reason FROM raw.undecodable WHERE reason LIKE 'symbol h%'"))
                .hasSameSizeAs(refused);
    }

    @Test
    void whatCannotBeDecodedIsKeptByteForByteAndTheRestGoesOn() throws Exception {
        feed.sendRaw(BARS, "K", "{\"symbol\": 7}".getBytes(StandardCharsets.UTF_8));
        feed.sendRaw(BARS, "K", new byte[] {0, (byte) 0xFF, 'x'});
        feed.sendRaw(BARS, null, null);
        feed.sendRaw(
                BARS, "K", "nul\0l".getBytes(StandardCharsets.UTF_8)); // a reason that quotes what text cannot hold
        feed.sendRaw(TRADES, "K", "{\"symbol\":\"A\",\"side\":\"buy\"}".getBytes(StandardCharsets.UTF_8));
        feed.send(BARS, EventFeed.minutes(10));
        feed.send(TRADES, EventFeed.trades(10));

        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
            lander.turnUntil(() -> lander.counter("quarterdeck.undecodable", BARS) == 4);
            lander.turnUntil(() -> lander.counter("quarterdeck.undecodable", TRADES) == 1);
        }

        assertThat(servers.count("raw.bars")).isEqualTo(10);
        assertThat(servers.count("raw.trades")).isEqualTo(10);
        assertThat(servers.query("SELECT topic, encode(key, 'escape'), encode(value, 'hex') FROM raw.undecodable"))
                .containsExactlyInAnyOrder(
                        "market.bars K 7b2273796d626f6c223a20377d",
                        "market.bars K 00ff78",
                        "market.bars null null",
                        "market.bars K 6e756c006c",
                        "market.trades K 7b2273796d626f6c223a2241222c2273696465223a22627579227d");
        assertThat(servers.query("SELECT reason FROM raw.undecodable"))
                .contains(
                        "field symbol is not a string",
                        "the value is null",
                        "field side is neither BUY, SELL nor null");
    }

    @Test
    void twoLandersOfDifferentGroupsFenceEachOtherAndStoreEverythingOnce() throws Exception {
        feed.send(BARS, EventFeed.minutes(20_000));
        feed.send(TRADES, EventFeed.trades(5000));

        try (var one = new Lander(servers, "one", 300);
                var other = new Lander(servers, "other", 300)) {
            Lander.turnUntil(() -> Lander.caughtUp(servers, feed), one, other);

            // What was stored last is counted at the next turn.
            Lander.turnUntil(() -> one.rowsStored(BARS) + other.rowsStored(BARS) == 20_000, one, other);
            Lander.turnUntil(() -> one.rowsStored(TRADES) + other.rowsStored(TRADES) == 5000, one, other);
        }

        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void anOwnerWhoseOffsetWasMovedStoresNothingAndGoesOnFromTheNewOffset() throws Exception {
        feed.send(BARS, EventFeed.minutes(100));
        try (var stale = new Lander(servers, "g")) {
            stale.turnUntil(() -> Lander.caughtUp(servers, feed));
            feed.send(BARS, EventFeed.minutes(50));
            try (var newOwner = new Lander(servers, "another")) {
                newOwner.turnUntil(() -> Lander.caughtUp(servers, feed));
            }

            stale.turnUntil(() -> !stale.storing.ready());
            stale.turnUntil(stale.storing::ready);
            feed.send(BARS, EventFeed.minutes(10));
            stale.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(160);
        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void anOutageOfPostgresPausesAndNothingIsLostOrDoubled() throws Exception {
        feed.send(BARS, EventFeed.minutes(20_000));
        try (var lander = new Lander(servers, "g", 300)) {
            lander.turnUntil(() -> servers.count("raw.bars") >= 2000);

            servers.postgres().kill();
            lander.turnUntil(() -> !lander.storing.ready());
            feed.send(BARS, EventFeed.minutes(1000));
            for (int i = 0; i < 10; i++) {
                assertThat(lander.turn()).isZero();
            }
            servers.postgres().start();

            lander.turnUntil(lander.storing::ready);
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(21_000);
        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void aRestartOfKafkaIsSurvived() throws Exception {
        feed.send(BARS, EventFeed.minutes(5000));
        try (var lander = new Lander(servers, "g", 300)) {
            lander.turnUntil(() -> servers.count("raw.bars") >= 1000);

            servers.kafka().kill();
            lander.turn();
            servers.kafka().start();

            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void aMissingRightStopsTheServiceAndMovesNothing() throws Exception {
        feed.send(BARS, EventFeed.minutes(100));
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
        feed.send(BARS, EventFeed.minutes(1000));
        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));
        }
        feed.send(BARS, EventFeed.minutes(1000));
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
        feed.send(BARS, EventFeed.minutes(1000));
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
        feed = new EventFeed(servers);
        feed.send(BARS, EventFeed.minutes(2000));
    }

    @Test
    void instancesOfOneGroupShareThePartitionsAndOneTakesOverFromTheOther() throws Exception {
        feed.send(BARS, EventFeed.minutes(2000));
        try (var one = new Lander(servers, "g")) {
            one.turnUntil(() -> Lander.caughtUp(servers, feed));
            try (var other = new Lander(servers, "g")) {
                // Joining a group takes all of its instances at the same time.
                var leave = new AtomicBoolean();
                var turning = CompletableFuture.runAsync(() -> turnUntil(leave, other));
                one.turnUntil(() -> partitionsOf(one) == 6 && partitionsOf(other) == 6);
                feed.send(BARS, EventFeed.minutes(2000));
                one.turnUntil(() -> Lander.caughtUp(servers, feed));
                leave.set(true);
                turning.join();
            }
            feed.send(BARS, EventFeed.minutes(500));
            one.turnUntil(() -> Lander.caughtUp(servers, feed));
        }

        assertThat(servers.count("raw.bars")).isEqualTo(4500);
        Lander.assertStoredEqualsTopics(servers, feed);
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
        return lander.gauges("quarterdeck.next.offset").size();
    }

    @Test
    void aSingleRecordWaitsForNoOther() throws Exception {
        feed.send(BARS, EventFeed.minutes(8));
        try (var lander = new Lander(servers, "g")) {
            lander.turnUntil(() -> Lander.caughtUp(servers, feed));

            feed.send(BARS, List.of(EventFeed.bar("SYM0", EventFeed.START, 1, 99)));
            lander.turnUntil(() -> servers.count("raw.bars") == 9);
        }
    }
}
