package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.model.ModelFeatures;
import io.quarterdeck.tradingbot.model.TrainedModel.Metrics;
import io.quarterdeck.tradingbot.model.Training;
import io.quarterdeck.tradingbot.model.TrainingOptions;
import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.WalkForwardTables;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.PostgresModels;
import io.quarterdeck.tradingbot.store.Questions;
import io.quarterdeck.tradingbot.store.Records;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "walk-forward",
        mixinStandardHelpOptions = true,
        description =
                "Runs every strategy with its default options, limits and costs over bars from files, trains the models"
                        + " that are missing, and shows what came of it in each quarter. Nothing is tuned on a quarter that is shown: the"
                        + " models of each were made of the quarters before.")
final class WalkForwardCommand implements Callable<Integer> {

    private static final String RUN = "walk-forward";

    @Mixin
    FileOptions input = new FileOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Option(
            names = "--symbols",
            paramLabel = "A,B,...",
            split = ",",
            required = true,
            defaultValue = "${env:SYMBOLS}",
            description = "What to trade. Env SYMBOLS.")
    List<String> symbols;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the tables there, in Markdown.")
    Path out;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Settings settings;
        try {
            settings = Settings.of(RUN, new Symbols(symbols));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        PrintWriter print = spec.commandLine().getOut();
        var questions = new Questions(() -> Database.withoutPatience(() -> postgres.connect(TradingBotMain.NAME)));
        TrainCommand.train(questions, new Training(ModelFeatures.COLUMNS, TrainingOptions.DEFAULT), print);
        List<Bar> bars = input.read(settings.symbols());
        if (bars.isEmpty()) {
            throw new IOException("no bars of " + settings.symbols().names() + " there");
        }
        String tables = tables(reports(settings, bars, questions), models(questions));
        print.println(tables);
        print.flush();
        if (out != null) {
            Files.writeString(out, tables);
        }
        return 0;
    }

    /** By the strategies' names; each is a trial and a report that is kept. */
    private static Map<String, Report> reports(Settings settings, List<Bar> bars, Questions questions) {
        var records = new Records(questions);
        Optional<Knowledge> knowledge = Optional.of(Knowledge.of(questions));
        var performances = new LinkedHashMap<String, Performance>();
        for (String name : Strategies.NAMES) {
            Setup setup =
                    RunOptions.setup(settings, Limits.DEFAULT, Strategies.of(name, Map.of(), knowledge), knowledge);
            performances.put(name, performance(name.equals("buy-and-hold") ? setup.buyAndHold() : setup, bars));
        }
        Performance hold = performances.get("buy-and-hold");
        var reports = new LinkedHashMap<String, Report>();
        performances.forEach((name, performance) -> {
            records.trial(name, performance);
            Report report = Report.of(performance, hold, records.trials(name));
            records.report(RUN, "backtest", report);
            reports.put(name, report);
        });
        return reports;
    }

    private static Performance performance(Setup setup, List<Bar> bars) {
        Performance.Recorder recorder = Performance.recorder();
        Backtest.run(setup, bars.iterator(), recorder);
        return recorder.performance();
    }

    private static Map<String, Metrics> models(Questions questions) {
        var models = new LinkedHashMap<String, Metrics>();
        PostgresModels.describe(questions, ModelFeatures.COLUMNS)
                .forEach(model -> models.put(model.id(), model.metrics()));
        return models;
    }

    private static String tables(Map<String, Report> reports, Map<String, Metrics> models) {
        return "## The whole time\n\n" + WalkForwardTables.whole(reports) + "\n## By quarter\n\n"
                + WalkForwardTables.byQuarter(reports) + "\n## Models\n\n" + WalkForwardTables.models(models);
    }
}
