package io.quarterdeck.systemtests.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.demo.Visitor.Size;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dashboard in a browser, on a demo's stack: what its pages say is what SQL says. Skipped where there is no Chromium.
 * Screenshots are left in {@code target/screenshots}.
 */
@EnabledIf(value = "io.quarterdeck.systemtests.demo.Chromium#isThere", disabledReason = "there is no Chromium")
@ExtendWith(Demo.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
class DashboardPagesIT {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final List<String> PAGES =
            List.of("overview", "market", "pipeline", "quality", "features", "runs", "trading");

    private static Demo demo;
    private static Quarterdeck quarterdeck;
    private static Chromium chromium;
    private static String operatorPassword;
    private static String viewerPassword;
    private static Visitor operator;

    @BeforeAll
    static void arrive(Demo shared) throws Exception {
        demo = shared;
        quarterdeck = demo.quarterdeck();
        operatorPassword =
                quarterdeck.run("password", "operator").expect(0).out().strip();
        viewerPassword = quarterdeck.run("password", "viewer").expect(0).out().strip();
        Files.createDirectories(SCREENSHOTS);
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000); // to check a password is slow by design
        chromium = Chromium.open();
        operator = visitor(Size.DESK, ColorScheme.LIGHT).logIn("operator", operatorPassword);
        assertThat(operator.page()).hasURL(Pattern.compile("/overview$"));
    }

    @AfterAll
    static void leave() {
        chromium.close();
    }

    private static Visitor visitor(Size size, ColorScheme scheme) throws Exception {
        return Visitor.arrive(chromium, quarterdeck.dashboard(), size, scheme);
    }

    // ---- who may come in

    @Test
    @Order(1)
    void nobodyComesInWithoutAPassword() throws Exception {
        try (Visitor stranger = visitor(Size.DESK, ColorScheme.LIGHT)) {
            stranger.page().navigate(quarterdeck.dashboard() + "/market?interval=4h");
            assertThat(stranger.page().getByLabel("Password")).isVisible();
            stranger.giveNameAndPassword("operator", "not the password");
            assertThat(stranger.page().getByRole(AriaRole.ALERT)).not().isEmpty();
            assertThat(stranger.page()).hasURL(Pattern.compile("/login"));
            assertThat(stranger.page()
                            .request()
                            .get(quarterdeck.dashboard() + "/api/v1/overview")
                            .status())
                    .isEqualTo(401);
            stranger.giveNameAndPassword("viewer", viewerPassword);
            assertThat(stranger.page()).hasURL(Pattern.compile("/market[?].*interval=4h"));
        }
    }

    @Test
    @Order(1)
    void aViewerMayLookAndNothingElse() throws Exception {
        try (Visitor viewer = visitor(Size.DESK, ColorScheme.LIGHT).logIn("viewer", viewerPassword)) {
            assertThat(viewer.page()).hasURL(Pattern.compile("/overview$"));
            viewer.open("/runs");
            assertThat(viewer.page().getByText("Start a quarter")).hasCount(0);
            Object answer = viewer.page().evaluate("""
                            async () => {
                              const { csrf_token: token } = await (await fetch('/api/v1/session')).json();
                              return (await fetch('/api/v1/runs', { method: 'POST', body: '{"quarter":"2016Q4","reason":"x"}',
                                headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token } })).status;
                            }""");
            assertThat(answer).isEqualTo(403);
            assertThat(demo.stores().postgres().number("SELECT count(*) FROM governance.operator_action"))
                    .isZero();
            viewer.open("/trading");
            assertThat(viewer.page().getByText("Halt trading")).hasCount(0);
            answer = viewer.page().evaluate("""
                            async () => {
                              const { csrf_token: token } = await (await fetch('/api/v1/session')).json();
                              return (await fetch('/api/v1/trading/runs/paper/commands', { method: 'POST',
                                body: '{"command":"kill","argument":"FREEZE","reason":"x"}',
                                headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token } })).status;
                            }""");
            assertThat(answer).isEqualTo(403);
            assertThat(demo.stores().postgres().number("SELECT count(*) FROM trading.command"))
                    .isZero();
            viewer.page().getByText("Log out").click();
            assertThat(viewer.page().getByLabel("Password")).isVisible();
        }
    }

    // ---- what the pages say

    @Test
    @Order(2)
    void theOverviewSaysWhatIsProvenAndPublished() throws Exception {
        operator.open("/overview");

        assertThat(operator.part("Completeness")).containsText("Proven");
        assertThat(operator.part("Completeness"))
                .containsText("Certificate " + text("SELECT max(id) FROM governance.certificate"));
        assertThat(operator.part("Coming in")).containsText(grouped("SELECT count(*) FROM raw.bars") + " rows sent");
        assertThat(operator.part("Consumer lag")).containsText("PostgreSQL 0, lake 0");
        assertThat(operator.part("Releases in force").locator("tbody tr"))
                .hasCount(Integer.parseInt(text("SELECT count(DISTINCT quarter) FROM governance.release")));
        assertThat(operator.part("Releases in force"))
                .containsText(text("SELECT name FROM governance.release ORDER BY quarter DESC, version DESC LIMIT 1"));
        assertThat(operator.colours(operator.page().locator(".chart").last())).isGreaterThan(2);
    }

    @Test
    @Order(2)
    void theMarketShowsTheStoredCandles() throws Exception {
        String symbol =
                text("SELECT symbol FROM features.bars_1h GROUP BY symbol ORDER BY count(*) DESC, symbol LIMIT 1");
        String lastClose =
                text("SELECT close FROM features.bars_1h WHERE symbol = ? ORDER BY open_time DESC LIMIT 1", symbol);

        operator.open("/market?interval=1h&overlays=ema_12,bollinger_20&symbol=" + symbol);

        Locator chart = operator.part(symbol);
        assertThat(chart.locator(".summary")).containsText("500 bars of 1h shown");
        assertThat(shown(chart.locator(".summary").textContent(), "last close ([0-9.,]+)\\. "))
                .isEqualTo(digits(lastClose, 6));
        assertThat(operator.colours(chart)).isGreaterThan(10);

        BoundingBox box = chart.locator(".chart").boundingBox();
        for (int drag = 0; drag < 3; drag++) {
            operator.page().mouse().move(box.x + 0.1 * box.width, box.y + 0.4 * box.height);
            operator.page().mouse().down();
            operator.page()
                    .mouse()
                    .move(box.x + 0.85 * box.width, box.y + 0.4 * box.height, new Mouse.MoveOptions().setSteps(8));
            operator.page().mouse().up();
        }
        assertThat(chart.locator(".summary")).not().containsText(Pattern.compile("^500 bars"));
    }

    @Test
    @Order(2)
    void everyIntervalHasItsCandles() throws Exception {
        String symbol =
                text("SELECT symbol FROM features.bars_1h GROUP BY symbol ORDER BY count(*) DESC, symbol LIMIT 1");
        for (String interval : List.of("1m", "5m", "15m", "4h", "1d", "1w")) {
            operator.open("/market?interval=" + interval + "&symbol=" + symbol);
            assertThat(operator.part(symbol).locator(".summary"))
                    .containsText(Pattern.compile("[1-9][0-9]* bars of " + interval));
        }
    }

    @Test
    @Order(2)
    void thePipelineShowsEachFileAndPartition() throws Exception {
        operator.open("/pipeline");

        for (String rows : text("""
                SELECT string_agg(to_char(count, 'FM999,999,999'), ' ')
                  FROM (SELECT count(*) FROM raw.bars GROUP BY source_id) AS of_file""").split(" ")) {
            assertThat(operator.part("Files")).containsText(rows);
        }
        assertThat(operator.part("Partitions"))
                .containsText(grouped("SELECT max(next_offset) FROM raw.consumer_offset WHERE topic = 'market.bars'"));
    }

    @Test
    @Order(2)
    void theQualityPageCountsAsTheRunDid() throws Exception {
        String quarter = text("SELECT max(quarter) FROM governance.quality_result WHERE action IN ('drop', 'flag')");
        String rule = text(
                "SELECT rule FROM governance.quality_result WHERE quarter = ? AND action IN ('drop', 'flag') GROUP BY rule ORDER BY sum(row_count) DESC, rule LIMIT 1",
                quarter);
        operator.open("/quality?quarter=" + quarter);

        Locator fired = operator.part("Rules that fired")
                .locator("tbody tr")
                .filter(new Locator.FilterOptions().setHasText(rule))
                .first();
        assertThat(fired)
                .containsText(grouped(
                        "SELECT sum(row_count) FROM governance.quality_result WHERE quarter = ? AND rule = ? AND run = (SELECT max(run) FROM governance.quality_result WHERE quarter = ?)",
                        quarter,
                        rule,
                        quarter));
        fired.locator("button").first().click();
        assertThat(operator.page().getByText("Samples of " + rule).first()).isVisible();
        assertThat(operator.part("Gate")).containsText("Published");
        assertThat(operator.colours(operator.part("Coverage"))).isGreaterThan(2);
    }

    @Test
    @Order(2)
    void aFeatureIsExplainedAndItsSpreadIsThatOfTheRows() throws Exception {
        String quarter = text("SELECT max(quarter) FROM governance.release");
        operator.open("/features?table=bars_1h&column=rsi_14&quarter=" + quarter);

        assertThat(operator.part("rsi_14"))
                .containsText(
                        text(
                                "SELECT formula FROM features.dictionary WHERE table_name = 'bars_1h' AND column_name = 'rsi_14'"));
        assertThat(operator.part("Columns").locator("tbody tr"))
                .hasCount(Integer.parseInt(
                        text("SELECT count(*) FROM features.dictionary WHERE table_name = 'bars_1h'")));
        assertThat(shown(operator.part("Distribution").locator(".summary").textContent(), "Mean ([-0-9.,]+),"))
                .isEqualTo(digits(
                        text(
                                "SELECT avg(rsi_14) FROM features.bars_1h WHERE open_time >= features.quarter_start(?) AND open_time < features.quarter_end(?)",
                                quarter,
                                quarter),
                        4));
        assertThat(operator.colours(operator.part("History"))).isGreaterThan(2);

        operator.page().getByRole(AriaRole.SEARCHBOX).fill("volatility");
        assertThat(operator.part("Columns")
                        .locator("tbody tr")
                        .filter(new Locator.FilterOptions().setHasText("rsi_14")))
                .hasCount(0);

        operator.open("/features?view=correlation&table=bars_1h&quarter=" + quarter);
        assertThat(operator.colours(operator.part("Correlation"))).isGreaterThan(50);
        operator.open("/features?view=labels&table=bars_1h&quarter=" + quarter);
        assertThat(operator.part("Label balance").locator("tbody tr").first()).isVisible();
    }

    @Test
    @Order(2)
    void aReleaseIsTakenHomeWhole() throws Exception {
        String quarter = text("SELECT max(quarter) FROM governance.release");
        operator.open("/features?view=export&table=bars_1d&quarter=" + quarter);

        Download csv = operator.page()
                .waitForDownload(() -> operator.page()
                        .getByRole(
                                AriaRole.LINK,
                                new Page.GetByRoleOptions().setName("CSV").setExact(true))
                        .click());

        try (Stream<String> lines = Files.lines(csv.path())) {
            assertThat(lines.count() - 1)
                    .isEqualTo(Long.parseLong(text(
                            "SELECT count(*) FROM features.bars_1d WHERE open_time >= features.quarter_start(?) AND open_time < features.quarter_end(?)",
                            quarter,
                            quarter)));
        }
        assertThat(csv.suggestedFilename())
                .startsWith("bars_1d-" + quarter + "-v")
                .endsWith(".csv");
        assertThat(operator.part("Python")).containsText("as_of_1d");
    }

    @Test
    @Order(2)
    void aRunIsToldStepByStep() throws Exception {
        String run = text("SELECT max(id) FROM governance.run");
        operator.open("/runs");

        assertThat(operator.part("Steps").locator("tbody tr"))
                .hasCount(Integer.parseInt(text("SELECT count(*) FROM governance.run_step WHERE run = " + run)));
        assertThat(operator.part("Quarters").locator("tbody tr"))
                .hasCount(Integer.parseInt(text("SELECT count(*) FROM governance.run_quarter WHERE run = " + run)));
        assertThat(operator.part("Lineage").locator(".node").first()).isVisible();
        assertThat(operator.part("Log")).containsText("published");
    }

    @Test
    @Order(2)
    void theTradingPageSaysWhatTheJournalDoes() throws Exception {
        operator.open("/trading?run=paper");

        String equity = text("SELECT equity FROM trading.equity WHERE run = 'paper' ORDER BY sequence DESC LIMIT 1");
        assertThat(operator.part("Equity").locator(".value"))
                .hasText("%,d"
                        .formatted(new BigDecimal(equity)
                                .setScale(0, RoundingMode.HALF_UP)
                                .longValueExact()));
        assertThat(operator.part("Drawdown")).containsText(text("""
                        SELECT to_char(100 * max(1 - equity / peak), 'FM990.0') || ' %'
                          FROM (SELECT equity, max(equity) OVER (ORDER BY sequence) AS peak
                                  FROM trading.equity WHERE run = 'paper') AS marks"""));
        assertThat(operator.page().locator("section[aria-label='Positions'] tbody tr"))
                .hasCount(Integer.parseInt(
                        text("SELECT count(*) FROM trading.positions WHERE run = 'paper' AND quantity <> 0")));
        assertThat(operator.page().locator("section[aria-label='Orders'] tbody tr"))
                .hasCount(Integer.parseInt(text("SELECT least(50, count(*)) FROM trading.orders WHERE run = 'paper'")));
        assertThat(operator.colours(operator.page().locator("section[aria-label='Equity']")))
                .isGreaterThan(3);

        operator.open("/trading?run=paper&list=fills");
        assertThat(operator.page().locator("section[aria-label='Fills'] tbody tr"))
                .hasCount(Integer.parseInt(text("SELECT least(50, count(*)) FROM trading.fills WHERE run = 'paper'")));

        String symbol = text(
                "SELECT symbol FROM trading.fills WHERE run = 'paper' GROUP BY symbol ORDER BY count(*) DESC, symbol LIMIT 1");
        operator.open("/market?interval=1d&run=paper&symbol=" + symbol);
        assertThat(operator.page().getByText("orders on the bars shown")).isVisible();
    }

    // ---- for everybody

    static Stream<Arguments> windows() {
        return Arrays.stream(Size.values())
                .flatMap(size -> Stream.of(ColorScheme.LIGHT, ColorScheme.DARK).map(scheme -> arguments(size, scheme)));
    }

    @ParameterizedTest
    @MethodSource("windows")
    @Order(3)
    void everyPageIsForEverybody(Size size, ColorScheme scheme) throws Exception {
        try (Visitor viewer = visitor(size, scheme).logIn("viewer", viewerPassword)) {
            assertThat(viewer.page()).hasURL(Pattern.compile("/overview$"));
            for (String name : PAGES) {
                viewer.open("/" + name);
                String which = "%s %s %s".formatted(name, size, scheme).toLowerCase(Locale.ROOT);
                viewer.screenshot(SCREENSHOTS.resolve(which.replace(' ', '-') + ".png"));
                assertThat(viewer.barriers()).as(which).isEmpty();
                assertThat(viewer.overhang()).as(which).isZero();
                assertThat(viewer.complaints()).as(which).isEmpty();
            }
        }
    }

    @Test
    @Order(3)
    void theKeyboardReachesThePages() {
        operator.open("/overview");
        operator.page().keyboard().press("Tab");
        assertThat(operator.page().getByText("Skip to content")).isFocused();
        Locator market = operator.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Market"));
        for (int presses = 0;
                presses < 5 && !(Boolean) market.evaluate("it => it === document.activeElement");
                presses++) {
            operator.page().keyboard().press("Tab");
        }
        operator.page().keyboard().press("Enter");
        assertThat(operator.page()).hasURL(Pattern.compile("/market"));
    }

    // ---- what moves

    @Test
    @Order(4)
    void rowsShowUpWhileOneLooks() throws Exception {
        operator.open("/pipeline");
        Path more = demo.folder().resolve("more.csv");
        quarterdeck
                .run(
                        "sample",
                        "--rows",
                        "20000",
                        "--symbols",
                        "2",
                        "--quarters",
                        "1",
                        "--from",
                        "2020-01-01",
                        more.toString())
                .expect(0);

        quarterdeck.run("produce", more.toString()).expect(0);

        assertThat(operator.part("Files")
                        .locator("tbody tr")
                        .filter(new Locator.FilterOptions().setHasText("more.csv")))
                .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(40_000));
        operator.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Overview"))
                .click();
        assertThat(operator.part("Consumer lag")).containsText("PostgreSQL 0, lake 0", within(60));
        assertThat(operator.part("Completeness")).containsText("of the last hour", within(60));
        assertThat(operator.part("Coming in"))
                .containsText(grouped("SELECT count(*) FROM raw.bars") + " rows sent", within(30));
    }

    @Test
    @Order(5)
    void anOperatorAsksForAQuarter() throws Exception {
        String quarter = text("SELECT max(quarter) FROM governance.release");
        operator.open("/runs");
        operator.page().onceDialog(dialog -> dialog.accept());
        operator.page()
                .getByLabel("Quarter", new Page.GetByLabelOptions().setExact(true))
                .fill(quarter);
        operator.page().getByLabel("Reason, kept with your name").fill("a <b>test</b>");
        operator.page().getByText("Start a quarter").click();

        assertThat(operator.part("Requests")).containsText("a <b>test</b>");
        assertThat(text("SELECT actor || ' ' || action || ' ' || subject FROM governance.operator_action"))
                .isEqualTo("operator start-quarter " + quarter);

        Process schedule = quarterdeck.start("schedule", "--poll", "PT1S");
        try {
            assertThat(operator.part("Requests").locator("li")).containsText("done", within(180));
            assertThat(operator.part("Requests").locator("li")).containsText("unchanged");
        } finally {
            schedule.destroy();
            schedule.onExit().join();
        }
    }

    @Test
    @Order(5)
    void anOperatorHaltsTheBotAndLetsItGoOn() throws Exception {
        Locator control = operator.page().locator("section[aria-label='Control']");
        operator.open("/trading?run=paper");
        operator.page().onceDialog(dialog -> dialog.accept());
        control.getByLabel("Freeze").check();
        control.getByLabel("Reason to halt").fill("a <b>test</b>");
        control.getByText("Halt trading").click();

        assertThat(control.locator(".demands li")).containsText("a <b>test</b>");
        assertThat(control.locator(".demands li")).containsText("done", within(60));
        assertThat(operator.part("State")).containsText("Halted");
        assertThat(text("SELECT actor || ' ' || command || ' ' || argument FROM trading.command"))
                .isEqualTo("operator kill FREEZE");
        assertThat(text("SELECT halt FROM trading.halts WHERE run = 'paper' AND guard = 'kill-switch'"))
                .isEqualTo("FREEZE");

        operator.page().onceDialog(dialog -> dialog.accept());
        control.getByLabel("Resume kill-switch", new Locator.GetByLabelOptions().setExact(true))
                .click();
        control.getByLabel("Reason to resume kill-switch").fill("it was one");
        control.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Resume").setExact(true))
                .click();
        assertThat(control.locator(".halts").getByText("kill-switch"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
        assertThat(text("SELECT count(*) FROM trading.halts WHERE run = 'paper' AND guard = 'kill-switch'"))
                .isEqualTo("0");
    }

    // ---- when something is down

    @Test
    @Order(6)
    void whilePostgresStandsStillThePageSaysSoAndKeepsWhatItHas() throws Exception {
        operator.open("/overview");
        String before = operator.part("Releases in force").locator("tbody").textContent();
        StandingStill postgres = StandingStill.postgresOf(demo.home());
        try {
            assertThat(operator.page().locator(".bar")).containsText("PostgreSQL down", within(40));
            assertThat(operator.part("Releases in force").locator("tbody")).hasText(before);
            assertThat(operator.part("Completeness")).containsText("Not known now");
            operator.screenshot(SCREENSHOTS.resolve("postgres-down.png"));
            operator.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Quality"))
                    .click();
            assertThat(operator.page().getByRole(AriaRole.ALERT)).containsText("PostgreSQL", within(40));
        } finally {
            postgres.goOn();
        }
        assertThat(operator.page().locator(".bar")).not().containsText("down", within(60));
        operator.open("/quality");
        assertThat(operator.part("Gate")).isVisible();
    }

    private static LocatorAssertions.ContainsTextOptions within(int seconds) {
        return new LocatorAssertions.ContainsTextOptions()
                .setTimeout(Duration.ofSeconds(seconds).toMillis());
    }

    private static String text(String sql, String... parameters) throws Exception {
        return demo.stores().postgres().text(sql, parameters);
    }

    /** A count as the pages write it: 1,116,032. */
    private static String grouped(String sql, String... parameters) throws Exception {
        return "%,d".formatted(demo.stores().postgres().number(sql, parameters).longValueExact());
    }

    private static String shown(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1).replace(",", "");
    }

    private static String digits(String number, int significant) {
        return new BigDecimal(number)
                .round(new MathContext(significant, RoundingMode.HALF_UP))
                .stripTrailingZeros()
                .toPlainString();
    }
}
