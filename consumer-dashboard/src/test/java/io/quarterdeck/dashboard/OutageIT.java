package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves while somebody looks: rows that come, stores that go and come back, clients that are slow. */
@WithServers
class OutageIT {

    private Scene scene;
    private Servers servers;
    private Dashboard dashboard;
    private Client client;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        scene = Scene.full(folder);
        servers = scene.servers();
        dashboard = scene.dashboard();
        client = new Client(dashboard.port());
        client.login("viewer", Scene.VIEWER);
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/pulse")
                                .at("/stores/postgres/rows/market.bars")
                                .asLong()
                        == 25921);
    }

    @AfterEach
    void stop() {
        dashboard.close();
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return client.get(path).json();
    }

    @Test
    void newRowsAreCountedWithoutCountingAllAgain() throws Exception {
        scene.moreRows(1000);
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/pulse")
                                .at("/stores/postgres/rows/market.bars")
                                .asLong()
                        == 26921);

        scene.moreRows(5);
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/pulse")
                                .at("/stores/postgres/rows/market.bars")
                                .asLong()
                        == 26926);

        assertThat(json("/api/v1/overview").get("last_event_at").asText()).isEqualTo("2016-10-13T16:39:00Z");
        assertThat(json("/api/v1/market/bars?symbol=BTCUSD&interval=1m&limit=1")
                        .at("/bars/0/0")
                        .asLong())
                .isEqualTo(1476376740);
    }

    @Test
    void tablesThatBeginAnewAreCountedAnew() throws Exception {
        servers.execute("TRUNCATE raw.bars, raw.consumer_offset");
        servers.execute("INSERT INTO raw.consumer_offset VALUES ('market.bars', 0, 0, 'y')");

        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/pulse")
                                .at("/stores/postgres/rows/market.bars")
                                .asLong()
                        == 0);
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/overview")
                        .at("/completeness/state")
                        .asText()
                        .equals("failed"));
    }

    @Test
    void withoutPostgresTheDashboardSaysSoAndGoesOnWhenItIsBack() throws Exception {
        servers.postgres().kill();
        try {
            var overview = client.get("/api/v1/overview");
            assertThat(overview.status()).isEqualTo(503);
            assertThat(overview.code()).isEqualTo("source-down");
            assertThat(overview.json().at("/error/source").asText()).isEqualTo("postgres");
            assertThat(overview.json().at("/error/hint").asText()).isNotEmpty();
            await().atMost(Scene.PATIENCE)
                    .until(() -> !json("/api/v1/pulse").at("/up/postgres").asBoolean());
            JsonNode pulse = json("/api/v1/pulse");
            assertThat(pulse.at("/up/kafka").asBoolean()).isTrue();
            assertThat(pulse.at("/problems/0/source").asText()).isEqualTo("postgres");
            assertThat(pulse.at("/topics/0/postgres_lag").isNull()).isTrue();
            assertThat(pulse.at("/topics/0/partitions/0/end_offset").asLong()).isEqualTo(14405);
            long begun = System.nanoTime();
            assertThat(client.get("/api/v1/runs").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("nobody waits")
                    .isLessThan(Duration.ofSeconds(3)); // it takes 4 to give a connection up
            assertThat(client.get("/api/v1/pipeline").status()).isEqualTo(200);
            await().atMost(Scene.PATIENCE)
                    .until(() ->
                            json("/api/v1/alerts").at("/active/0/rule").asText().equals("source-down"));
            assertThat(client.get("/api/v1/session").status()).isEqualTo(200);
        } finally {
            servers.postgres().start();
        }

        await().atMost(Scene.PATIENCE)
                .until(() -> client.get("/api/v1/overview").status() == 200);
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/alerts").get("recent").toString().contains("source-down"));
    }

    @Test
    void withoutKafkaTheRestGoesOn() throws Exception {
        servers.kafka().kill();
        try {
            await().atMost(Scene.PATIENCE)
                    .until(() -> !json("/api/v1/pulse").at("/up/kafka").asBoolean());
            JsonNode pulse = json("/api/v1/pulse");
            assertThat(pulse.at("/up/postgres").asBoolean()).isTrue();
            assertThat(pulse.at("/topics/0/rows_per_second").isNull()).isTrue();
            assertThat(pulse.at("/topics/0/postgres_lag").isNull()).isTrue();
            assertThat(pulse.at("/topics/0/partitions/0/postgres_offset").asLong())
                    .isEqualTo(14402);
            assertThat(pulse.at("/stores/kafka/rows").asLong())
                    .as("as seen last")
                    .isEqualTo(25924);
            assertThat(client.get("/api/v1/overview").status()).isEqualTo(200);
            assertThat(client.get("/api/v1/market/bars?symbol=BTCUSD&interval=1h")
                            .status())
                    .isEqualTo(200);
        } finally {
            servers.kafka().start();
        }
        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/pulse").at("/up/kafka").asBoolean());
    }

    @Test
    void aCertificateThatWasChangedIsSeen() throws Exception {
        servers.execute("""
                SET session_replication_role = replica;
                UPDATE governance.certificate SET body = replace(body, '25921', '25920');
                """);
        scene.certify("2016Q4"); // so that certificates are read again

        await().atMost(Scene.PATIENCE)
                .until(() -> json("/api/v1/overview")
                        .at("/completeness/state")
                        .asText()
                        .equals("failed"));
        assertThat(json("/api/v1/alerts").get("active").toString()).contains("audit-difference");
    }

    @Test
    void whoListensHearsThePulseAlertsAndReleases() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        CompletableFuture<HttpResponse<Stream<String>>> stream = listen(events);
        assertThat(stream.get().headers().firstValue("Content-Type")).contains("text/event-stream;charset=utf-8");
        await().atMost(Scene.PATIENCE).until(() -> events.contains("event: pulse"));

        servers.execute("""
                INSERT INTO governance.release (quarter, version, started_at, code_version, options, quality)
                VALUES ('2016Q4', 3, now(), '1.0', '{}', '{}');
                INSERT INTO governance.run (state, ended_at, options, code_version, started_by, error)
                VALUES ('FAILED', now(), '{}', '1.0', 'me', E'line one\\n\\nevent: pulse');
                """);

        await().atMost(Scene.PATIENCE).until(() -> events.contains("data: {\"name\":\"2016Q4-v3\"}"));
        await().atMost(Scene.PATIENCE).until(() -> events.stream().anyMatch(line -> line.contains("run-failed")));
        List<String> lines = new ArrayList<>(events);
        assertThat(lines)
                .as("each line is a field, whatever stands in the data")
                .allMatch(line -> line.isEmpty()
                        || line.startsWith("event: ")
                        || line.startsWith("data: {")
                        || line.startsWith("retry: "));
        client.post("/api/v1/logout", "");
        await().atMost(Scene.PATIENCE).until(() -> events.contains("END"));
    }

    private CompletableFuture<HttpResponse<Stream<String>>> listen(BlockingQueue<String> events) {
        var request = client.request("/api/v1/stream").GET().build();
        var response = HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofLines());
        response.thenAcceptAsync(found -> {
            try {
                found.body().forEach(events::add);
            } finally {
                events.add("END");
            }
        });
        return response;
    }

    @Test
    void listenersWhoDoNotReadHoldUpNobody() throws Exception {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 30; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(1024);
                socket.connect(new java.net.InetSocketAddress("127.0.0.1", dashboard.port()));
                socket.getOutputStream()
                        .write(("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nCookie: quarterdeck="
                                        + client.cookie() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            listen(events);
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/api/v1/pulse").status()).isEqualTo(200);
            }
            int heard = events.size();
            await().atMost(Scene.PATIENCE).until(() -> events.size() > heard + 6);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
