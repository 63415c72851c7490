package io.quarterdeck.tradingbot;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.feed.BarTopic;
import io.quarterdeck.tradingbot.feed.TradingTopics;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** Where bars come from, and where the journal, orders and fills go to; taken as a {@code @Mixin}. */
final class PipelineOptions {

    interface Work {
        int on(TradingRun run) throws SQLException, IOException;
    }

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    /**
     * Takes the run up, and does the work on it.
     *
     * @return what the work returns; 0 if it was stopped while it waited for PostgreSQL
     */
    int trade(Setup setup, Mode mode, Duration patience, MeterRegistry metrics, StopSignal stop, Work work)
            throws SQLException, IOException {
        try (var database = new Database(() -> postgres.connect(TradingBotMain.NAME), pause -> !await(stop, pause));
                var bars = BarTopic.open(kafka.client(), mode == Mode.REPLAY);
                var topics = TradingTopics.open(kafka.client(), setup.settings().run())) {
            var run = new TradingRun(
                    setup, mode, database, bars, topics, new BotMetrics(metrics), Clock.systemUTC(), patience);
            run.takeUp(setup.strategy().name());
            return work.on(run);
        } catch (SQLException e) {
            if (stop.requested()) {
                return 0;
            }
            throw e;
        }
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
