package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer of the API against what other SQL finds in the same database. */
@WithServers
class DashboardIT {

    private static final OpenApi DOCUMENT = new OpenApi();

    private static Scene scene;
    private static Servers servers;
    private static Dashboard dashboard;
    private static Client client;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        scene = Scene.full(folder);
        scene.bot();
        servers = scene.servers();
        dashboard = scene.dashboard();
        client = new Client(dashboard.port());
        assertThat(client.login("viewer", Scene.VIEWER).status()).isEqualTo(200);
        await().atMost(Scene.PATIENCE).until(() -> {
            JsonNode pulse = get("/api/v1/pulse");
            return pulse.path("up").path("kafka").asBoolean()
                    && pulse.at("/stores/postgres/rows/market.bars").isNumber()
                    && pulse.path("producing").size() == 1;
        });
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
        String route = path.replaceFirst("[?].*", "").replaceFirst("/runs/\\d+$", "/runs/{id}");
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
    void thePulseSaysHowFarEverybodyIs() throws Exception {
        JsonNode pulse = get("/api/v1/pulse");

        JsonNode bars = pulse.at("/topics/0");
        assertThat(bars.get("topic").asText()).isEqualTo("market.bars");
        assertThat(column(bars.get("partitions"), "partition", "end_offset", "postgres_offset", "lake_offset"))
                .startsWith("0|14405|14402|14402", "1|14401|14401|10000", "2|0|0|0")
                .hasSize(6);
        assertThat(bars.get("postgres_lag").asLong()).isEqualTo(3);
        assertThat(bars.get("lake_lag").asLong()).isEqualTo(3 + 4401);
        assertThat(pulse.at("/stores/postgres/rows/market.bars").asLong())
                .isEqualTo((long) servers.number("SELECT count(*) FROM raw.bars"));
        assertThat(pulse.at("/stores/kafka/rows").asLong()).isEqualTo(25921 + 3);
        assertThat(pulse.at("/stores/kafka/last_event_at").isTextual()).isTrue();
        assertThat(pulse.at("/stores/lake/last_event_at").asText())
                .startsWith(servers.query(
                                "SELECT to_char(max(noted_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM raw.lake_offset")
                        .get(0));
        assertThat(pulse.get("rejected").asLong()).isEqualTo(250);
        assertThat(pulse.get("undecodable").asLong()).isEqualTo(1);
        assertThat(column(pulse.get("producing"), "source_id", "file", "rows", "rejected"))
                .containsExactly("77|more.csv|3|250");
        assertThat(pulse.at("/run/state").asText()).isEqualTo("REFUSED");
    }

    @Test
    void theHistoryHasAPointForTenSeconds() throws Exception {
        JsonNode history = get("/api/v1/pulse/history?minutes=5");

        int points = history.get("times").size();
        assertThat(points).isBetween(1, 31);
        assertThat(history.at("/lag/consumer-data-storage/" + (points - 1)).asLong())
                .isEqualTo(3);
    }

    @Test
    void theOverviewIsProvenByTheCertificate() throws Exception {
        JsonNode overview = get("/api/v1/overview");

        assertThat(overview.at("/completeness/state").asText()).isEqualTo("proven");
        assertThat(overview.at("/completeness/certificate/signature").asText()).isEqualTo("valid");
        assertThat(column(overview.get("releases"), "name", "rows", "symbols", "partial", "certificate"))
                .containsExactly("2016Q4-v2|"
                        + (int) servers.number(
                                "SELECT (SELECT count(*) FROM features.bars_1h) + count(*) FROM features.bars_1d")
                        + "|2|true|1");
        assertThat(overview.at("/last_run/id").asLong()).isEqualTo(3);
        assertThat(overview.get("next_run_at").asText()).isEqualTo("2030-01-01T03:00:00Z");
        assertThat(overview.get("symbols").asLong()).isEqualTo(2);
        assertThat(overview.get("first_event_at").asText()).isEqualTo("2016-10-03T00:00:00Z");
        assertThat(overview.get("last_event_at").asText()).isEqualTo("2016-10-12T23:59:00Z");
        assertThat(overview.get("files").asLong()).isEqualTo(2);
        assertThat(column(get("/api/v1/alerts").get("active"), "rule"))
                .containsOnly("rejects", "gate-refused", "bot-halted");
    }

