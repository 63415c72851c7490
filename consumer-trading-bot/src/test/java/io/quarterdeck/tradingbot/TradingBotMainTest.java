package io.quarterdeck.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradingBotMainTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path bars;

    @BeforeEach
    void bars() throws IOException {
        bars = folder.resolve("bars.csv.gz");
        try (Writer csv =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(bars)), StandardCharsets.UTF_8)) {
            csv.write("symbol,open_time,open,high,low,close,volume\n");
            for (Bar bar : Bars.walk(3, 5 * 24 * 60, "A", "B")) {
                csv.write(String.join(
                                ",",
                                bar.symbol(),
                                Instant.ofEpochSecond(bar.openTimeMicros() / 1_000_000)
                                        .toString(),
                                "" + bar.open(),
                                "" + bar.high(),
                                "" + bar.low(),
                                "" + bar.close(),
                                "" + bar.volume())
                        + "\n");
            }
        }
    }

    private int run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--symbols", "A,B", "--bars", bars.toString()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return TradingBotMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void helpNamesTheCommands() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("backtest", "lookahead-check");
    }

    @Test
    void aBacktestWritesItsReportItsJournalAndItsOrders() throws Exception {
        Path written = folder.resolve("out");

        int exit = run(
                "backtest",
                "--set",
                "fast=3",
                "--set",
                "slow=8",
                "--set",
                "volatility-bars=24",
                "--out",
                written.toString());

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("Trend[fast=3, slow=8", "buy and hold", "2024Q1");
        assertThat(Files.readString(written.resolve("report.html"))).contains("</html>");
        assertThat(Files.readString(written.resolve("report.json"))).contains("\"sharpe\"");
        assertThat(Files.readAllLines(written.resolve("orders.jsonl"))).isNotEmpty();
        assertThat(Files.readAllLines(written.resolve("journal.jsonl")).get(0)).contains("\"type\":\"started\"");
    }

    @Test
    void aGridTriesEveryCombinationAndCountsThemAll() throws Exception {
        Path written = folder.resolve("out");

        int exit = run(
                "backtest",
                "--set",
                "target-volatility=0",
                "--grid",
                "fast=2,3",
                "--grid",
                "slow=8,9,10",
                "--out",
                written.toString());

        assertThat(exit).as(err.toString()).isZero();
        assertThat(Files.readAllLines(written.resolve("trials.csv"))).hasSize(7);
        assertThat(out.toString()).contains("more than the luck of 6");
    }

    @Test
    void lookaheadCheckPassesWhatIsHonest() {
        assertThat(run(
                        "lookahead-check",
                        "--set",
                        "fast=3",
                        "--set",
                        "slow=8",
                        "--set",
                        "volatility-bars=9",
                        "--cuts",
                        "3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("0 of 3 cuts");
    }

    @ParameterizedTest
    @CsvSource({
        "--strategy, tarot, no strategy tarot",
        "--set, speed=3, trend has no option [speed]",
        "--set, fast=x, trend: fast=x is no whole number",
        "--set, fast=500, fast must be below slow",
        "--cash, -1, cash -1.0 must be above 0",
        "--volume-share, 2, the share must be above 0 and at most 1",
        "--daily-loss, 7, daily loss 7.0 is not between 0 and 1",
        "--interval, PT30S, is not a number of minutes",
    })
    void whatCannotBeIsRefusedBeforeAnythingIsRead(String option, String value, String complaint) {
        assertThat(run("backtest", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
    }

    @Test
    void aLineThatIsNoBarIsNamed() throws IOException {
        bars = Files.writeString(
                folder.resolve("bad.csv"),
                "symbol,open_time,open,high,low,close,volume\nA,2024-01-01T00:00:00Z,1,1,1,1,1\nA,yesterday,1,1,1,1,1\n");

        assertThat(run("backtest")).isEqualTo(1);
        assertThat(err.toString()).contains("bad.csv:3: not a bar");
    }

    @Test
    void theModelNeedsTheDatabase() {
        assertThat(run("backtest", "--strategy", "model")).isEqualTo(2);
        assertThat(err.toString())
                .contains("model needs the database for its features and models; give --postgres-url");
    }

    @Test
    void halfADatabaseIsRefused() {
        assertThat(run("backtest", "--postgres-user", "trading_bot")).isEqualTo(2);
        assertThat(err.toString()).contains("--postgres-password-file");
    }
}
