package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What the API says of the bot against the journal that {@link Scene#bot} wrote, and what it lets operators demand. */
@WithServers
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TradingIT {

    private static final OpenApi DOCUMENT = new OpenApi();
    private static final String PAPER = "/api/v1/trading/runs/paper";
    private static final String COMMANDS = PAPER + "/commands";

    private static Servers servers;
    private static Dashboard dashboard;
    private static Client client;
    private static Client operator;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        Scene scene = Scene.empty(folder);
        scene.bot();
        servers = scene.servers();
        dashboard = scene.dashboard();
        client = new Client(dashboard.port());
        client.login("viewer", Scene.VIEWER);
        operator = new Client(dashboard.port());
        operator.login("operator", Scene.OPERATOR);
    }

    @AfterAll
    static void stop() {
        if (dashboard != null) {
            dashboard.close();
        }
    }

    /** The answer, which the document describes. */
    private static JsonNode get(String path) throws IOException, InterruptedException {
        var answer = client.get(path);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
        String route = path.replaceFirst("[?].*", "")
                .replaceFirst("/runs/[a-z]+", "/runs/{run}")
                .replaceFirst("/reports/\\d+", "/reports/{id}");
        assertThat(DOCUMENT.flaws("get", route, "200", answer.json())).as(path).isEmpty();
        return answer.json();
    }

    private static List<String> column(JsonNode rows, String... names) {
        var lines = new ArrayList<String>();
        for (JsonNode row : rows) {
            var values = new ArrayList<String>();
            for (String name : names) {
                values.add(row.get(name).isNull() ? "null" : row.get(name).asText());
            }
            lines.add(String.join("|", values));
        }
        return lines;
    }

    @Test
    @Order(1)
    void runsAreListedWithWhatTheyAreWorth() throws Exception {
        JsonNode runs = get("/api/v1/trading/runs").get("runs");

        assertThat(column(runs, "name", "mode", "state", "silent", "dropped", "equity", "cash", "halts"))
                .containsExactlyInAnyOrder(
                        "paper|live|running|false|7|926.82|839.24|1", "replayed|replay|ended|false|0|null|null|0");
        JsonNode paper = get(PAPER).get("run");
        assertThat(paper.get("slot").asText()).isEqualTo("2016-10-03T03:10:00Z");
        assertThat(paper.get("marked_at").asText()).isEqualTo("2016-10-03T03:00:00Z");
        assertThat(paper.get("growth").asDouble()).isEqualTo(926.82 / 1000 - 1, within(1e-12));
        assertThat(paper.get("exposure").asDouble()).isEqualTo((1.5 * 52 + 9.58) / 926.82, within(1e-12));
        assertThat(get(PAPER).get("settings").asText()).isEqualTo("cash=1000.0");
        assertThat(get("/api/v1/trading/runs/replayed").get("positions")).isEmpty();
    }

    @Test
    @Order(1)
    void positionsAreTheSumsOfTheirFillsAtWhatWasPaid() throws Exception {
        JsonNode positions = get(PAPER).get("positions");

        assertThat(column(positions, "symbol", "quantity", "average_price", "price", "value", "realised"))
                .containsExactly("BTCUSD|1.5|105.0|52.0|78.0|7.0", "ETHUSD|1.0|10.0|9.58|9.58|0.0");
        assertThat(positions.at("/0/profit").asDouble()).isEqualTo(1.5 * (52 - 105), within(1e-9));
        assertThat(positions.at("/0/profit_share").asDouble()).isEqualTo(52.0 / 105 - 1, within(1e-9));
        assertThat(column(positions, "symbol", "quantity"))
                .isEqualTo(
                        servers.query(
                                "SELECT symbol, to_char(quantity, 'FM0.0') FROM trading.positions WHERE run = 'paper' ORDER BY symbol"));
    }

    @Test
    @Order(1)
    void ordersFillsAndGuardsComePageByPage() throws Exception {
        assertThat(column(get(PAPER).get("open_orders"), "order_id", "quantity", "filled", "state"))
                .containsExactly("dd|3.0|1.0|open");
        JsonNode orders = get(PAPER + "/orders?limit=3");
        assertThat(column(orders.get("orders"), "order_id", "state", "filled", "average_price", "cancelled_why", "why"))
                .containsExactly(
                        "dd|open|1.0|10.0|null|fast above slow",
                        "cc|cancelled|0.0|null|decided anew|again",
                        "bb|filled|-0.5|119.0|null|less <b>volatile</b>");
        assertThat(orders.get("more").asBoolean()).isTrue();
        assertThat(column(get(PAPER + "/orders?limit=3&before=6").get("orders"), "order_id", "average_price", "fees"))
                .containsExactly("aa|105.0|0.2");
        assertThat(column(get(PAPER + "/orders").get("orders"), "sequence", "state", "cancelled_why"))
                .isEqualTo(servers.query("""
                        SELECT sequence, state, coalesce(cancelled_why, 'null')
                          FROM trading.order_state WHERE run = 'paper' ORDER BY sequence DESC
                        """));
        JsonNode fills = get(PAPER + "/fills?limit=2");
        assertThat(column(fills.get("fills"), "sequence", "at", "symbol", "quantity", "open", "price", "fee"))
                .containsExactly(
                        "11|2016-10-03T02:33:00Z|ETHUSD|1.0|10.0|10.0|0.01",
                        "7|2016-10-03T02:01:00Z|BTCUSD|-0.5|119.0|119.0|0.05");
        assertThat(column(get(PAPER + "/fills?limit=2&before=7").get("fills"), "sequence"))
                .containsExactly("4", "3");
        assertThat(column(get(PAPER + "/guards").get("events"), "guard", "act", "symbol", "halt"))
                .containsExactly(
                        "maximum-drawdown|TRIPPED|null|FLATTEN",
                        "stop-loss|RELEASED|BTCUSD|null",
                        "price-band|REFUSED|BTCUSD|null",
                        "stop-loss|TRIPPED|BTCUSD|FLATTEN");
        assertThat(column(get(PAPER).get("halts"), "guard", "symbol", "halt", "detail"))
                .containsExactly("maximum-drawdown|null|FLATTEN|10 % below the peak");
    }

    @Test
    @Order(1)
    void theCurveHasTheDrawdownAndBuyAndHoldOfTheReport() throws Exception {
        JsonNode curve = get(PAPER + "/equity");

        assertThat(Scene.texts(curve.get("times"))).containsExactly("1475452860", "1475460000", "1475463600");
        assertThat(Scene.texts(curve.get("equity"))).containsExactly("1000.0", "1029.8", "926.82");
        assertThat(curve.at("/drawdown/2").asDouble()).isEqualTo(926.82 / 1029.8 - 1, within(1e-12));
        assertThat(curve.get("maximum_drawdown").asDouble()).isEqualTo(1 - 926.82 / 1029.8, within(1e-12));
        assertThat(Scene.texts(curve.at("/hold/equity"))).containsExactly("1400.0", "1500.0");
        assertThat(Scene.texts(curve.at("/hold/times"))).containsExactly("1475539200", "1475625600");
        JsonNode none = get("/api/v1/trading/runs/replayed/equity");
        assertThat(none.get("times")).isEmpty();
        assertThat(none.get("hold").isNull()).isTrue();
    }

    @Test
    @Order(2)
    void aLongCurveIsThinnedAndKeepsItsDeepestDrawdown() throws Exception {
        servers.execute("trading_bot", """
                INSERT INTO trading.journal (run, sequence, type, at, entry)
                SELECT 'replayed', n, 'marked', timestamptz '2016-01-01Z' + n * interval '1 hour',
                       json_build_object('type', 'marked', 'cash', 1, 'equity', CASE n WHEN 3333 THEN 100 ELSE 1000 + n END,
                                         'holdings', json_build_array())
                  FROM generate_series(0, 9999) AS n
                """);

        JsonNode curve = get("/api/v1/trading/runs/replayed/equity");

        assertThat(curve.get("marks").asLong()).isEqualTo(10_000);
        assertThat(curve.get("times").size()).isBetween(900, 1000);
        assertThat(curve.at("/equity/0").asDouble()).isEqualTo(1000);
        assertThat(curve.get("equity").get(curve.get("equity").size() - 1).asDouble())
                .isEqualTo(10_999);
        assertThat(curve.get("maximum_drawdown").asDouble()).isEqualTo(1 - 100 / 4332.0, within(1e-12));
        assertThat(get("/api/v1/trading/runs/replayed/equity?points=10")
                        .get("times")
                        .size())
                .isEqualTo(10);
    }

    @Test
    @Order(1)
    void fillsAreMarkedOnTheChartOrderByOrder() throws Exception {
        JsonNode trades = get("/api/v1/market/trades?symbol=BTCUSD");

        assertThat(trades.get("run").asText()).isEqualTo("paper");
        assertThat(Scene.texts(trades.get("runs"))).containsExactly("paper", "replayed");
        assertThat(column(trades.get("markers"), "time", "order_id", "quantity", "price", "why"))
                .containsExactly(
                        "1475456400|aa|2.0|105.0|fast above slow", "1475460000|bb|-0.5|119.0|less <b>volatile</b>");
        assertThat(column(
                        get("/api/v1/market/trades?symbol=BTCUSD&from=1475460000&to=1475460060")
                                .get("markers"),
                        "order_id"))
                .containsExactly("bb");
        assertThat(get("/api/v1/market/trades?symbol=BTCUSD&run=replayed").get("markers"))
                .isEmpty();
        assertThat(client.get("/api/v1/market/trades?symbol=BTCUSD&run=none").status())
                .isEqualTo(404);
    }

    @Test
    @Order(1)
    void reportsAndTrialsAreListed() throws Exception {
        JsonNode reports = get("/api/v1/trading/reports").get("reports");

        assertThat(column(reports, "id", "run", "mode", "growth", "hold_growth", "costs", "trades", "trials", "skill"))
                .containsExactly(
                        "2|../x\"y|backtest|null|null|null|null|null|null", "1|paper|live|-0.07318|0.5|1.26|3|2|0.6");
        assertThat(get("/api/v1/trading/reports/1")
                        .at("/report/against/equities/1")
                        .asInt())
                .isEqualTo(1500);
        JsonNode trials = get("/api/v1/trading/trials?limit=1");
        assertThat(trials.get("count").asLong()).isEqualTo(2);
        assertThat(trials.get("more").asBoolean()).isTrue();
        assertThat(column(get("/api/v1/trading/trials").get("trials"), "options", "daily_sharpe", "sharpe"))
                .containsExactly("Trend[fast=3]|null|null", "Trend[fast=2]|0.1|1.9");
    }

    @Test
    @Order(1)
    void thePageOfAReportIsShownAsDataThatCanDoNothing() throws Exception {
        var page = client.get("/api/v1/trading/reports/1/page");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).endsWith("<p>a report</p>");
        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.response().headers().allValues("Content-Security-Policy"))
                .containsExactly("sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Disposition")).isEqualTo("inline; filename=\"report-1-paper.html\"");
        assertThat(client.get("/api/v1/trading/reports/2/page").header("Content-Disposition"))
                .isEqualTo("inline; filename=\"report-2-.._x_y.html\"");
        assertThat(new Client(dashboard.port())
                        .get("/api/v1/trading/reports/1/page")
                        .status())
                .isEqualTo(401);
    }

    @Test
    @Order(1)
    void whatIsNotThereIsNotFound() throws Exception {
        for (String path : List.of(
                "/api/v1/trading/runs/none",
                "/api/v1/trading/runs/none/equity",
                "/api/v1/trading/runs/none/orders",
                "/api/v1/trading/runs/none/fills",
                "/api/v1/trading/runs/none/guards",
                "/api/v1/trading/runs/paper'--",
                "/api/v1/trading/runs/pa%20per",
                "/api/v1/trading/reports/99",
                "/api/v1/trading/reports/1'--",
                "/api/v1/trading/reports/99/page")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    @Order(3)
    void anOperatorDemandsAndTheJournalSaysThatItWasDone() throws Exception {
        String kill = "{\"command\": \"kill\", \"argument\": \"FREEZE\", \"reason\": \" wrong prices'; --\"}";

        var first = operator.post(COMMANDS, kill);

        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(DOCUMENT.flaws("post", "/api/v1/trading/runs/{run}/commands", "202", first.json()))
                .isEmpty();
        assertThat(operator.post(COMMANDS, kill).code()).as("the same waits").isEqualTo("conflict");
        assertThat(servers.query("SELECT run, command, argument, actor, reason FROM trading.command"))
                .containsExactly("paper|kill|FREEZE|operator|wrong prices'; --");
        assertThat(column(get(PAPER).get("commands"), "actor", "command", "argument", "state", "done_at"))
                .containsExactly("operator|kill|FREEZE|waiting|null");

        servers.execute("trading_bot", """
                INSERT INTO trading.journal (run, sequence, type, at, entry)
                VALUES ('paper', 17, 'commanded', '2016-10-03 03:11Z', '{"type":"commanded","request":%1$s,"command":"kill FREEZE","person":"operator","reason":"x"}'),
                       ('paper', 18, 'guarded', '2016-10-03 03:11Z', '{"type":"guarded","guard":"kill-switch","act":"TRIPPED","halt":"FREEZE","detail":"wrong prices","equity":926.82}')
                """.formatted(first.json().get("command").asText()));

        assertThat(column(get(PAPER).get("commands"), "state")).containsExactly("done");
        assertThat(column(get(PAPER).get("halts"), "guard")).containsExactly("kill-switch", "maximum-drawdown");
        assertThat(operator.post(COMMANDS, kill).status()).as("done, so again").isEqualTo(202);
        assertThat(resume("kill-switch").status()).isEqualTo(202);
        assertThat(resume("stop-loss").code()).as("it demands nothing").isEqualTo("conflict");
    }

    private static Client.Answer resume(String guard) throws IOException, InterruptedException {
        return operator.post(
                COMMANDS, "{\"command\": \"resume\", \"argument\": \"%s\", \"reason\": \"seen\"}".formatted(guard));
    }

    @Test
    @Order(4)
    void whatCannotBeDemandedIsRefused() throws Exception {
        double before = servers.number("SELECT count(*) FROM trading.command");
        for (String bad : List.of(
                "{}",
                "[]",
                "{\"command\": \"kill\", \"argument\": \"REDUCE\", \"reason\": \"x\"}",
                "{\"command\": \"kill\", \"argument\": \"FREEZE\", \"reason\": \" \"}",
                "{\"command\": \"kill\", \"argument\": \"FREEZE\"}",
                "{\"command\": \"resume\", \"argument\": \"Kill Switch\", \"reason\": \"x\"}",
                "{\"command\": \"start\", \"argument\": \"FREEZE\", \"reason\": \"x\"}",
                "{\"command\": \"kill\", \"argument\": \"FREEZE\", \"reason\": \"%s\"}".formatted("x".repeat(1001)))) {
            assertThat(operator.post(COMMANDS, bad).status()).as(bad).isEqualTo(400);
        }
        String kill = "{\"command\": \"kill\", \"argument\": \"CANCEL\", \"reason\": \"x\"}";
        assertThat(client.post(COMMANDS, kill).code()).isEqualTo("not-allowed");
        assertThat(operator.post("/api/v1/trading/runs/none/commands", kill).status())
                .isEqualTo(404);
        assertThat(operator.post("/api/v1/trading/runs/replayed/commands", kill).code())
                .as("it has ended")
                .isEqualTo("conflict");
        var forged = new Client(dashboard.port());
        forged.login("operator", Scene.OPERATOR);
        assertThat(forged.with("X-CSRF-Token", "guessed").post(COMMANDS, kill).code())
                .isEqualTo("bad-csrf-token");
        assertThat(servers.number("SELECT count(*) FROM trading.command")).isEqualTo(before);
    }

    @Test
    @Order(5)
    void haltsAndSilenceAreAlerts() throws Exception {
        servers.execute("UPDATE trading.progress SET seen_at = now() - interval '2 minutes' WHERE run = 'paper'");

        await().atMost(Scene.PATIENCE)
                .untilAsserted(() -> assertThat(column(get("/api/v1/alerts").get("active"), "rule", "severity"))
                        .contains("bot-halted|critical", "bot-silent|critical"));
        assertThat(column(get("/api/v1/pulse").get("bots"), "run", "state", "silent", "halts"))
                .containsExactly("paper|running|true|2");
        assertThat(get(PAPER).at("/run/silent").asBoolean()).isTrue();
    }

    @Test
    @Order(6)
    void aRunThatWasLeftForANewerOneIsNoAlert() throws Exception {
        servers.execute("UPDATE trading.progress SET seen_at = now() - interval '2 days' WHERE run = 'paper'");
        servers.execute("trading_bot", """
                INSERT INTO trading.run (name, mode, strategy) VALUES ('newer', 'live', 'trend');
                INSERT INTO trading.progress (run, state) VALUES ('newer', 'catching up');
                """);

        await().atMost(Scene.PATIENCE)
                .untilAsserted(() -> assertThat(column(get("/api/v1/pulse").get("bots"), "run", "state", "slot"))
                        .containsExactly("newer|catching up|null"));
        await().atMost(Scene.PATIENCE)
                .untilAsserted(() -> assertThat(column(get("/api/v1/alerts").get("active"), "rule"))
                        .doesNotContain("bot-silent", "bot-halted"));
    }
}