    @Test
    void symbolsHaveTheirLastDays() throws Exception {
        JsonNode symbols = get("/api/v1/market/symbols");

        assertThat(column(symbols.get("symbols"), "symbol", "days", "last_close", "volume_1d"))
                .isEqualTo(servers.query("""
                        SELECT symbol, (SELECT count(*) FROM features.bars_1d AS day WHERE day.symbol = last.symbol),
                               close || '.0', volume || '.0'
                          FROM features.bars_1d AS last WHERE open_time = '2016-10-11Z' ORDER BY symbol
                        """));
        assertThat(symbols.at("/symbols/0/change_1d").asDouble()).isEqualTo(servers.number("""
                        SELECT max(close) FILTER (WHERE open_time = '2016-10-11Z')
                             / max(close) FILTER (WHERE open_time = '2016-10-10Z') - 1
                          FROM features.bars_1d WHERE symbol = 'BTCUSD'
                        """), within(1e-12));
        assertThat(Scene.texts(symbols.at("/symbols/0/sparkline")))
                .isEqualTo(servers.query(
                        "SELECT close || '.0' FROM features.bars_1d WHERE symbol = 'BTCUSD' ORDER BY open_time"));
    }

    @Test
    void minutesComeFromTheRawRowsAndTheNewerRowWins() throws Exception {
        JsonNode bars = get("/api/v1/market/bars?symbol=BTCUSD&interval=1m&limit=60");

        assertThat(bars.get("source").asText()).isEqualTo("raw.bars");
        assertThat(bars.get("more").asBoolean()).isTrue();
        assertThat(rows(bars)).isEqualTo(servers.query("""
                SELECT extract(epoch FROM open_time)::bigint, open::numeric(9, 1), high::numeric(9, 1), low::numeric(9, 1),
                       close::numeric(9, 1), volume::numeric(9, 1)
                  FROM raw.bars AS bar
                 WHERE symbol = 'BTCUSD' AND open_time >= '2016-10-12 23:00Z'
                   AND kafka_offset = (SELECT max(kafka_offset) FROM raw.bars AS same
                                        WHERE same.symbol = bar.symbol AND same.open_time = bar.open_time)
                 ORDER BY open_time
                """));
    }

    private static List<String> rows(JsonNode bars) {
        var lines = new ArrayList<String>();
        bars.get("bars").forEach(bar -> lines.add(String.join("|", Scene.texts(bar))));
        return lines;
    }

    /** All pages together are all bars, each once, whatever the size of a page. */
    @ParameterizedTest
    @CsvSource({
        "1m, 1999, 60",
        "5m, 700, 300",
        "15m, 250, 900",
        "1h, 50, 3600",
        "4h, 7, 14400",
        "1d, 3, 86400",
        "1w, 1, 604800"
    })
    void scrollingBackShowsEveryBarOnce(String interval, int limit, long seconds) throws Exception {
        var found = new TreeMap<Long, String>();
        String before = "";
        JsonNode page;
        do {
            page = get("/api/v1/market/bars?symbol=ETHUSD&interval=" + interval + "&limit=" + limit + before);
            assertThat(page.get("bars").size()).isLessThanOrEqualTo(limit);
            for (JsonNode bar : page.get("bars")) {
                assertThat(found.put(bar.get(0).asLong(), String.join("|", Scene.texts(bar))))
                        .isNull();
            }
            before = "&before=" + found.firstKey();
        } while (page.get("more").asBoolean());

        assertThat(new ArrayList<>(found.values())).isEqualTo(servers.query("""
                SELECT DISTINCT bin, first_value(open) OVER whole || '.0', max(high) OVER whole || '.0',
                       min(low) OVER whole || '.0', last_value(close) OVER whole || '.0', sum(volume) OVER whole || '.0'
                  FROM (SELECT *, (extract(epoch FROM open_time)::bigint - 978307200) / %1$d * %1$d + 978307200 AS bin
                          FROM raw.bars WHERE symbol = 'ETHUSD') AS bars
                WINDOW whole AS (PARTITION BY bin ORDER BY open_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
                 ORDER BY bin
                """.formatted(seconds)));
    }

