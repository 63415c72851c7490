package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.tradingbot.model.ModelFeatures;
import io.quarterdeck.tradingbot.model.Score;
import io.quarterdeck.tradingbot.model.TrainedModel;
import io.quarterdeck.tradingbot.model.Training;
import io.quarterdeck.tradingbot.model.TrainingOptions;
import io.quarterdeck.tradingbot.model.TrainingQuarter;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.PostgresModels;
import io.quarterdeck.tradingbot.store.Questions;
import io.quarterdeck.tradingbot.store.ReleasedQuarters;
import io.quarterdeck.tradingbot.store.ReleasedQuarters.Released;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains a model at the end of each released quarter that has none, on the releases in force up to it,"
                        + " and keeps it in trading.model. The strategy model trades with it from then on.")
final class TrainCommand implements Callable<Integer> {

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var questions = new Questions(() -> Database.withoutPatience(() -> postgres.connect(TradingBotMain.NAME)));
        train(
                questions,
                new Training(ModelFeatures.COLUMNS, TrainingOptions.DEFAULT),
                spec.commandLine().getOut());
        return 0;
    }

    /** One line for each quarter. */
    static void train(Questions questions, Training training, PrintWriter print) {
        var quarters = new ReleasedQuarters(questions);
        List<Released> released = quarters.list();
        var read = new ArrayList<TrainingQuarter>();
        for (int i = 0; i < released.size(); i++) {
            Released newest = released.get(i);
            String id = training.id(
                    newest.quarter(),
                    released.subList(0, i + 1).stream().map(Released::release).toList());
            if (PostgresModels.has(questions, id)) {
                print.println(newest.quarter() + " has model " + id);
            } else {
                while (read.size() <= i) {
                    read.add(quarters.read(released.get(read.size()), training.features()));
                }
                Optional<TrainedModel> model = training.train(read.subList(0, i + 1));
                model.ifPresent(trained -> PostgresModels.add(questions, trained));
                print.println(model.map(TrainCommand::line)
                        .orElse(newest.quarter() + " no model: too few rows with labels up to here"));
            }
            print.flush();
        }
        if (released.isEmpty()) {
            print.println("no quarter that is over has been released yet");
            print.flush();
        }
    }

    private static String line(TrainedModel model) {
        var metrics = model.metrics();
        var line = new StringBuilder(
                model.id() + " is new: " + metrics.chosen() + ", training " + line(metrics.training()));
        metrics.heldBack()
                .forEach((kind, score) ->
                        line.append("; held back ").append(kind).append(' ').append(line(score)));
        return line.toString();
    }

    private static String line(Score score) {
        return String.format(
                Locale.ROOT,
                "rows=%d baseRate=%.3f logLoss=%.4f baseLogLoss=%.4f accuracy=%.3f auc=%.3f",
                score.rows(),
                score.baseRate(),
                score.logLoss(),
                score.baseLogLoss(),
                score.accuracy(),
                score.auc());
    }
}
