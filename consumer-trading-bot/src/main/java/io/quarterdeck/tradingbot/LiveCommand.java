package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.StopSignal;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description =
                "Trades on paper with the bars of the topic market.bars: first those that are there, then each as it"
                        + " comes. Killed at any moment, it goes on where its journal ends.")
final class LiveCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(LiveCommand.class);

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    PipelineOptions pipeline = new PipelineOptions();

    @Mixin
    HealthOptions http = new HealthOptions();

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "${env:PATIENCE:-PT5S}",
            description = "For so long a minute waits for bars of a partition that is silent; what comes later is not"
                    + " traded on. Env PATIENCE; now ${DEFAULT-VALUE}.")
    Duration patience;

    @Override
    public Integer call() throws IOException, SQLException {
        try (var stop = StopSignal.install();
                var health = HealthServer.open(http)) {
            return pipeline.trade(run, Mode.LIVE, patience, health.metrics(), stop, trading -> {
                health.readyWhen(() -> true); // it reads bars; trading.progress says how far it is
                while (!stop.requested()) {
                    trading.turn();
                }
                log.info("stopped");
                return 0;
            });
        }
    }
}
