package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's users and their rights, against a broker that checks them. Whoever names no user is the super user here. */
class KafkaAccessIT {

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static int usersPort;

    @BeforeAll
    static void start() throws Exception {
        int port = FreePort.any();
        int controllerPort = FreePort.any();
        usersPort = FreePort.any();
        String all = "CLIENT://127.0.0.1:" + port + ",USERS://127.0.0.1:" + usersPort;
        kafka = EmbeddedKafka.at(
                folder.resolve("kafka"),
                folder.resolve("kafka.log"),
                port,
                Map.of(
                        "listeners", all + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners", all,
                        "listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_PLAINTEXT",
                        "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                        "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                        "listener.name.users.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS"));
        kafka.start();
        bootstrap().prepareKafka();
        bootstrap().prepareKafkaAccess(users());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void theProducerWritesInTransactionsAndReadsItsManifests() {
        try (var producer = producer("producer", "producer--42")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String topic : List.of("market.bars", "market.trades", "market.rejected", "ingest.manifests")) {
                producer.send(new ProducerRecord<>(topic, "key", "value"));
            }
            producer.commitTransaction();
        }
        try (var consumer = consumer("producer", Map.of())) {
            assertThat(read(consumer, "ingest.manifests")).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"data_storage, consumer-data-storage", "stream_storage, consumer-stream-storage-1-driver-0"})
    void aLanderReadsEventsAndCommitsToItsGroup(String user, String group) throws Exception {
        try (var consumer = consumer(user, Map.of("group.id", group));
                var admin = Admin.create(client(user))) {
            for (String topic : List.of("market.bars", "market.trades")) {
                assertThatCode(() -> read(consumer, topic)).doesNotThrowAnyException();
                assertThat(admin.describeTopics(List.of(topic)).allTopicNames().get())
                        .containsKey(topic);
                consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)));
            }
        }
    }

    @Test
    void theDashboardSeesHowMuchThereIsAndReadsManifestsAndWhatWasRejected() throws Exception {
        try (var consumer = consumer("dashboard", Map.of("group.id", "dashboard-1"));
                var admin = Admin.create(client("dashboard"))) {
            for (String topic : List.of("ingest.manifests", "market.rejected")) {
                assertThatCode(() -> read(consumer, topic)).doesNotThrowAnyException();
                consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)));
            }
            assertThat(admin.listTopics().names().get())
                    .contains("market.bars", "market.trades", "market.rejected", "ingest.manifests");
            for (OffsetSpec which : List.of(OffsetSpec.earliest(), OffsetSpec.latest(), OffsetSpec.maxTimestamp())) {
                assertThat(admin.listOffsets(Map.of(new TopicPartition("market.bars", 0), which))
                                .all()
                                .get())
                        .hasSize(1);
            }
        }
    }

    @Test
    void theBotReadsBarsAndWritesOrdersAndFillsWithoutAGroup() throws Exception {
        try (var consumer = consumer("trading_bot", Map.of());
                var producer = producer("trading_bot", "")) {
            assertThatCode(() -> read(consumer, "market.bars")).doesNotThrowAnyException();
            for (String topic : List.of("trading.orders", "trading.fills")) {
                producer.send(new ProducerRecord<>(topic, "key", "value")).get();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "trading_bot, market.trades",
        "trading_bot, market.rejected",
        "trading_bot, ingest.manifests",
        "dashboard, trading.orders",
        "producer, trading.fills",
        "dashboard, market.bars",
        "dashboard, market.trades",
        "producer, market.bars",
        "producer, market.rejected",
        "data_storage, ingest.manifests",
        "data_storage, market.rejected",
        "stream_storage, ingest.manifests"
    })
    void nobodyReadsWhatIsNotTheirs(String user, String topic) {
        try (var consumer = consumer(user, Map.of())) {
            assertThatThrownBy(() -> read(consumer, topic)).isInstanceOf(AuthorizationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dashboard, market.rejected",
        "dashboard, ingest.manifests",
        "data_storage, market.bars",
        "stream_storage, market.bars",
        "data_storage, ingest.manifests",
        "trading_bot, market.bars",
        "trading_bot, ingest.manifests",
        "dashboard, trading.orders",
        "producer, trading.fills",
        "producer, notes"
    })
    void nobodyWritesWhatIsNotTheirs(String user, String topic) {
        try (var producer = producer(user, "")) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "key", "value"))
                            .get())
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "producer, someone-else",
        "data_storage, producer-1",
        "dashboard, dashboard-1",
        "trading_bot, producer-1"
    })
    void nobodyTakesATransactionalIdThatIsNotTheirs(String user, String id) {
        try (var producer = producer(user, id)) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(AuthorizationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "data_storage, consumer-stream-storage",
        "stream_storage, consumer-data-storage",
        "producer, consumer-data-storage",
        "dashboard, consumer-data-storage",
        "trading_bot, consumer-data-storage"
    })
    void nobodyCommitsToAGroupThatIsNotTheirs(String user, String group) {
        try (var consumer = consumer(user, Map.of("group.id", group))) {
            assertThatThrownBy(() ->
                            consumer.commitSync(Map.of(new TopicPartition("market.bars", 0), new OffsetAndMetadata(0))))
                    .isInstanceOf(AuthorizationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer", "data_storage", "stream_storage", "dashboard", "trading_bot"})
    void noServiceAdministers(String user) throws Exception {
        try (var admin = Admin.create(client(user))) {
            refused(admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                    .all());
            refused(admin.deleteTopics(List.of("market.bars")).all());
            refused(admin.describeAcls(AclBindingFilter.ANY).values());
            refused(admin.createAcls(List.of(rule("User:" + user, "market.rejected")))
                    .all());
            refused(admin.describeUserScramCredentials().all());
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        var client = new HashMap<>(client("producer"));
        client.computeIfPresent("sasl.jaas.config", (name, now) -> jaas("producer", "guessed"));
        try (var admin = Admin.create(client)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void bootstrapBringsBackWhatIsMissingTakesBackWhatIsTooMuchAndLeavesStrangersAlone() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>copyOf(superUser()))) {
            var wanted = rules(admin);
            AclBinding stranger = rule("User:stranger", "market.bars");
            admin.createAcls(List.of(stranger, rule("User:producer", "market.bars")))
                    .all()
                    .get();
            AclBinding lost = wanted.stream()
                    .filter(rule -> rule.entry().principal().equals("User:data_storage"))
                    .findFirst()
                    .orElseThrow();
            admin.deleteAcls(List.of(lost.toFilter())).all().get();

            bootstrap().prepareKafkaAccess(users());

            wanted.add(stranger);
            assertThat(rules(admin)).containsExactlyInAnyOrderElementsOf(wanted);
            admin.deleteAcls(List.of(stranger.toFilter())).all().get();
        }
    }

    @Test
    void aNewPasswordFileBecomesThePasswordOfTheUser() throws Exception {
        Path file = users().resolve("data_storage.password");
        var before = client("data_storage");
        Files.delete(file);

        bootstrap().prepareKafkaAccess(users());

        try (var admin = Admin.create(client("data_storage"));
                var old = Admin.create(before)) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
            assertThatThrownBy(() -> old.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static void refused(KafkaFuture<?> answer) {
        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AuthorizationException.class);
    }

    private static AclBinding rule(String principal, String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private static Collection<AclBinding> rules(Admin admin) throws Exception {
        return new ArrayList<>(admin.describeAcls(AclBindingFilter.ANY).values().get());
    }

    private static Bootstrap bootstrap() {
        return new Bootstrap(superUser(), new PostgresOptions(), folder, TopicSettings.DEFAULT);
    }

    private static Path users() {
        return folder.resolve("users");
    }

    private static Map<String, String> superUser() {
        return Map.of("bootstrap.servers", kafka.servers());
    }

    private static Map<String, Object> client(String user) {
        try {
            String password =
                    Files.readString(users().resolve(user + ".password")).strip();
            return Map.of(
                    "bootstrap.servers", "127.0.0.1:" + usersPort,
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "SCRAM-SHA-512",
                    "sasl.jaas.config", jaas(user, password),
                    "default.api.timeout.ms", "10000",
                    "request.timeout.ms", "5000");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    private static int read(KafkaConsumer<String, String> consumer, String topic) {
        var partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        consumer.position(partition, Duration.ofSeconds(10));
        return consumer.poll(Duration.ofSeconds(1)).count();
    }

    private static KafkaConsumer<String, String> consumer(String user, Map<String, Object> more) {
        var settings = new HashMap<String, Object>(client(user));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static KafkaProducer<String, String> producer(String user, String transactionalId) {
        var settings = new HashMap<String, Object>(client(user));
        settings.put("max.block.ms", 10_000);
        if (!transactionalId.isEmpty()) {
            settings.put("transactional.id", transactionalId);
        }
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
}
