package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Passwords are replaced while the stack is at work, by the commands that the README gives. */
@ComposeTest
@Order(5)
class RotationIT {

    private static final List<String> ROLES =
            List.of("data_storage", "stream_storage", "batch", "ml_reader", "dashboard", "trading_bot");

    private static final List<String> KAFKA_USERS =
            List.of("producer", "data-storage", "stream-storage", "dashboard", "trading-bot");

    private static ComposeStack stack;

    @BeforeAll
    static void start(ComposeStack shared) {
        stack = shared;
        stack.up();
    }

    @Test
    void oldPasswordsAreRefusedAndTheServicesGoOn() throws Exception {
        Map<String, String> old = new HashMap<>();
        ROLES.forEach(role -> old.put(role, stack.secrets().password(role)));
        Map<String, String> oldClients = new HashMap<>();
        KAFKA_USERS.forEach(reader -> oldClients.put(reader, stack.secrets().file(reader, "kafka.properties")));
        stack.put(stack.files().feed.get(0)); // to be at work on

        stack.secrets()
                .run(
                        "rotate",
                        "producer",
                        "data-storage",
                        "stream-storage",
                        "batch",
                        "ml_reader",
                        "dashboard",
                        "trading-bot");
        stack.compose("run", "--rm", "bootstrap").expect(0);
        stack.compose("restart", "producer", "data-storage", "stream-storage", "batch", "dashboard", "trading-bot")
                .expect(0);
        stack.awaitWell();

        String url = stack.url();
        for (String role : ROLES) {
            assertThatThrownBy(() -> DriverManager.getConnection(url, role, old.get(role)))
                    .hasMessageContaining("password authentication failed");
            stack.connect(role).close();
        }
        for (String reader : KAFKA_USERS) {
            assertThat(topicsAs(reader, oldClients.get(reader))).contains("invalid credentials");
            assertThat(topicsAs(reader, stack.secrets().file(reader, "kafka.properties")))
                    .contains("market.bars");
        }
        stack.awaitLanding();
        stack.assertLandedExactlyOnce();
    }

    @Test
    void theOwnersPasswordToo() throws Exception {
        String old = stack.secrets().file("bootstrap", "owner.password");

        stack.secrets().run("rotate", "owner");
        stack.compose("run", "--rm", "bootstrap").expect(0);

        String url = stack.url();
        String now = stack.secrets().file("bootstrap", "owner.password");
        assertThat(now).isNotEqualTo(old);
        assertThatThrownBy(() -> DriverManager.getConnection(url, "owner", old))
                .hasMessageContaining("password authentication failed");
        DriverManager.getConnection(url, "owner", now).close();
        stack.compose("run", "--rm", "bootstrap").expect(0);
    }

    @Test
    void certificatesAreReplacedUnderTheSameAuthority() throws Exception {
        String authority = stack.secrets().run("show", "ca").out();
        String old = stack.secrets().file("postgres", "server.crt");

        stack.secrets().run("rotate", "certificates");
        stack.compose("restart", "kafka", "postgres", "dashboard").expect(0);
        stack.awaitWell();

        assertThat(stack.secrets().run("show", "ca").out()).isEqualTo(authority);
        assertThat(stack.secrets().file("postgres", "server.crt")).isNotEqualTo(old);
        stack.connect("ml_reader").close();
        stack.compose("run", "--rm", "bootstrap").expect(0);
    }

    private static String topicsAs(String reader, String settings) {
        return stack.brokers()
                .run(
                        reader,
                        "cat > /tmp/client << 'END'\n" + settings
                                + "\nEND\nkafka-topics.sh --list --bootstrap-server kafka:9093 --command-config /tmp/client")
                .text();
    }
}
