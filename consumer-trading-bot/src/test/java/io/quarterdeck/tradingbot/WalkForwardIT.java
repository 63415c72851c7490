package io.quarterdeck.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.WithServers;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.backtest.Lookahead;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.model.ModelFeatures;
import io.quarterdeck.tradingbot.model.Training;
import io.quarterdeck.tradingbot.model.TrainingOptions;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.store.PostgresModels;
import io.quarterdeck.tradingbot.strategy.Classifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and trading on released quarters, in a real database, quarter after quarter. */
@WithServers
class WalkForwardIT {

    private static final long HOUR = 3_600_000_000L;
    private static final int HOURS = 300;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ReleasedScene scene;

    @TempDir
    Path folder;

    @BeforeEach
    void scene() throws Exception {
        scene = ReleasedScene.empty();
    }

    private static long start(String day) {
        return Instant.parse(day + "T00:00:00Z").getEpochSecond() * 1_000_000;
    }

    private void train() {
        TrainCommand.train(
                scene.questions(), new Training(ModelFeatures.COLUMNS, TrainingOptions.DEFAULT), new PrintWriter(out));
    }

    private Optional<Classifier> model(long nowMicros) {
        return new PostgresModels(scene.questions(), ModelFeatures.COLUMNS, Long.MAX_VALUE, InstantSource.system())
                .at(nowMicros);
    }

    private static double[] answers(Classifier model) {
        return Stream.of(-1.0, -0.4, 0.3, 1.0)
                .mapToDouble(signal -> {
                    var row = new double[ModelFeatures.COLUMNS.size()];
                    Arrays.fill(row, Double.NaN);
                    row[ModelFeatures.COLUMNS.indexOf("log_return_1")] = signal;
                    return model.probabilityUp(row);
                })
                .toArray();
    }

    /** Flat minutes of an hour's end and the next one's start, so that there is a decision each hour and a fill behind it. */
    private static List<Bar> bars(String firstDay, int hours) {
        var bars = new ArrayList<Bar>();
        for (int hour = 0; hour < hours; hour++) {
            for (int minute : new int[] {0, 59}) {
                for (String symbol : List.of("A", "B")) {
                    long at = start(firstDay) + hour * HOUR + minute * Bars.MINUTE;
                    bars.add(new Bar(symbol, at, 100, 100.1, 99.9, 100, 1e6, 7, bars.size() + 1));
                }
            }
        }
        return bars;
    }

    private Setup setup(Knowledge knowledge) {
        Optional<Knowledge> known = Optional.of(knowledge);
        return RunOptions.setup(
                Settings.of("walk", new Symbols(List.of("A", "B"))),
                Limits.DEFAULT,
                Strategies.of("model", Map.of(), known),
                known);
    }