    @Test
    void hoursComeFromTheFeaturesWithOverlaysAndTheNewestFromTheRawRows() throws Exception {
        JsonNode bars = get(
                "/api/v1/market/bars?symbol=BTCUSD&interval=1h&limit=2000&overlays=ema_12,ema_26,bollinger_20,vwap");

        assertThat(bars.get("source").asText()).isEqualTo("features.bars_1h, raw.bars");
        int last = bars.get("bars").size() - 1;
        assertThat(bars.at("/bars/%d/0".formatted(last)).asLong()).isEqualTo(1476313200);
        assertThat(bars.at("/overlays/ema_12/" + last).isNull()).isTrue();
        assertThat(bars.at("/overlays/ema_12/10").isNull()).isTrue();
        double close = bars.at("/bars/30/4").asDouble();
        assertThat(bars.at("/overlays/ema_12/30").asDouble()).isEqualTo(close / 1.02, within(1e-9));
        assertThat(bars.at("/overlays/ema_26/30").asDouble()).isEqualTo(close / 0.97, within(1e-9));
        double upper = bars.at("/overlays/bollinger_20/upper/30").asDouble();
        double middle = bars.at("/overlays/bollinger_20/middle/30").asDouble();
        double lower = bars.at("/overlays/bollinger_20/lower/30").asDouble();
        assertThat((close - lower) / (upper - lower)).isEqualTo(0.75, within(1e-9));
        assertThat((upper - lower) / middle).isEqualTo(0.04, within(1e-9));
        assertThat(bars.at("/overlays/vwap/30").asDouble())
                .isEqualTo(
                        (bars.at("/bars/30/2").asDouble()
                                        + bars.at("/bars/30/3").asDouble())
                                / 2,
                        within(1e-9));
    }

    @Test
    void thePipelineListsFilesConsumersAndErrors() throws Exception {
        JsonNode pipeline = get("/api/v1/pipeline");

        assertThat(column(pipeline.get("files"), "source_id", "file", "kind", "state", "rows", "rejected"))
                .containsExactly(
                        "77|more.csv|bars|in-progress|3|250", Scene.SOURCE + "|bars <b>.csv|bars|complete|25921|0");
        assertThat(column(pipeline.get("consumers"), "name", "topic", "partition", "lag"))
                .contains("consumer-data-storage|market.bars|0|3", "consumer-stream-storage|market.bars|1|4401")
                .hasSize(2 * 12);
        assertThat(column(pipeline.get("topics"), "topic", "partition", "first_offset", "end_offset"))
                .contains("market.bars|0|0|14405", "ingest.manifests|0|0|3");
        assertThat(column(pipeline.get("errors"), "where", "message"))
                .containsExactly("market.bars 0@14401|not JSON: <script>");
    }

    @Test
    void rejectedLinesAreTheNewest() throws Exception {
        assertThat(get("/api/v1/pipeline/rejected?limit=200").get("rejected").size())
                .isEqualTo(200);
        JsonNode some = get("/api/v1/pipeline/rejected?limit=2").get("rejected");
        assertThat(column(some, "file", "reason"))
                .containsOnly("more.csv|column 2: no number")
                .hasSize(2);
        assertThat(some.at("/0/text").asText()).startsWith("<img src=x onerror=alert(1)>,");
    }

    @Test
    void undecodableRecordsAreShownAsTextWhateverTheyAre() throws Exception {
        assertThat(column(get("/api/v1/pipeline/undecodable").get("undecodable"), "topic", "offset", "reason", "value"))
                .containsExactly("market.bars|14401|not JSON: <script>|{\"symbol\": <b>\\x07\\xc3\\xa4");
    }

    @Test
    void qualityIsThatOfTheNewestRunOrOfTheOneAskedFor() throws Exception {
        JsonNode quality = get("/api/v1/quality?quarter=2016Q4");

        assertThat(quality.get("run").asLong()).isEqualTo(2);
        assertThat(quality.at("/decision/state").asText()).isEqualTo("PUBLISHED");
        assertThat(column(quality.get("rules"), "rule", "action", "rows"))
                .containsExactly("conflicting_duplicate|drop|1", "gap|flag|5");
        assertThat(quality.at("/rules/1/by_symbol").toString()).isEqualTo("{\"BTCUSD\":3,\"ETHUSD\":2}");
        assertThat(column(quality.get("totals"), "symbol", "bars", "trades", "days", "expected_days"))
                .containsExactly("BTCUSD|12961|0|9|10", "ETHUSD|12960|0|0|0");
        assertThat(column(quality.get("drift"), "table", "column", "psi"))
                .containsExactly("bars_1h|log_return_1|0.9", "bars_1h|rsi_14|0.1");
        assertThat(quality.get("reference_release").asText()).isEqualTo("2016Q4-v1");
        assertThat(get("/api/v1/quality?quarter=2016Q4&run=1").get("rules")).isEmpty();
        assertThat(client.get("/api/v1/quality?quarter=2016Q4&run=3").status()).isEqualTo(404);
        assertThat(get("/api/v1/quality?quarter=2031Q1").get("run").isNull()).isTrue();
        assertThat(column(get("/api/v1/quality/quarters").get("quarters"), "quarter", "release"))
                .containsExactly("2017Q1|null", "2016Q4|2016Q4-v2");
    }

