package io.quarterdeck.tradingbot;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.feed.BarTopic;
import io.quarterdeck.tradingbot.feed.TradingTopics;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Questions;
import io.quarterdeck.tradingbot.store.Records;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where bars come from, and where the journal, orders and fills go to; taken as a {@code @Mixin}. */
final class PipelineOptions {

    private static final Logger log = LoggerFactory.getLogger(PipelineOptions.class);

    interface Work {
        int on(TradingRun run) throws SQLException, IOException;
    }

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /**
     * Takes the run up, and does the work on it.
     *
     * @param options of the run
     * @param patience for so long a minute waits for a partition that is silent
     * @return what the work returns; 0 if it was stopped while it waited for PostgreSQL
     * @throws ParameterException saying which of the options cannot be
     */
    int trade(RunOptions options, Mode mode, Duration patience, MeterRegistry metrics, StopSignal stop, Work work)
            throws SQLException, IOException {
        var questions = new Questions(() -> database(stop));
        Setup setup = setup(options, Knowledge.of(questions));
        log.info(
                "kafka={} postgres={} user={} {} {}",
                kafka.servers,
                postgres.url,
                postgres.user,
                setup.strategy(),
                setup.settings());
        try (var database = database(stop);
                var bars = BarTopic.open(kafka.client(), setup.settings().symbols(), mode == Mode.REPLAY);
                var topics = TradingTopics.open(kafka.client(), setup.settings().run())) {
            var run = new TradingRun(
                    setup,
                    mode,
                    database,
                    new Records(questions),
                    bars,
                    topics,
                    new BotMetrics(metrics),
                    Clock.systemUTC(),
                    patience);
            run.takeUp();
            return work.on(run);
        } catch (SQLException e) {
            if (stop.requested()) {
                return 0;
            }
            throw e;
        }
    }

    private Setup setup(RunOptions options, Knowledge knowledge) {
        try {
            return options.setup(Optional.of(knowledge));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Database database(StopSignal stop) {
        return new Database(() -> postgres.connect(TradingBotMain.NAME), pause -> !await(stop, pause));
    }

    private static boolean await(StopSignal stop, Duration pause) {
        try {
            return stop.await(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