    @Test
    void eachQuarterGetsItsModelOnce() throws Exception {
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        train();
        train();

        assertThat(scene.servers().queryAs("trading_bot", """
                SELECT known_at AT TIME ZONE 'UTC', releases, metrics -> 'training' ->> 'rows', features[1],
                       options ->> 'method'
                  FROM trading.model ORDER BY known_at"""))
                .containsExactly(
                        "2016-04-01 00:00:00 {2016Q1-v1} 600 log_return_1 1",
                        "2016-07-01 00:00:00 {2016Q1-v1,2016Q2-v1} 1200 log_return_1 1");
        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line).matches("2016Q1-[0-9a-f]{12} is new: .*"))
                .anySatisfy(line -> assertThat(line).matches("2016Q2 has model 2016Q2-[0-9a-f]{12}"))
                .hasSize(4);
        assertThat(answers(model(start("2016-07-01")).orElseThrow())[0]).isLessThan(0.4);
        assertThat(answers(model(start("2016-07-01")).orElseThrow())[3]).isGreaterThan(0.6);
    }

    @Test
    void aModelDoesNotDependOnTheQuartersAfterIt() throws Exception {
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        train();
        Classifier alone = model(start("2016-08-01")).orElseThrow();

        scene = ReleasedScene.empty();
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        scene.release("2016Q3", HOURS);
        scene.servers().execute("""
                UPDATE features.bars_1h SET label_barrier = -label_barrier, log_return_1 = 17
                 WHERE open_time >= '2016-07-01Z'""");
        train();
        Classifier withFuture = model(start("2016-08-01")).orElseThrow();

        assertThat(withFuture.id()).isEqualTo(alone.id());
        assertThat(answers(withFuture)).containsExactly(answers(alone));
        assertThat(model(start("2016-10-01")).orElseThrow().id()).startsWith("2016Q3-");
    }

    @Test
    void noModelIsAskedBeforeItWasKnown() throws Exception {
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        train();

        assertThat(model(start("2016-04-01") - 1)).isEmpty();
        assertThat(model(start("2016-04-01")).orElseThrow().id()).startsWith("2016Q1-");
        assertThat(model(start("2016-07-01") - 1).orElseThrow().id()).startsWith("2016Q1-");
        assertThat(model(start("2016-07-01")).orElseThrow().id()).startsWith("2016Q2-");
    }

    @Test
    void anotherReleaseOfAQuarterGivesAnotherModelWhichCounts() throws Exception {
        scene.release("2016Q1", HOURS);
        train();
        scene.servers().execute("UPDATE features.bars_1h SET label_barrier = -label_barrier");
        scene.release("2016Q1");
        train();

        assertThat(scene.servers().query("SELECT releases FROM trading.model ORDER BY trained_at"))
                .containsExactly("{2016Q1-v1}", "{2016Q1-v2}");
        assertThat(answers(model(start("2016-04-01")).orElseThrow())[0]).isGreaterThan(0.5);
    }

    @Test
    void decisionsNameTheModelAndTheRowAndDoNotLookAhead() throws Exception {
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        train();
        List<Bar> bars = bars("2016-03-31", 24 * 6);
        Knowledge knowledge = Knowledge.of(scene.questions());

        List<Entry> journal = Backtest.run(setup(knowledge), bars);

        List<Decided> decided = journal.stream()
                .filter(Decided.class::isInstance)
                .map(Decided.class::cast)
                .toList();
        assertThat(decided).hasSizeGreaterThan(20);
        assertThat(decided.stream().filter(one -> one.wanted() > 0))
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.reason()).startsWith("2016Q1-");
                    assertThat(one.slot()).isGreaterThan(start("2016-04-01"));
                    assertThat(one.feature()).contains("2016Q2-v1");
                });
        assertThat(Lookahead.check(
                        bars,
                        known -> setup(
                                knowledge.until(known.get(known.size() - 1).openTimeMicros() + Slot.LENGTH_MICROS)),
                        10,
                        1))
                .isEmpty();
    }

    @Test
    void theCommandsDoAllThatOnTheCommandLine() throws Exception {
        scene.release("2016Q1", HOURS);
        scene.release("2016Q2", HOURS);
        Path csv = csv(bars("2016-03-31", 24 * 6));

        assertThat(execute("train")).as(err.toString()).isZero();
        assertThat(execute("backtest", "--symbols=A,B", "--strategy=model", "--bars=" + csv))
                .as(err.toString())
                .isZero();
        assertThat(execute("backtest", "--symbols=A,B", "--strategy=model", "--grid=enter=0.55,0.6", "--bars=" + csv))
                .as(err.toString())
                .isZero();
        assertThat(execute("lookahead-check", "--symbols=A,B", "--strategy=model", "--cuts=3", "--bars=" + csv))
                .as(err.toString())
                .isZero();
        assertThat(execute("walk-forward", "--symbols=A,B", "--bars=" + csv, "--out=" + folder.resolve("tables.md")))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).contains("0 of 3 cuts changed a decision").contains("more than the luck of 2:");
        assertThat(
                        scene.servers()
                                .query(
                                        "SELECT run, strategy, count(*) FROM trading.trial GROUP BY run, strategy ORDER BY run, strategy"))
                .containsExactly(
                        "paper model 3",
                        "walk-forward buy-and-hold 1",
                        "walk-forward mean-reversion 1",
                        "walk-forward model 1",
                        "walk-forward trend 1");
        assertThat(scene.servers().query("""
                SELECT run, mode, count(*), count(report -> 'performance' -> 'totals' -> 'sharpe'), bool_and(page LIKE '<!%')
                  FROM trading.report GROUP BY run, mode ORDER BY run""")).containsExactly("paper backtest 2 2 t", "walk-forward backtest 4 4 t");
        assertThat(Files.readString(folder.resolve("tables.md")))
                .contains("| 2016Q2 | `model` |")
                .contains("| 2016Q2 | `buy-and-hold` |")
                .contains("| `2016Q2-");
    }

    private Path csv(List<Bar> bars) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("symbol,open_time,open,high,low,close,volume");
        for (Bar bar : bars) {
            lines.add(bar.symbol() + "," + Instant.ofEpochSecond(bar.openTimeMicros() / 1_000_000) + "," + bar.open()
                    + "," + bar.high() + "," + bar.low() + "," + bar.close() + "," + bar.volume());
        }
        return Files.write(folder.resolve("bars.csv"), lines);
    }

    private int execute(String... arguments) {
        PostgresOptions postgres = scene.servers().options("trading_bot");
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--postgres-url=" + postgres.url,
                "--postgres-user=" + postgres.user,
                "--postgres-password-file=" + postgres.passwordFile));
        return TradingBotMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
