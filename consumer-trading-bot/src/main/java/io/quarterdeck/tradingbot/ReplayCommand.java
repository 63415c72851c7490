package io.quarterdeck.tradingbot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.servicekit.StopSignal;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Trades on paper with the bars that are in the topic market.bars, as fast as they come, and reports"
                        + " what the run was worth, against buy and hold. Killed at any moment, it goes on where its journal ends.")
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    PipelineOptions pipeline = new PipelineOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Setup setup;
        try {
            setup = run.setup();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (var stop = StopSignal.install()) {
            return pipeline.trade(setup, Mode.REPLAY, Duration.ZERO, new SimpleMeterRegistry(), stop, trading -> {
                boolean goesOn = true;
                while (goesOn && !stop.requested()) {
                    goesOn = trading.turn();
                }
                if (!goesOn) {
                    var report = Report.of(trading.performance(), trading.buyAndHold(), Trials.ONE);
                    spec.commandLine().getOut().println(report.performance().totals());
                }
                return 0;
            });
        }
    }
}
