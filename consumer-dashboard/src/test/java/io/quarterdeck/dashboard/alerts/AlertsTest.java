package io.quarterdeck.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.quarterdeck.dashboard.pulse.Completeness;
import io.quarterdeck.dashboard.pulse.PostgresLook;
import io.quarterdeck.dashboard.pulse.PostgresLook.OfQuarter;
import io.quarterdeck.dashboard.pulse.Problem;
import io.quarterdeck.dashboard.pulse.Pulse;
import io.quarterdeck.dashboard.pulse.Situation;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {

    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private static Pulse pulse(Problem... problems) {
        var topic = new Pulse.Topic("market.bars", List.of(), 0.0, 100L, 50L);
        return new Pulse(
                NOON,
                new Pulse.Up(true, problems.length == 0),
                List.of(problems),
                List.of(topic),
                null,
                0,
                0L,
                List.of(),
                null,
                List.of(),
                0);
    }

    private static PostgresLook postgres(String runState, OfQuarter... quarters) {
        return postgres(runState, List.of(), quarters);
    }

    private static PostgresLook postgres(String runState, List<PostgresLook.Bot> bots, OfQuarter... quarters) {
        return new PostgresLook(
                List.of(),
                List.of(),
                0,
                new PostgresLook.Run(7, runState, List.of(), NOON, NOON, null, "boom\nat line 2"),
                List.of(quarters),
                List.of(),
                List.of(),
                null,
                bots);
    }

    private static SourceManifest file(Status status, long read, long rejected, Duration age) {
        long micros = NOON.minus(age).toEpochMilli() * 1000;
        return new SourceManifest(
                1,
                "ab",
                "a.csv",
                "bars",
                status,
                1,
                read,
                read,
                read,
                read - rejected,
                rejected,
                "market.bars",
                List.of(),
                micros,
                micros);
    }

    private static Situation situation(
            Pulse pulse, Map<String, Duration> standing, PostgresLook postgres, SourceManifest... files) {
        return situation(pulse, Duration.ofSeconds(10), standing, postgres, files);
    }

    private static Situation situation(
            Pulse pulse,
            Duration down,
            Map<String, Duration> standing,
            PostgresLook postgres,
            SourceManifest... files) {
        return new Situation(NOON, pulse, Map.of("postgres", down), standing, postgres, List.of(files), null);
    }

    private static List<String> rules(Situation situation) {
        return AlertRules.judge(situation).stream().map(Finding::rule).toList();
    }

    @Test
    void nothingIsWrongWhenNothingIs() {
        assertThat(rules(situation(pulse(), Map.of(), postgres("SUCCEEDED")))).isEmpty();
        assertThat(rules(situation(pulse(), Map.of(), null))).isEmpty();
    }

    @Test
    void aSourceThatIsDown() {
        var found = AlertRules.judge(situation(pulse(new Problem("postgres", "refused")), Map.of(), null));

        assertThat(found).extracting(Finding::rule).containsExactly("source-down");
        assertThat(found.get(0).message()).isEqualTo("PostgreSQL does not answer: refused");
        assertThat(rules(situation(pulse(new Problem("postgres", "refused")), Duration.ofSeconds(9), Map.of(), null)))
                .as("a restart")
                .isEmpty();
    }

    @Test
    void aConsumerThatIsBehindAndStands() {
        assertThat(rules(situation(pulse(), Map.of(Pulse.POSTGRES, Duration.ofSeconds(119)), null)))
                .isEmpty();
        assertThat(rules(situation(pulse(), Map.of(Pulse.LAKE, Duration.ofMinutes(4)), null)))
                .isEmpty();
        var found = AlertRules.judge(situation(pulse(), Map.of(Pulse.POSTGRES, Duration.ofMinutes(2)), null));
        assertThat(found.get(0).message())
                .isEqualTo("consumer-data-storage has not moved for 2 min, with 100 offsets to go");
    }

    @Test
    void aFileThatStandsHalfInKafkaAndOneThatCannotBeRead() {
        assertThat(rules(situation(pulse(), Map.of(), null, file(Status.IN_PROGRESS, 1000, 0, Duration.ofMinutes(11)))))
                .containsExactly("stale");
        assertThat(rules(situation(pulse(), Map.of(), null, file(Status.IN_PROGRESS, 1000, 0, Duration.ofMinutes(9)))))
                .isEmpty();
        assertThat(rules(situation(pulse(), Map.of(), null, file(Status.COMPLETE, 1000, 11, Duration.ofHours(1)))))
                .containsExactly("rejects");
        assertThat(rules(situation(
                        pulse(),
                        Map.of(),
                        null,
                        file(Status.COMPLETE, 1000, 10, Duration.ofHours(1)),
                        file(Status.COMPLETE, 1000, 500, Duration.ofDays(2)))))
                .isEmpty();
    }

    private static PostgresLook.Bot bot(long seenSecondsAgo, PostgresLook.Halt... halts) {
        return new PostgresLook.Bot("paper", "running", NOON, NOON, seenSecondsAgo, List.of(halts));
    }

    @Test
    void aBotThatIsHaltedAndOneThatIsSilent() {
        var killed = new PostgresLook.Halt("paper", "kill-switch", null, "FREEZE", "wrong prices", NOON);
        var stopped = new PostgresLook.Halt("paper", "stop-loss", "BTCUSD", "FLATTEN", "lost 25 %", NOON);
        var another = new PostgresLook.Halt("paper", "stop-loss", "ETHUSD", "FLATTEN", "lost 26 %", NOON);

        assertThat(rules(situation(pulse(), Map.of(), postgres("SUCCEEDED", List.of(bot(60))))))
                .isEmpty();
        var silent = AlertRules.judge(situation(pulse(), Map.of(), postgres("SUCCEEDED", List.of(bot(61)))));
        assertThat(silent)
                .extracting(Finding::rule, Finding::severity)
                .containsExactly(tuple("bot-silent", "critical"));
        assertThat(silent.get(0).message()).isEqualTo("The bot's run paper was not seen for 1 min");
        var halted = AlertRules.judge(
                situation(pulse(), Map.of(), postgres("SUCCEEDED", List.of(bot(1, killed, stopped, another)))));
        assertThat(halted)
                .extracting(Finding::rule, Finding::severity, Finding::message)
                .containsExactly(
                        tuple(
                                "bot-halted",
                                "critical",
                                "The bot's run paper is halted by kill-switch (FREEZE): wrong prices"),
                        tuple(
                                "bot-halted",
                                "warning",
                                "The bot's run paper is halted for BTCUSD, ETHUSD by stop-loss (FLATTEN): lost 25 %"));
        assertThat(halted.get(0).subject()).isNotEqualTo(halted.get(1).subject());
    }

    @Test
    void aRunThatFailedAndAGateThatRefused() {
        var refused = new OfQuarter("2016Q4", 7, "REFUSED", NOON, null, null);

        assertThat(rules(situation(pulse(), Map.of(), postgres("FAILED")))).containsExactly("run-failed");
        assertThat(rules(situation(pulse(), Map.of(), postgres("DEAD", refused))))
                .containsExactly("run-failed", "gate-refused");
        assertThat(AlertRules.judge(situation(pulse(), Map.of(), postgres("FAILED")))
                        .get(0)
                        .message())
                .isEqualTo("Run 7 failed: boom");
    }

    @Test
    void anAuditThatFailed() {
        var failed = new Situation(
                NOON, pulse(), Map.of(), Map.of(), null, List.of(), new Completeness("failed", null, "rows differ"));
        assertThat(rules(failed)).containsExactly("audit-difference");
    }

    @Test
    void anAlertBeginsOnceAndEndsOnce() {
        var told = new ArrayList<Alert>();
        var alerts = new Alerts(told::add);
        var finding = new Finding("lag", "x", "critical", "for 2 min", "look");

        assertThat(alerts.found(List.of(finding), NOON)).isEqualTo(1);
        assertThat(alerts.found(
                        List.of(new Finding("lag", "x", "critical", "for 3 min", "look")), NOON.plusSeconds(60)))
                .isEqualTo(1);
        assertThat(alerts.active()).extracting(Alert::message).containsExactly("for 3 min");
        assertThat(alerts.active()).extracting(Alert::since).containsExactly(NOON);
        assertThat(alerts.found(List.of(), NOON.plusSeconds(90))).isZero();

        assertThat(told).extracting(Alert::endedAt).containsExactly(null, NOON.plusSeconds(90));
        assertThat(told).extracting(Alert::id).containsExactly("1", "1");
        assertThat(alerts.recent()).hasSize(1);
        for (int i = 0; i < 300; i++) {
            alerts.found(i % 2 == 0 ? List.of(finding) : List.of(), NOON.plusSeconds(100 + i));
        }
        assertThat(alerts.recent()).hasSize(100);
    }

    @Test
    void criticalAlertsComeFirst() {
        var alerts = new Alerts(any -> {});
        alerts.found(
                List.of(new Finding("rejects", "a", "warning", "", ""), new Finding("lag", "b", "critical", "", "")),
                NOON);
        assertThat(alerts.active()).extracting(Alert::rule).containsExactly("lag", "rejects");
    }

    @Test
    void theWebhookIsToldAndToldAgainWhenItFails() throws Exception {
        var bodies = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            bodies.add(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            http.sendResponseHeaders(bodies.size() == 1 ? 500 : 204, -1);
            http.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
        try (var webhook = new Webhook(url, Duration.ofMillis(1))) {
            webhook.accept(new Alert("1", "lag", "critical", "say \"it\"", "look", NOON, null));
            Awaitility.await().until(() -> bodies.size() == 2);
        } finally {
            server.stop(0);
        }
        assertThat(bodies.get(1))
                .isEqualTo("{\"id\":\"1\",\"rule\":\"lag\",\"severity\":\"critical\",\"message\":\"say \\\"it\\\"\","
                        + "\"hint\":\"look\",\"since\":\"2026-01-05T12:00:00Z\",\"ended_at\":null}");
    }

    @Test
    void aFileThatHoldsNoUrlIsRefusedWithoutQuotingIt(@TempDir Path folder) throws Exception {
        for (String text : List.of("", "secret-token", "ftp://x/y", "file:///etc/passwd", "http://", "https://a b")) {
            Path file = Files.writeString(folder.resolve("webhook"), text);
            assertThatThrownBy(() -> Webhook.of(file))
                    .hasMessage("--alert-webhook-file: " + file + " holds no http or https URL");
        }
        Webhook.of(Files.writeString(folder.resolve("webhook"), " https://hooks.example/T/B \n"))
                .close();
    }
}
