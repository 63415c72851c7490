package io.quarterdeck.benchmarks.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A benchmark compares like with like. */
class SameDecisionsTest {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final int MINUTES = 40 * 24 * 60;

    @TempDir
    Path folder;

    private Path bars;

    /** Prices that wander, of a symbol that always trades, of one that trades seldom, and of a late one with repeats. */
    @BeforeEach
    void write() throws IOException {
        var random = new Random(1);
        double[] prices = {100, 20, 3};
        double[] chances = {1, 0.05, 0.5};
        bars = folder.resolve("bars.csv");
        try (var csv = new PrintWriter(Files.newBufferedWriter(bars))) {
            csv.println("symbol,open_time,open,high,low,close,volume");
            for (int minute = 0; minute < MINUTES; minute++) {
                for (int i = 0; i < prices.length; i++) {
                    double open = prices[i];
                    double close = prices[i] *= 1 + 0.001 * random.nextGaussian();
                    boolean traded = random.nextDouble() < chances[i] && !(i == 2 && minute < MINUTES / 4);
                    if (traded) {
                        String bar = "S%d,%s,%s,%s,%s,%s,%s"
                                .formatted(
                                        i,
                                        BEGIN.plusSeconds(60L * minute),
                                        open,
                                        Math.max(open, close),
                                        Math.min(open, close),
                                        close,
                                        1 + random.nextInt(10_000));
                        csv.println(bar);
                        if (i == 2 && minute % 500 == 0) {
                            csv.println(bar.replaceAll("\\d$", "7"));
                        }
                    }
                }
            }
        }
    }

    @Test
    void bothDecideTheSameAndTheOutcomeIsWritten() throws IOException {
        Path file = folder.resolve("outcome.json");

        int exit = new CommandLine(new BacktestBenchmark())
                .execute("--bars", bars.toString(), "--pairs", "1", "--warm-up", "0", "--outcome", file.toString());

        Outcome outcome = Outcome.read(file);
        assertThat(outcome.agreed()).as(outcome.agreement()).isTrue();
        assertThat(exit).isZero();
        assertThat(outcome.figures())
                .extracting(Figure::what)
                .containsExactly(
                        "both by minute, from their own form of minutes in memory",
                        "ta4j by hour, both from the same bars in memory",
                        "ta4j by hour, both from CSV");
        assertThat(outcome.figures()).allMatch(Figure::hasPeer);
        assertThat(outcome.versions().get("ta4j")).startsWith("0.");
    }

    @Test
    void bothSawEnoughToBeComparedAndFilledAtTheSameOpens() throws IOException {
        List<Bar> read = CsvBars.read(List.of(bars), bar -> true);

        Agreement agreement = Agreement.of(
                new Ours(24, 96, read).overBars(read).get(),
                new ByTa4j(24, 96).overBars(read).get());

        assertThat(agreement.differences()).isEmpty();
        assertThat(agreement.crossings()).isGreaterThan(20);
        assertThat(agreement.samePrices()).isEqualTo(agreement.crossings());
    }

    @Test
    void anotherStrategyIsNoticed() throws IOException {
        List<Bar> read = CsvBars.read(List.of(bars), bar -> true);

        Agreement agreement = Agreement.of(
                new Ours(24, 96, read).overBars(read).get(),
                new ByTa4j(25, 96).overBars(read).get());

        assertThat(agreement.holds()).isFalse();
        assertThat(agreement.differences()).anyMatch(line -> line.startsWith("only ours: "));
        assertThat(agreement.differences()).anyMatch(line -> line.startsWith("only the peer's: "));
    }

    @Test
    void nothingDecidedIsNoAgreement() {
        assertThat(Agreement.of(List.of(), List.of()).holds()).isFalse();
    }
}