    @Test
    void coverageIsADaysTimesSymbolsTable() throws Exception {
        JsonNode coverage = get("/api/v1/quality/coverage?quarter=2016Q4");

        assertThat(coverage.get("days").size()).isEqualTo(92);
        assertThat(coverage.at("/days/2").asText()).isEqualTo("2016-10-03");
        assertThat(coverage.at("/coverage/0/2").asDouble())
                .isEqualTo(servers.number(
                        "SELECT coverage FROM features.bars_1d WHERE symbol = 'BTCUSD' AND open_time = '2016-10-03Z'"));
        assertThat(coverage.at("/coverage/0/6").isNull()).isTrue();
    }

    @Test
    void aSampleNamesItsFileAndLine() throws Exception {
        assertThat(column(
                        get("/api/v1/quality/samples?quarter=2016Q4&rule=conflicting_duplicate&symbol=BTCUSD")
                                .get("samples"),
                        "row",
                        "file",
                        "source_id",
                        "source_line"))
                .containsExactly("BTCUSD 2016-10-12 23:30 <b>|bars <b>.csv|" + Scene.SOURCE + "|14372");
    }

    @Test
    void tablesAndDictionaryAreThoseOfTheDatabase() throws Exception {
        assertThat(column(get("/api/v1/features/tables").get("tables"), "table", "rows", "columns"))
                .containsExactly(
                        "bars_5m|0|" + columns("bars_5m"),
                        "bars_15m|0|" + columns("bars_15m"),
                        "bars_1h|" + (int) servers.number("SELECT count(*) FROM features.bars_1h") + "|"
                                + columns("bars_1h"),
                        "bars_4h|0|" + columns("bars_4h"),
                        "bars_1d|16|" + columns("bars_1d"));
        assertThat(column(get("/api/v1/features/dictionary?table=bars_1h").get("columns"), "column", "meaning"))
                .isEqualTo(
                        servers.query(
                                "SELECT column_name, meaning FROM features.dictionary WHERE table_name = 'bars_1h' ORDER BY position"));
    }

    private static int columns(String table) {
        return (int) servers.number("SELECT count(*) FROM features.dictionary WHERE table_name = '" + table + "'");
    }

    @Test
    void aDistributionAddsUpToAllRows() throws Exception {
        JsonNode all = get("/api/v1/features/distribution?table=bars_1h&column=rsi_14&quarter=2016Q4");
        JsonNode one = get("/api/v1/features/distribution?table=bars_1h&column=rsi_14&quarter=2016Q4&symbol=BTCUSD");

        for (JsonNode of : List.of(all, one)) {
            long inBins = 0;
            for (JsonNode bin : of.get("bins")) {
                inBins += bin.get("rows").asLong();
            }
            assertThat(of.get("bins").size()).isEqualTo(40);
            assertThat(inBins
                            + of.get("below").asLong()
                            + of.get("above").asLong()
                            + of.get("nulls").asLong())
                    .isEqualTo(of.get("rows").asLong());
        }
        assertThat(all.get("rows").asLong()).isEqualTo((long) servers.number("SELECT count(*) FROM features.bars_1h"));
        assertThat(one.get("nulls").asLong()).isEqualTo(14);
        assertThat(one.get("mean").asDouble())
                .isEqualTo(
                        servers.number("SELECT avg(rsi_14) FROM features.bars_1h WHERE symbol = 'BTCUSD'"),
                        within(1e-9));
        assertThat(one.get("below").asLong()).isEqualTo((long) servers.number("""
                        SELECT count(*) FROM features.bars_1h WHERE symbol = 'BTCUSD' AND rsi_14 <
                            (SELECT percentile_cont(0.01) WITHIN GROUP (ORDER BY rsi_14) FROM features.bars_1h WHERE symbol = 'BTCUSD')
                        """));
        JsonNode constant = get("/api/v1/features/distribution?table=bars_1h&column=ema_ratio_12&quarter=2016Q4");
        assertThat(column(constant.get("bins"), "from", "to", "rows"))
                .containsExactly("0.02|0.02|" + (constant.get("rows").asLong() - 22));
        JsonNode nothing = get("/api/v1/features/distribution?table=bars_1h&column=vpin&quarter=2016Q4");
        assertThat(nothing.get("bins")).isEmpty();
        assertThat(nothing.get("median").isNull()).isTrue();
    }

