package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever asks for more than is theirs is refused, and told so. */
@ComposeTest
@Order(3)
class RefusalsIT {

    /** Of the brokers, for services. */
    private static final String CLIENT = "kafka:9093";

    /** Of the brokers, for themselves and for bootstrap. */
    private static final String BROKER = "kafka:9094";

    private static ComposeStack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(ComposeStack shared) {
        stack = shared;
        stack.up();
    }

    @Test
    void postgresWithoutTls() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        stack.url("sslmode=disable"),
                        "ml_reader",
                        stack.secrets().password("ml_reader")))
                .hasMessageContaining("pg_hba.conf rejects connection")
                .hasMessageContaining("no encryption");
    }

    @Test
    void postgresWithAWrongPassword() throws IOException {
        String url = stack.url();
        assertThatThrownBy(() -> DriverManager.getConnection(url, "ml_reader", "guessed"))
                .hasMessageContaining("password authentication failed for user \"ml_reader\"");
    }

    @Test
    void aPostgresThatAnotherAuthorityVouchesFor() throws Exception {
        Path stranger = Files.writeString(folder.resolve("ca.crt"), anyPublicAuthority());
        String url = stack.url("sslmode=verify-full&sslrootcert=" + stranger);
        assertThatThrownBy(() -> DriverManager.getConnection(
                        url, "ml_reader", stack.secrets().password("ml_reader")))
                .hasMessageContaining("PKIX path");
    }

    @Test
    void theDatabaseOfTheOwnerToOthers() throws IOException {
        String url = stack.url().replace("/quarterdeck?", "/postgres?");
        assertThatThrownBy(() -> DriverManager.getConnection(
                        url, "ml_reader", stack.secrets().password("ml_reader")))
                .hasMessageContaining("pg_hba.conf");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    ml_reader      | SELECT count(*) FROM raw.bars                              | schema raw
                    ml_reader      | SELECT count(*) FROM lake_catalog.iceberg_tables           | schema lake_catalog
                    ml_reader      | SELECT count(*) FROM schedule.scheduled_tasks              | schema schedule
                    ml_reader      | INSERT INTO features.bars_1h SELECT * FROM features.bars_1h | table bars_1h
                    ml_reader      | UPDATE features.bars_1d SET close = 0                      | table bars_1d
                    ml_reader      | DELETE FROM governance.release                             | table release
                    ml_reader      | CREATE TABLE features.mine (x int)                         | schema features
                    ml_reader      | CREATE TABLE public.mine (x int)                           | schema public
                    ml_reader      | CREATE TEMPORARY TABLE mine (x int)                        | temporary tables
                    ml_reader      | SELECT rolpassword FROM pg_authid                          | table pg_authid
                    ml_reader      | SELECT pg_read_file('/secrets/server.key')                 | function pg_read_file
                    ml_reader      | COPY features.bars_1d TO PROGRAM 'id'                      | external program
                    ml_reader      | SET ROLE owner                                             | set role
                    data_storage   | SELECT count(*) FROM features.bars_1h                      | schema features
                    data_storage   | SELECT count(*) FROM governance.release                    | schema governance
                    data_storage   | DELETE FROM raw.bars                                       | table bars
                    data_storage   | UPDATE raw.bars SET close = 0                              | table bars
                    data_storage   | TRUNCATE raw.trades                                        | table trades
                    stream_storage | SELECT count(*) FROM raw.bars                              | table bars
                    stream_storage | DELETE FROM raw.lake_offset                                | table lake_offset
                    stream_storage | SELECT count(*) FROM features.bars_1h                      | schema features
                    stream_storage | DELETE FROM governance.release                             | schema governance
                    batch          | DELETE FROM raw.bars                                       | table bars
                    batch          | UPDATE raw.lake_offset SET next_offset = 0                 | table lake_offset
                    batch          | DELETE FROM governance.certificate                         | table certificate
                    batch          | UPDATE features.bars_1h SET close = 0                      | table bars_1h
                    batch          | UPDATE governance.release SET code_version = ''            | table release
                    batch          | DELETE FROM governance.run                                 | table run
                    batch          | SELECT count(*) FROM trading.journal                       | schema trading
                    data_storage   | SELECT count(*) FROM trading.journal                       | schema trading
                    trading_bot    | UPDATE trading.journal SET entry = '{}'                    | table journal
                    trading_bot    | DELETE FROM trading.journal                                | table journal
                    trading_bot    | TRUNCATE trading.command                                   | table command
                    trading_bot    | SELECT count(*) FROM raw.bars                              | schema raw
                    trading_bot    | DELETE FROM features.bars_1h                               | table bars_1h
                    dashboard      | UPDATE trading.command SET reason = ''                     | table command
                    dashboard      | DELETE FROM trading.journal                                | table journal
                    ml_reader      | INSERT INTO trading.command (run, command, argument, actor, reason) VALUES ('paper', 'kill', 'FREEZE', 'a', 'b') | table command
                    dashboard      | DELETE FROM raw.bars                                       | table bars
                    dashboard      | INSERT INTO raw.bars SELECT * FROM raw.bars                | table bars
                    dashboard      | DELETE FROM features.bars_1h                               | table bars_1h
                    dashboard      | DELETE FROM governance.release                             | table release
                    dashboard      | DELETE FROM schedule.scheduled_tasks                       | table scheduled_tasks
                    dashboard      | DELETE FROM lake_catalog.iceberg_tables                    | table iceberg_tables
                    dashboard      | DELETE FROM governance.operator_action                     | table operator_action
                    dashboard      | UPDATE governance.operator_action SET actor = 'another'    | table operator_action
                    dashboard      | INSERT INTO schedule.operator_outcome (action) VALUES (1)  | table operator_outcome
                    batch          | DELETE FROM governance.operator_action                     | table operator_action
                    batch          | DELETE FROM schedule.operator_outcome                      | table operator_outcome
                    ml_reader      | SELECT count(*) FROM governance.operator_action            | table operator_action
                    """)
    void postgresToARoleThatMayNot(String role, String sql, String what) throws Exception {
        try (var connection = stack.connect(role);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false); // should it not be refused, it is taken back
            assertThatThrownBy(() -> statement.execute(sql))
                    .hasMessageContaining("permission denied")
                    .hasMessageContaining(what);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    producer       | kafka-console-consumer.sh --topic market.bars --partition 0 --offset earliest --timeout-ms 20000 --consumer.config | Not authorized to access topics: [market.bars]
                    stream-storage | kafka-console-consumer.sh --topic ingest.manifests --partition 0 --offset earliest --timeout-ms 20000 --consumer.config | Not authorized to access topics: [ingest.manifests]
                    data-storage   | kafka-console-consumer.sh --topic market.rejected --partition 0 --offset earliest --timeout-ms 20000 --consumer.config | Not authorized to access topics: [market.rejected]
                    stream-storage | kafka-console-consumer.sh --topic market.bars --group consumer-data-storage --timeout-ms 20000 --consumer.config | Not authorized to access group: consumer-data-storage
                    data-storage   | kafka-console-producer.sh <<< forged --topic market.bars --producer-property enable.idempotence=false --producer.config | Not authorized to access topics: [market.bars]
                    stream-storage | kafka-console-producer.sh <<< forged --topic ingest.manifests --producer-property enable.idempotence=false --producer.config | Not authorized to access topics: [ingest.manifests]
                    trading-bot    | kafka-console-consumer.sh --topic market.trades --partition 0 --offset earliest --timeout-ms 20000 --consumer.config | Not authorized to access topics: [market.trades]
                    trading-bot    | kafka-console-producer.sh <<< forged --topic market.bars --producer-property enable.idempotence=false --producer.config | Not authorized to access topics: [market.bars]
                    dashboard      | kafka-console-producer.sh <<< forged --topic trading.orders --producer-property enable.idempotence=false --producer.config | Not authorized to access topics: [trading.orders]
                    dashboard      | kafka-console-consumer.sh --topic market.bars --partition 0 --offset earliest --timeout-ms 20000 --consumer.config | Not authorized to access topics: [market.bars]
                    dashboard      | kafka-console-producer.sh <<< forged --topic market.rejected --producer-property enable.idempotence=false --producer.config | Not authorized to access topics: [market.rejected]
                    producer       | kafka-topics.sh --create --topic mine --command-config | Authorization failed
                    producer       | kafka-topics.sh --delete --topic market.bars --command-config | Authorization failed
                    data-storage   | kafka-acls.sh --list --command-config | ClusterAuthorizationException
                    stream-storage | kafka-configs.sh --describe --entity-type users --command-config | Cluster authorization failed
                    producer       | kafka-configs.sh --alter --entity-type topics --entity-name market.bars --add-config retention.ms=1 --command-config | authorization
                    """)
    void kafkaToAServiceThatMayNot(String reader, String command, String message) {
        assertThat(ask(reader, "cp /secrets/kafka.properties /tmp/client", command, CLIENT))
                .containsIgnoringCase(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    without TLS             | security.protocol=PLAINTEXT                                 | kafka:9093 | TimeoutException
                    without a password      | security.protocol=SSL                                       | kafka:9093 | TimeoutException
                    with a wrong password   | sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="producer" password="guessed"; | kafka:9093 | invalid credentials
                    another's name          | sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="bootstrap" password="guessed"; | kafka:9093 | invalid credentials
                    without a certificate   | security.protocol=SSL                                       | kafka:9094 | SSL
                    with a password for one | ssl.truststore.type=PEM                                     | kafka:9094 | SSL
                    """)
    void kafkaToAClientThatComes(String how, String settings, String listener, String message) {
        String overlay = "cp /secrets/kafka.properties /tmp/client; printf '%b' '\\n" + settings
                + "\\nrequest.timeout.ms=5000\\ndefault.api.timeout.ms=8000\\n' >> /tmp/client";
        assertThat(ask("producer", overlay, "kafka-topics.sh --list --command-config", listener))
                .contains(message);
    }

    @Test
    void kafkaItselfByAClientThatDoesNotKnowItsAuthority() {
        assertThat(ask(
                        "producer",
                        "grep -v ssl.truststore /secrets/kafka.properties > /tmp/client",
                        "kafka-topics.sh --list --command-config",
                        CLIENT))
                .contains("SSL handshake failed", "unable to find valid certification path");
    }

    @Test
    void theSameClientWithNothingWrongIsNotRefused() {
        assertThat(ask(
                        "producer",
                        "cp /secrets/kafka.properties /tmp/client",
                        "kafka-topics.sh --list --command-config",
                        CLIENT))
                .contains("market.bars")
                .doesNotContain("market.orders");
        assertThat(ask(
                        "bootstrap",
                        "cp /secrets/kafka.properties /tmp/client",
                        "kafka-topics.sh --list --command-config",
                        BROKER))
                .contains("market.bars", "ingest.manifests");
    }

    /** What it printed: some of Kafka's programs end with 0 when they are refused. */
    private static String ask(String reader, String client, String command, String listener) {
        return stack.brokers()
                .run(reader, client + "; " + command + " /tmp/client --bootstrap-server " + listener)
                .text();
    }

    private static String anyPublicAuthority() throws Exception {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init((KeyStore) null);
        X509Certificate some = ((X509TrustManager) managers.getTrustManagers()[0]).getAcceptedIssuers()[0];
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n" + base64.encodeToString(some.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
