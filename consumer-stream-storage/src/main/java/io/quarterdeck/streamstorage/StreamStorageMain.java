package io.quarterdeck.streamstorage;

import io.quarterdeck.servicekit.BadUsage;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point; Spark requires it to be public. Without a subcommand it streams. */
@Command(
        name = "consumer-stream-storage",
        mixinStandardHelpOptions = true,
        subcommands = {StreamCommand.class, MaintainCommand.class},
        description = "Keeps the lake's raw tables. Without a subcommand: stream.")
public final class StreamStorageMain {

    private static final Logger log = LoggerFactory.getLogger(StreamStorageMain.class);
    private static final Set<String> NOT_AN_OPTION_OF_STREAM =
            Set.of("stream", "maintain", "-h", "--help", "-V", "--version");

    public static void main(String[] args) {
        System.exit(commandLine().execute(withSubcommand(args)));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StreamStorageMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new BadUsage())
                .setExecutionExceptionHandler((failure, command, arguments) -> {
                    command.getErr().println(command.getCommandName() + ": " + Failures.oneLine(failure));
                    log.debug("failed", failure);
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    static String[] withSubcommand(String... args) {
        return args.length > 0 && NOT_AN_OPTION_OF_STREAM.contains(args[0])
                ? args
                : Stream.concat(Stream.of("stream"), Stream.of(args)).toArray(String[]::new);
    }
}
