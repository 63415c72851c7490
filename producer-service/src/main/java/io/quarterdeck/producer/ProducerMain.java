package io.quarterdeck.producer;

import io.quarterdeck.producer.sample.SampleCommand;
import io.quarterdeck.servicekit.BadUsage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The producer's entry point. */
@Command(
        name = "producer-service",
        mixinStandardHelpOptions = true,
        subcommands = {ProduceCommand.class, DigestCommand.class, SampleCommand.class},
        description = "Market data files to Kafka, exactly once.")
public final class ProducerMain {

    private static final Logger log = LoggerFactory.getLogger(ProducerMain.class);

    private ProducerMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line; what fails shows as one line on its error stream. */
    static CommandLine commandLine() {
        return new CommandLine(new ProducerMain())
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    log.debug("failed", failure);
                    command.getErr().println("error: " + explain(failure));
                    return 1;
                });
    }

    private static String explain(Exception failure) {
        if (failure instanceof FileSystemException) {
            return failure.toString(); // its message is the path alone
        }
        if (failure instanceof InputException || failure instanceof IOException) {
            return failure.getMessage();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return "another producer has taken this file over, or Kafka was away for longer than the transaction's"
                        + " time-out; what was committed stays. If no other runs, run again to go on behind it.";
            }
        }
        if (failure instanceof KafkaException) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return "Kafka failed: " + cause.getMessage() + ". What was committed stays; run again to go on behind it.";
        }
        return failure.toString();
    }
}
