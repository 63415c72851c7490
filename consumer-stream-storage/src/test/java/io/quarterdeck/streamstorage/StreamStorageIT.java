package io.quarterdeck.streamstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service against a real Kafka. */
class StreamStorageIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int PARTITIONS = 3;
    private static final Instant FIRST_MINUTE = Instant.parse("2016-10-20T00:00:00Z");

    @TempDir
    static Path kafkaFolder;

    private static IsolatedKafka kafka;

    @TempDir
    Path folder;

    private final ContentHasher produced = new ContentHasher();

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = IsolatedKafka.open(kafkaFolder);
    }

    @AfterAll
    static void stopKafka() throws Exception {
        kafka.close();
    }

    @BeforeEach
    void emptyTopic() throws Exception {
        try (var admin = Admin.create(client())) {
            if (admin.listTopics().names().get().contains(Topics.BARS)) {
                admin.deleteTopics(List.of(Topics.BARS)).all().get();
                await().until(() -> !admin.listTopics().names().get().contains(Topics.BARS));
            }
            admin.createTopics(List.of(new NewTopic(Topics.BARS, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void nothingIsLostAndNothingIsTwiceAfterKills() throws Exception {
        produce(60_000);
        produceThenAbort();

        for (int round = 1; round <= 3; round++) {
            try (var service =
                    ServiceProcess.start(folder, kafka.servers(), "--trigger", "0s", "--max-batch-records", "3000")) {
                int enough = round;
                await().atMost(START_LIMIT).until(() -> service.batches() >= enough);
                service.kill(); // the next batch is under way: they follow each other without a pause
            }
        }
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }

        Lake lake = TestLake.in(folder.resolve("lake"));
        assertThat(TestLake.contentHash(lake)).isEqualTo(produced.sum());
        assertThat(lake.spark()
                        .table(Lake.name(EventKind.BARS))
                        .select("kafka_partition", "kafka_offset")
                        .distinct()
                        .count())
                .isEqualTo(60_000);
    }

    @Test
    void tellsWhereItStandsAndStopsWhenAsked() throws Exception {
        produce(2_000);
        produceUndecodable();

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--trigger", "200ms")) {
            await().atMost(START_LIMIT).until(() -> service.get("/health/ready").equals("ready\n"));
            await().atMost(START_LIMIT).untilAsserted(() -> {
                String metrics = service.get("/metrics");
                endOffsets()
                        .forEach((partition, end) -> assertThat(metrics)
                                .contains("quarterdeck_next_offset{partition=\"%d\",topic=\"market.bars\"} %s\n"
                                        .formatted(partition.partition(), end.doubleValue())));
                assertThat(metrics)
                        .contains("quarterdeck_rows_stored_total{topic=\"market.bars\"} 2000.0\n")
                        .contains("quarterdeck_undecodable_total{topic=\"market.bars\"} 1.0\n")
                        .contains("quarterdeck_lag_records{topic=\"market.bars\"} 0.0\n")
                        .contains("quarterdeck_lake_rows{table=\"raw.bars\"} 2000.0\n");
            });
            service.terminate();
            assertThat(service.await()).as(service.log()).isZero();
        }

        try (var service =
                ServiceProcess.start(folder, kafka.servers())) { // a quiet topic: no batch says where it stands
            await().atMost(START_LIMIT).until(() -> service.get("/health/ready").equals("ready\n"));
            assertThat(service.get("/metrics")).contains("quarterdeck_lake_rows{table=\"raw.bars\"} 2000.0\n");
            for (long end : endOffsets().values()) {
                assertThat(service.get("/metrics")).contains("topic=\"market.bars\"} " + (double) end + "\n");
            }
        }
    }

    @Test
    void stopsWithOneLineWhenTheTopicNoLongerHoldsWhatIsDue() throws Exception {
        produce(3_000);
        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).as(service.log()).isZero();
        }
        produce(3_000);
        try (var admin = Admin.create(client())) {
            Map<TopicPartition, RecordsToDelete> all = endOffsets().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())));
            admin.deleteRecords(all).all().get();
        }
        produce(3_000);

        try (var service = ServiceProcess.start(folder, kafka.servers(), "--once")) {
            assertThat(service.await()).isEqualTo(1);
            assertThat(service.log())
                    .containsPattern("\nstream: market.bars-\\d: the lake holds it up to offset \\d+, but the topic")
                    .doesNotContain("\tat ");
        }
        assertThat(TestLake.contentHash(TestLake.in(folder.resolve("lake"))).rows())
                .isEqualTo(3_000);
    }

    /** Sends bars in transactions of 1000, continuing in time and line behind those sent before. */
    private void produce(int bars) {
        try (var producer = producer()) {
            for (int sent = 0; sent < bars; ) {
                producer.beginTransaction();
                for (int end = Math.min(bars, sent + 1_000); sent < end; sent++) {
                    long number = produced.sum().rows();
                    Bar bar = TestLake.bar(
                            "SYM" + number % 7,
                            FIRST_MINUTE.plusSeconds(60 * (number / 7)).toString(),
                            number / 10.0,
                            number + 1);
                    produced.add(bar);
                    producer.send(record(bar.symbol(), TestLake.json(bar)));
                }
                producer.commitTransaction();
            }
        }
    }

    private void produceThenAbort() {
        try (var producer = producer()) {
            producer.beginTransaction();
            IntStream.range(0, 500)
                    .mapToObj(line -> TestLake.bar("ABORTED", FIRST_MINUTE.toString(), 1, line + 1))
                    .forEach(bar -> producer.send(record(bar.symbol(), TestLake.json(bar))));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private void produceUndecodable() {
        try (var producer = producer()) {
            producer.beginTransaction();
            producer.send(record("SYM1", "{\"symbol\":\"SYM1\"}".getBytes(UTF_8)));
            producer.commitTransaction();
        }
    }

    private static ProducerRecord<String, byte[]> record(String symbol, byte[] value) {
        return new ProducerRecord<>(Topics.BARS, symbol, value);
    }

    private static KafkaProducer<String, byte[]> producer() {
        var settings = client();
        settings.put("transactional.id", "test");
        var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static Map<TopicPartition, Long> endOffsets() throws Exception {
        try (var admin = Admin.create(client())) {
            return admin
                    .listOffsets(IntStream.range(0, PARTITIONS)
                            .boxed()
                            .collect(Collectors.toMap(
                                    p -> new TopicPartition(Topics.BARS, p), p -> OffsetSpec.latest())))
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
