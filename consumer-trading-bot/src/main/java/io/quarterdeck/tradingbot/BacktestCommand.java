package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.backtest.Grid;
import io.quarterdeck.tradingbot.backtest.Grid.Trial;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import io.quarterdeck.tradingbot.journal.MemoryJournal;
import io.quarterdeck.tradingbot.market.SlotMerger.Dropped;
import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.report.Performance.Totals;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.report.ReportJson;
import io.quarterdeck.tradingbot.report.ReportPage;
import io.quarterdeck.tradingbot.report.ReportText;
import io.quarterdeck.tradingbot.store.Questions;
import io.quarterdeck.tradingbot.store.Records;
import io.quarterdeck.tradingbot.strategy.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description =
                "Runs a strategy over bars from files and reports what it was worth, against buy and hold. With a"
                        + " database it keeps the report and each trial there, and counts all trials of the strategy that there were.")
final class BacktestCommand implements Callable<Integer> {

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    FileOptions input = new FileOptions();

    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--grid",
            paramLabel = "OPTION=A,B,...",
            description = "Tries each of these values of a strategy's option, in all combinations; may be repeated. The"
                    + " report is of the one with the highest Sharpe ratio, deflated by how many were tried.")
    Map<String, String> grid = new TreeMap<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Trials of a grid at a time; now ${DEFAULT-VALUE}.")
    int threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Writes report.html, report.json, journal.jsonl, orders.jsonl and, of a grid, trials.csv there.")
    Path out;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Setup setup;
        List<Strategy> tried;
        Optional<Records> records;
        try {
            Optional<Questions> questions = database.questions();
            Optional<Knowledge> knowledge = questions.map(Knowledge::of);
            records = questions.map(Records::new);
            tried = Strategies.combinations(grid).stream()
                    .map(combination -> {
                        var options = new TreeMap<>(run.options);
                        options.putAll(combination);
                        return Strategies.of(run.strategy, options, knowledge);
                    })
                    .toList();
            setup = run.setup(tried.get(0), knowledge);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        PrintWriter print = spec.commandLine().getOut();
        List<Bar> bars = input.read(setup.settings().symbols());
        if (bars.isEmpty()) {
            throw new IOException("no bars of " + setup.settings().symbols().names() + " there");
        }

        Trials trials = Trials.ONE;
        if (tried.size() > 1) {
            List<Trial> done = Grid.run(setup, tried, bars, threads, trial -> {
                print.println(line(trial));
                records.ifPresent(kept -> kept.trial(run.strategy, trial.performance()));
            });
            trials = Grid.spread(done);
            setup = setup.withStrategy(best(done).strategy());
            if (out != null) {
                writeTrials(done);
            }
        }
        var journal = new MemoryJournal();
        long began = System.nanoTime();
        Dropped dropped = Backtest.run(setup, bars.iterator(), journal);
        double seconds = (System.nanoTime() - began) / 1e9;
        Performance performance = Performance.of(journal.entries());
        if (records.isPresent()) {
            if (tried.size() == 1) {
                records.get().trial(run.strategy, performance);
            }
            trials = records.get().trials(run.strategy);
        }
        Performance hold = Performance.of(Backtest.run(setup.buyAndHold(), bars));
        Report report = Report.of(performance, hold, trials);
        print(print, bars.size(), seconds, dropped, report);
        records.ifPresent(kept -> kept.report(run.run, "backtest", report));
        if (out != null) {
            write(journal.entries(), report);
            print.println("written to " + out);
        }
        print.flush();
        return 0;
    }

    private static Trial best(List<Trial> trials) {
        return trials.stream()
                .max(Comparator.comparingDouble(trial -> {
                    double sharpe = trial.performance().totals().sharpe();
                    return Double.isNaN(sharpe) ? Double.NEGATIVE_INFINITY : sharpe;
                }))
                .orElseThrow();
    }

    private static String line(Trial trial) {
        return trial.number() + " " + trial.strategy() + " "
                + ReportText.line(trial.performance().totals());
    }

    private static void print(PrintWriter print, int bars, double seconds, Dropped dropped, Report report) {
        print.printf(
                Locale.ROOT, "bars=%d seconds=%.2f barsPerSecond=%.0f %s%n", bars, seconds, bars / seconds, dropped);
        ReportText.print(print, report);
    }

    private void write(List<Entry> entries, Report report) throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("report.html"), ReportPage.html(report));
        Files.writeString(out.resolve("report.json"), ReportJson.text(report));
        Files.writeString(out.resolve("orders.jsonl"), EntryJson.orders(entries));
        Files.write(out.resolve("journal.jsonl"), (Iterable<String>)
                entries.stream().map(EntryJson::line)::iterator);
    }

    private void writeTrials(List<Trial> trials) throws IOException {
        Files.createDirectories(out);
        try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out.resolve("trials.csv")))) {
            file.println("trial,strategy,growth,cagr,sharpe,maximum_drawdown,fees,slippage,trades");
            for (Trial trial : trials) {
                Totals totals = trial.performance().totals();
                file.println(String.join(
                        ",",
                        "" + trial.number(),
                        "\"" + trial.strategy() + "\"",
                        "" + totals.growth(),
                        "" + totals.cagr(),
                        "" + totals.sharpe(),
                        "" + totals.maximumDrawdown(),
                        "" + totals.fees(),
                        "" + totals.slippage(),
                        "" + totals.trades()));
            }
        }
    }
}
