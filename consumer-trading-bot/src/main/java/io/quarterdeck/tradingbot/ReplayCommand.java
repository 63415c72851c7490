package io.quarterdeck.tradingbot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.servicekit.StopSignal;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.ReportJson;
import io.quarterdeck.tradingbot.report.ReportPage;
import io.quarterdeck.tradingbot.report.ReportText;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--out", paramLabel = "DIR", description = "Writes report.html and report.json there, too.")
    Path out;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        try (var stop = StopSignal.install()) {
            return pipeline.trade(run, Mode.REPLAY, Duration.ZERO, new SimpleMeterRegistry(), stop, trading -> {
                boolean goesOn = true;
                while (goesOn && !stop.requested()) {
                    goesOn = trading.turn();
                }
                if (!goesOn) {
                    tell(trading.report());
                }
                return 0;
            });
        }
    }

    private void tell(Report report) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        ReportText.print(print, report);
        if (out != null) {
            Files.createDirectories(out);
            Files.writeString(out.resolve("report.html"), ReportPage.html(report));
            Files.writeString(out.resolve("report.json"), ReportJson.text(report));
            print.println("written to " + out);
        }
        print.flush();
    }
}
