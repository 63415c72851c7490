package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.tradingbot.store.JournalException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The bot's entry point. */
@Command(
        name = TradingBotMain.NAME,
        mixinStandardHelpOptions = true,
        subcommands = {
            LiveCommand.class,
            ReplayCommand.class,
            BacktestCommand.class,
            LookaheadCommand.class,
            TrainCommand.class,
            WalkForwardCommand.class,
            StatusCommand.class,
            KillCommand.class,
            ResumeCommand.class
        },
        description = "Bars and features to paper orders: the same decisions in backtest, replay and live.")
public final class TradingBotMain {

    /** As other services and PostgreSQL know it. */
    static final String NAME = "consumer-trading-bot";

    private static final Logger log = LoggerFactory.getLogger(TradingBotMain.class);

    private TradingBotMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line; what fails shows as one line on its error stream. */
    static CommandLine commandLine() {
        return new CommandLine(new TradingBotMain())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    log.debug("failed", failure);
                    boolean told = failure instanceof IOException && !(failure instanceof FileSystemException)
                            || failure instanceof SQLException
                            || failure instanceof IllegalStateException
                            || failure instanceof JournalException
                            || failure instanceof KafkaException;
                    command.getErr().println("error: " + (told ? failure.getMessage() : failure.toString()));
                    return 1;
                });
    }
}
