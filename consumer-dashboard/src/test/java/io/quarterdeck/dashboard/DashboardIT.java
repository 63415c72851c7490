package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.testservers.WithServers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer of the API against what other SQL finds in the same database. */
@WithServers
class DashboardIT {

    private static Scene scene;
    private static Servers servers;
    private static Dashboard dashboard;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        scene = Scene.full(folder);
        servers = scene.servers();
        dashboard = scene.dashboard();
        client = new Client(dashboard.port());
        assertThat(client.login("viewer", Scene.VIEWER).status()).isEqualTo(200);
        await().atMost(Scene.PATIENCE).until(() -> {
            JsonNode pulse = get("/api/v1/pulse");
            return pulse.path("up").path("kafka").asBoolean()
                    && pulse.path("stores")
                            .path("postgres")
                            .path("rows")
                            .path("market.bars")
                            .isNumber()
                    && pulse.path("producing").size() == 1;
        });
    }

    @AfterAll
    static void stop() {
        if (dashboard != null) {
            dashboard.close();
        }
    }

    private static JsonNode get(String path) throws Exception {
        var answer = client.get(path);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void everyLookAnswers() throws Exception {
        for (String path : new String[] {
            "/api/v1/pulse",
            "/api/v1/pulse/history",
            "/api/v1/overview",
            "/api/v1/alerts",
            "/api/v1/market/symbols",
            "/api/v1/market/bars?symbol=BTCUSD&interval=1m",
            "/api/v1/market/bars?symbol=BTCUSD&interval=1h&overlays=ema_12,ema_26,bollinger_20,vwap",
            "/api/v1/market/bars?symbol=BTCUSD&interval=4h",
            "/api/v1/market/bars?symbol=BTCUSD&interval=1w",
            "/api/v1/market/trades?symbol=BTCUSD",
            "/api/v1/pipeline",
            "/api/v1/pipeline/rejected",
            "/api/v1/pipeline/undecodable",
            "/api/v1/quality/quarters",
            "/api/v1/quality?quarter=2016Q4",
            "/api/v1/quality/coverage?quarter=2016Q4",
            "/api/v1/quality/samples?quarter=2016Q4&rule=conflicting_duplicate&symbol=BTCUSD",
            "/api/v1/features/tables",
            "/api/v1/features/dictionary?table=bars_1h",
            "/api/v1/features/distribution?table=bars_1h&column=log_return_1&quarter=2016Q4",
            "/api/v1/features/history?table=bars_1h&column=log_return_1&symbol=BTCUSD",
            "/api/v1/features/correlation?table=bars_1h&quarter=2016Q4",
            "/api/v1/features/labels?table=bars_1h&quarter=2016Q4",
            "/api/v1/features/releases",
            "/api/v1/features/snippets?table=bars_1h&quarter=2016Q4",
            "/api/v1/runs",
            "/api/v1/runs/2",
            "/api/v1/actions",
            "/api/v1/trading",
            "/api/v1/openapi.json"
        }) {
            var answer = client.get(path);
            String text = answer.status() + answer.text();
            System.out.println(path + " -> " + text.substring(0, Math.min(700, text.length())));
        }
    }
}
