package io.quarterdeck.streamstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.testservers.WithServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service against a real Kafka. */
@WithServers
class StreamStorageIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final int PARTITIONS = 3;
    private static final Instant FIRST_MINUTE = Instant.parse("2016-10-20T00:00:00Z");

    @TempDir
    static Path kafkaFolder;

    private static IsolatedKafka kafka;

    @TempDir
    Path folder;

    private final ContentHasher bars = new ContentHasher();
    private final ContentHasher trades = new ContentHasher();

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = IsolatedKafka.open(kafkaFolder);
    }

    @AfterAll
    static void stopKafka() throws Exception {
        kafka.close();
    }

    @BeforeEach
    void emptyTopics() throws Exception {
        for (EventKind<?> kind : EventKind.ALL) {
            remakeTopic(kind, PARTITIONS);
        }
    }

    private static void remakeTopic(EventKind<?> kind, int partitions) throws Exception {
        String topic = kind.topic();
        try (var admin = Admin.create(client())) {
            if (admin.listTopics().names().get().contains(topic)) {
                admin.deleteTopics(List.of(topic)).all().get();
                await().until(() -> !admin.listTopics().names().get().contains(topic));
            }
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void nothingIsLostAndNothingIsTwiceAfterKills() throws Exception {
        produceBars(40_000);
        produceTrades(40_000);
        produceThenAbort();

        for (int round = 1; round <= 3; round++) {
            try (var service =
                    ServiceProcess.start(folder, kafka.servers(), "--trigger", "0s", "--max-batch-records", "3000")) {
                int enough = round;
                service.awaitThat(() -> service.batches() >= enough);
                service.kill(); // the next batches are under way: they follow each other without a pause
            }
        }
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }

        assertStoredOnce(EventKind.BARS, bars);
        assertStoredOnce(EventKind.TRADES, trades);
    }

    /** The moment that the kills above hardly ever meet: the rows are in the lake, and the checkpoint does not say so yet. */
    @Test
    void aBatchThatIsStoredAndNotNotedIsNotStoredAgain() throws Exception {
        produceBars(3_000);
        produceTrades(3_000);
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }
        for (EventKind<?> kind : EventKind.ALL) {
            Files.delete(folder.resolve("checkpoint/" + kind + "/commits/0"));
            Files.delete(folder.resolve("checkpoint/" + kind + "/commits/.0.crc"));
        }
        produceBars(1_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }

        assertStoredOnce(EventKind.BARS, bars);
        assertStoredOnce(EventKind.TRADES, trades);
    }

    /** In this JVM, so that the lake can be looked at in the moment in which somebody is told how far it is. */
    @Test
    void whoIsToldHowFarTheLakeIsFindsThatMuchInIt() throws Exception {
        int count = 2_000;
        try (var producer = new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
            for (int line = 1; line <= count; line++) { // no transactions: their marks are offsets without a row
                Bar bar = TestLake.bar("SYM" + line % 7, FIRST_MINUTE.toString(), 1, line);
                producer.send(new ProducerRecord<>(Topics.BARS, bar.symbol(), TestLake.json(EventKind.BARS, bar)));
            }
        }
        Lake lake = TestLake.in(folder.resolve("lake"));
        var hadoop = lake.spark().sparkContext().hadoopConfiguration();
        var told = new CopyOnWriteArrayList<Long>();
        var found = new CopyOnWriteArrayList<Long>();
        var landing = Landing.prepare(
                EventKind.BARS,
                lake,
                Checkpoint.of(EventKind.BARS, folder.resolve("checkpoint").toString(), hadoop),
                Map.of("bootstrap.servers", kafka.servers()),
                new SimpleMeterRegistry(),
                offsets -> {
                    Table table = lake.table(EventKind.BARS);
                    table.refresh(); // the session knows an older state of it
                    found.add(Lake.rows(table));
                    told.add(offsets.next().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
                });

        landing.start(Trigger.AvailableNow(), 300);

        await().atMost(START_LIMIT).untilAsserted(() -> assertThat(told).last().isEqualTo((long) count));
        await().atMost(START_LIMIT).until(() -> !landing.running());
        assertThat(told).hasSizeGreaterThan(3);
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).isLessThanOrEqualTo(found.get(i));
        }
    }

    @Test
    void finishesTheBatchesInHandOfEveryKindWhenAskedToStop() throws Exception {
        produceBars(30_000);
        produceTrades(30_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--stop-after", "10m")) {
            service.awaitThat(() -> EventKind.ALL.stream()
                    .allMatch(kind -> Files.exists(folder.resolve("checkpoint/" + kind + "/offsets/0"))));
            service.terminate();
            assertThat(service.await()).as(service.log()).isZero();
        }

        assertStoredOnce(EventKind.BARS, bars);
        assertStoredOnce(EventKind.TRADES, trades);
    }

    @Test
    void cutsTheBatchesInHandWhenTheyTakeTooLongAndStoresThemAtTheNextStart() throws Exception {
        produceBars(200_000);
        produceTrades(200_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--stop-after", "0s")) {
            service.awaitThat(() -> EventKind.ALL.stream()
                    .allMatch(kind -> Files.exists(folder.resolve("checkpoint/" + kind + "/offsets/0"))));
            service.terminate();
            assertThat(service.await()).as(service.log()).isEqualTo(143);
            assertThat(service.log()).contains("in the midst of a batch").doesNotContain("\tat ");
        }
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }

        assertStoredOnce(EventKind.BARS, bars);
        assertStoredOnce(EventKind.TRADES, trades);
    }

    @Test
    void oneKindThatFailsStopsTheServiceWithItsReason() throws Exception {
        produceBars(1_000);
        produceTrades(1_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--trigger", "200ms")) {
            service.awaitThat(() -> service.batches() >= 1);
            remakeTopic(EventKind.TRADES, 1);
            assertThat(service.await()).isEqualTo(1);
            assertThat(service.log()).containsPattern("\nstream: .*market.trades.* are gone");
        }

        assertStoredOnce(EventKind.BARS, bars);
        assertStoredOnce(EventKind.TRADES, trades);
    }

    private <E extends Event> void assertStoredOnce(EventKind<E> kind, ContentHasher produced) throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        assertThat(TestLake.contentHash(lake, kind)).as(kind.table()).isEqualTo(produced.sum());
        assertThat(lake.spark()
                        .table(Lake.name(kind))
                        .select("kafka_partition", "kafka_offset")
                        .distinct()
                        .count())
                .isEqualTo(produced.sum().rows());
    }

    @Test
    void tellsWhereItStandsAndStopsWhenAsked() throws Exception {
        produceBars(2_000);
        produceTrades(1_000);
        produceUndecodable();

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--trigger", "200ms")) {
            service.awaitThat(() -> service.get("/health/ready").equals("ready\n"));
            await().atMost(START_LIMIT).untilAsserted(() -> {
                assertStandsAtTheEnd(service);
                assertThat(service.get("/metrics"))
                        .contains("quarterdeck_rows_stored_total{topic=\"market.bars\"} 2000.0\n")
                        .contains("quarterdeck_rows_stored_total{topic=\"market.trades\"} 1000.0\n")
                        .contains("quarterdeck_undecodable_total{topic=\"market.bars\"} 1.0\n")
                        .contains("quarterdeck_undecodable_total{topic=\"market.trades\"} 0.0\n")
                        .contains("quarterdeck_lag_records{topic=\"market.bars\"} 0.0\n")
                        .contains("quarterdeck_lag_records{topic=\"market.trades\"} 0.0\n");
            });
            service.terminate();
            assertThat(service.await()).as(service.log()).isZero();
        }

        try (var service =
                ServiceProcess.start(folder, kafka.servers())) { // quiet topics: no batch says where it stands
            service.awaitThat(() -> service.get("/health/ready").equals("ready\n"));
            assertStandsAtTheEnd(service);
        }
    }

    private static void assertStandsAtTheEnd(ServiceProcess service) throws Exception {
        String metrics = service.get("/metrics");
        assertThat(metrics)
                .contains("quarterdeck_lake_rows{table=\"raw.bars\"} 2000.0\n")
                .contains("quarterdeck_lake_rows{table=\"raw.trades\"} 1000.0\n");
        for (EventKind<?> kind : EventKind.ALL) {
            endOffsets(kind)
                    .forEach((partition, end) -> assertThat(metrics)
                            .contains("quarterdeck_next_offset{partition=\"%d\",topic=\"%s\"} %s\n"
                                    .formatted(partition.partition(), kind.topic(), end.doubleValue())));
        }
    }

    @Test
    void stopsWithOneLineWhenTheTopicNoLongerHoldsWhatIsDue() throws Exception {
        produceTrades(3_000);
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }
        produceTrades(3_000);
        try (var admin = Admin.create(client())) {
            Map<TopicPartition, RecordsToDelete> all = endOffsets(EventKind.TRADES).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())));
            admin.deleteRecords(all).all().get();
        }
        produceTrades(3_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).isEqualTo(1);
            assertThat(service.log())
                    .containsPattern("\nstream: market.trades-\\d: the lake holds it up to offset \\d+, but the topic")
                    .doesNotContain("\tat ");
        }
        assertThat(TestLake.contentHash(TestLake.in(folder.resolve("lake")), EventKind.TRADES)
                        .rows())
                .isEqualTo(3_000);
    }

    /** Continues in time and line behind those sent before. */
    private void produceBars(int count) {
        produce(
                EventKind.BARS,
                count,
                bars,
                number -> TestLake.bar(
                        "SYM" + number % 7,
                        FIRST_MINUTE.plusSeconds(60 * (number / 7)).toString(),
                        number / 10.0,
                        number + 1));
    }

    /** Likewise; nearly all of one symbol, some without a time. */
    private void produceTrades(int count) {
        produce(
                EventKind.TRADES,
                count,
                trades,
                number -> TestLake.trade(
                        number % 200 == 9 ? "ETH_BTC" : "BTC_JPY",
                        number % 50 == 7
                                ? ""
                                : FIRST_MINUTE.plusSeconds(60 * number).toString(),
                        number / 10.0,
                        number + 1));
    }

    /** Sends the events in transactions of 1000, and adds them to those produced. */
    private static <E extends Event> void produce(
            EventKind<E> kind, int count, ContentHasher produced, LongFunction<E> eventOfNumber) {
        var writer = new WireFormat.Writer<>(kind);
        try (var producer = producer()) {
            for (int sent = 0; sent < count; ) {
                producer.beginTransaction();
                for (int end = Math.min(count, sent + 1_000); sent < end; sent++) {
                    E event = eventOfNumber.apply(produced.sum().rows());
                    produced.add(kind, event);
                    producer.send(new ProducerRecord<>(kind.topic(), event.symbol(), writer.write(event)));
                }
                producer.commitTransaction();
            }
        }
    }

    private static void produceThenAbort() {
        try (var producer = producer()) {
            producer.beginTransaction();
            for (int line = 1; line <= 500; line++) {
                Bar bar = TestLake.bar("ABORTED", FIRST_MINUTE.toString(), 1, line);
                Trade trade = TestLake.trade("ABORTED", "", 1, line);
                producer.send(new ProducerRecord<>(Topics.BARS, bar.symbol(), TestLake.json(EventKind.BARS, bar)));
                producer.send(
                        new ProducerRecord<>(Topics.TRADES, trade.symbol(), TestLake.json(EventKind.TRADES, trade)));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static void produceUndecodable() {
        try (var producer = producer()) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topics.BARS, "SYM1", "{\"symbol\":\"SYM1\"}".getBytes(UTF_8)));
            producer.commitTransaction();
        }
    }

    private static KafkaProducer<String, byte[]> producer() {
        var settings = client();
        settings.put("transactional.id", "test");
        var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static Map<TopicPartition, Long> endOffsets(EventKind<?> kind) throws Exception {
        try (var admin = Admin.create(client())) {
            return admin
                    .listOffsets(IntStream.range(0, PARTITIONS)
                            .boxed()
                            .collect(Collectors.toMap(
                                    p -> new TopicPartition(kind.topic(), p), p -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        }
    }

    private static Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", kafka.servers()));
    }
}