    @Test
    void aHistoryIsDownSampledAndKeepsItsExtremes() throws Exception {
        JsonNode history = get("/api/v1/features/history?table=bars_1h&column=rsi_14&symbol=BTCUSD&points=20");

        assertThat(history.get("times").size()).isBetween(10, 20);
        double max = 0;
        for (JsonNode value : history.get("max")) {
            max = Math.max(max, value.isNull() ? 0 : value.asDouble());
        }
        assertThat(max).isEqualTo(servers.number("SELECT max(rsi_14) FROM features.bars_1h WHERE symbol = 'BTCUSD'"));
        assertThat(history.get("bucket_seconds").asLong() % 3600).isZero();
        assertThat(client.get("/api/v1/features/history?table=bars_1h&column=rsi_14&symbol=NONE")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void correlationIsPearsons() throws Exception {
        JsonNode correlation = get("/api/v1/features/correlation?table=bars_1h&quarter=2016Q4");

        List<String> columns = Scene.texts(correlation.get("columns"));
        int a = columns.indexOf("rsi_14");
        int b = columns.indexOf("log_return_1");
        assertThat(correlation.get("sampled").asBoolean()).isFalse();
        assertThat(correlation.at("/matrix/%d/%d".formatted(a, a)).asDouble()).isEqualTo(1);
        assertThat(correlation.at("/matrix/%d/%d".formatted(a, b)).asDouble())
                .isEqualTo(servers.number("SELECT corr(rsi_14, log_return_1) FROM features.bars_1h"), within(1e-4));
        assertThat(correlation
                        .at("/matrix/%d/%d".formatted(a, columns.indexOf("vpin")))
                        .isNull())
                .isTrue();
    }

    @Test
    void labelsAreCountedBySign() throws Exception {
        assertThat(column(
                                get("/api/v1/features/labels?table=bars_1h&quarter=2016Q4")
                                        .get("labels"),
                                "column",
                                "nulls",
                                "negative",
                                "zero",
                                "positive")
                        .get(0))
                .isEqualTo("label_forward_log_return_1|" + servers.query("""
                        SELECT sum((label_forward_log_return_1 IS NULL)::int), sum((label_forward_log_return_1 < 0)::int),
                               sum((label_forward_log_return_1 = 0)::int), sum((label_forward_log_return_1 > 0)::int)
                          FROM features.bars_1h
                        """).get(0));
    }

    @Test
    void releasesAreListedWithWhatChanged() throws Exception {
        JsonNode releases = get("/api/v1/features/releases").get("releases");

        assertThat(column(releases, "name", "in_force", "run"))
                .containsExactly("2016Q4-v2|true|2", "2016Q4-v1|false|1");
        assertThat(releases.at("/0/tables/1/diff/columns/0/largest_absolute").asDouble())
                .isEqualTo(1.5);
    }

    @Test
    void aSnippetReadsExactlyTheRelease() throws Exception {
        JsonNode snippets = get("/api/v1/features/snippets?table=bars_1h&quarter=2016Q4");

        assertThat(snippets.get("jdbc").asText()).contains("features.as_of_1h('2016Q4', 2)");
        assertThat(snippets.get("python").asText()).contains("features.as_of_1h('2016Q4', 2)");
        assertThat(servers.number("SELECT count(*) FROM features.as_of_1h('2016Q4', 2)"))
                .isEqualTo(servers.number("SELECT count(*) FROM features.bars_1h"));
    }

    @Test
    void anExportHoldsTheRowsOfTheTable(@TempDir Path here) throws Exception {
        for (String format : List.of("csv", "parquet")) {
            var answer = client.get("/api/v1/features/export?table=bars_1h&quarter=2016Q4&format=" + format);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"bars_1h-2016Q4-v2." + format + "\"");
            Path file = Files.write(
                    here.resolve("export." + format), answer.response().body());

            long rows = (long) servers.number("SELECT count(*) FROM features.bars_1h");
            assertThat(answer.header("X-Rows")).isEqualTo(String.valueOf(rows));
            assertThat(duck("""
                    SELECT count(*) || '|' || count(rsi_14) || '|' || round(sum(rsi_14), 6) || '|' || round(sum(close), 3) || '|'
                           || min(symbol) || '|' || epoch_us(min(open_time)) || '|' || epoch_us(max(known_at))
                      FROM '%s'
                    """.formatted(file)))
                    .isEqualTo(servers.query("""
                            SELECT count(*), count(rsi_14), round(sum(rsi_14)::numeric, 6)::float8, round(sum(close)::numeric, 3) || '.0',
                                   min(symbol), (extract(epoch FROM min(open_time)) * 1000000)::bigint,
                                   (extract(epoch FROM max(known_at)) * 1000000)::bigint
                              FROM features.bars_1h
                            """).get(0).replace(".000.0", ".0"));
        }
        var one = client.get("/api/v1/features/export?table=bars_1d&quarter=2016Q4&format=csv&symbol=ETHUSD");
        assertThat(one.text().lines().count()).isEqualTo(1 + 8);
        assertThat(one.text()).doesNotContain("BTCUSD");
    }

    private static String duck(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Test
    void runsAreListedPageByPage() throws Exception {
        JsonNode page = get("/api/v1/runs?limit=2");
        assertThat(column(page.get("runs"), "id", "state", "took_ms"))
                .containsExactly("3|REFUSED|10000", "2|SUCCEEDED|31500");
        assertThat(page.get("more").asBoolean()).isTrue();
        JsonNode rest = get("/api/v1/runs?limit=2&before=2");
        assertThat(column(rest.get("runs"), "id")).containsExactly("1");
        assertThat(rest.get("more").asBoolean()).isFalse();
    }

    @Test
    void aRunTellsItsStepsLineageCertificateAndLog() throws Exception {
        JsonNode run = get("/api/v1/runs/2");

        assertThat(run.at("/run/published/0").asText()).isEqualTo("2016Q4-v2");
        assertThat(get("/api/v1/runs/1").at("/run/bars_snapshot_id").asText()).isEqualTo("9007199254740993");
        assertThat(column(run.get("steps"), "quarter", "step", "took_ms", "rows_in", "rows_out"))
                .containsExactly("null|start Spark|4000|null|null", "2016Q4|features 1h|3000|28801|432");
        assertThat(run.at("/quarters/0/certificate/id").asText()).isEqualTo("1");
        assertThat(column(run.at("/lineage/nodes"), "kind", "name", "detail"))
                .containsExactly(
                        "job|quarterly-features.quarter|2016Q4, complete",
                        "dataset|raw.bars|lake, 2",
                        "dataset|features.bars_1h|lake, 5",
                        "dataset|quarterdeck.features.bars_1h|PostgreSQL, 2016Q4-v2");
        assertThat(run.at("/lineage/edges").size()).isEqualTo(3);
        assertThat(column(run.get("log"), "level", "message"))
                .containsExactly("INFO|QuarterlyFeatures: begun", "WARN|X: slow <b>");
        assertThat(client.get("/api/v1/runs/99").code()).isEqualTo("not-found");
    }

    @Test
    void anOperatorAsksForAQuarterOnceAtATime() throws Exception {
        Client operator = new Client(dashboard.port());
        operator.login("operator", Scene.OPERATOR);

        var first =
                operator.post("/api/v1/runs", "{\"quarter\": \"2016Q4\", \"reason\": \"late rows; DROP TABLE x --\"}");
        var second = operator.post("/api/v1/runs", "{\"quarter\": \"2016Q4\", \"reason\": \"again\"}");

        assertThat(first.status()).isEqualTo(202);
        assertThat(DOCUMENT.flaws("post", "/api/v1/runs", "202", first.json())).isEmpty();
        assertThat(second.status()).isEqualTo(409);
        assertThat(servers.query("SELECT actor, action, subject, reason FROM governance.operator_action"))
                .containsExactly("operator|start-quarter|2016Q4|late rows; DROP TABLE x --");
        assertThat(column(get("/api/v1/actions").get("actions"), "actor", "state"))
                .containsExactly("operator|waiting");

        servers.execute("INSERT INTO schedule.operator_outcome (action) SELECT id FROM governance.operator_action");
        assertThat(column(get("/api/v1/actions").get("actions"), "state")).containsExactly("running");
        servers.execute(
                "UPDATE schedule.operator_outcome SET ended_at = now(), exit_code = 3, message = 'the gate refused', run = 3");
        assertThat(column(get("/api/v1/actions").get("actions"), "state", "message", "run"))
                .containsExactly("failed|the gate refused|3");
        for (String bad : List.of(
                "{}",
                "{\"quarter\": \"2016Q5\", \"reason\": \"x\"}",
                "{\"quarter\": \"2016Q4\", \"reason\": \" \"}",
                "[]")) {
            assertThat(operator.post("/api/v1/runs", bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(client.post("/api/v1/runs", "{\"quarter\": \"2016Q3\", \"reason\": \"x\"}")
                        .code())
                .isEqualTo("not-allowed");
    }

    /** In every parameter of every route: an error that says so, or nothing found, and never more than that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE raw.bars; --",
                "' OR '1'='1",
                "x' UNION SELECT rolpassword FROM pg_authid --",
                "pg_authid",
                "bars_1h; SELECT 1",
                "bars_1h\" WHERE pg_sleep(10) IS NULL --",
                "../../etc/passwd",
                "x\r\nSet-Cookie: a=b",
                "${jndi:ldap://x}",
                ":symbol",
                "<script>alert(1)</script>"
            })
    void whatIsPutIntoParametersStaysAValue(String attack) throws Exception {
        String value = URLEncoder.encode(attack, StandardCharsets.UTF_8);
        for (var route : DOCUMENT.routes().entrySet()) {
            if (!route.getKey().startsWith("GET ")) {
                continue;
            }
            for (String name : route.getValue()) {
                String path = route.getKey().substring(4).replace("{run}", "paper");
                String query = route.getValue().stream()
                        .map(other -> other + "=" + (other.equals(name) ? value : good(path, other)))
                        .reduce((a, b) -> a + "&" + b)
                        .orElseThrow();
                var answer = client.get(path + "?" + query);
                assertThat(answer.status()).as(route.getKey() + " " + name).isIn(200, 400, 404);
                if (answer.status() == 200
                        && !answer.header("Content-Disposition").isEmpty()) {
                    assertThat(answer.header("Content-Disposition"))
                            .isEqualTo("attachment; filename=\"bars_1h-2016Q4-v2.csv\"");
                }
                assertThat(answer.response().headers().map()).doesNotContainKey("set-cookie");
            }
        }
        assertThat(servers.number("SELECT count(*) FROM raw.bars")).isGreaterThan(25_000);
    }

    private static String good(String path, String parameter) {
        return switch (parameter) {
            case "symbol" -> "BTCUSD";
            case "interval" -> "1h";
            case "overlays" -> "vwap";
            case "quarter" -> "2016Q4";
            case "rule" -> "gap";
            case "table" -> "bars_1h";
            case "column" -> "rsi_14";
            case "format" -> "csv";
            case "run" -> path.contains("market") ? "paper" : "2";
            default -> "50";
        };
    }

    @Test
    void onlyWhatTheDictionaryListsIsReadFromATable() throws Exception {
        for (String path : List.of(
                "/api/v1/features/distribution?table=dictionary&column=position&quarter=2016Q4",
                "/api/v1/features/distribution?table=bars_1h&column=ctid&quarter=2016Q4",
                "/api/v1/features/distribution?table=bars_1h&column=symbol&quarter=2016Q4",
                "/api/v1/features/export?table=bars_1h_2016q4&quarter=2016Q4&format=csv",
                "/api/v1/features/export?table=bars_1h&quarter=2016Q3&format=csv")) {
            var answer = client.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(DOCUMENT.flaws("get", path.replaceFirst("[?].*", ""), "default", answer.json()))
                    .isEmpty();
        }
    }

    @Test
    void theDashboardCannotChangeWhatItShows() {
        for (String sql : List.of(
                "DELETE FROM raw.bars",
                "UPDATE governance.operator_action SET reason = 'x'",
                "INSERT INTO governance.release_table VALUES ('x', 'x', 1, 'x', 1)",
                "UPDATE trading.command SET reason = 'x'",
                "INSERT INTO trading.run (name, mode, strategy) VALUES ('x', 'live', 'x')",
                "CREATE TABLE governance.x (a int)")) {
            try (var connection = servers.options("dashboard").connect("test");
                    var statement = connection.createStatement()) {
                statement.execute(sql);
                assertThat(sql).as("should have been refused").isEmpty();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("42501");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
