package io.quarterdeck.localstack;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code up}: starts the stack and keeps it running. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts Kafka, PostgreSQL and the services, and keeps them running until Ctrl-C or down.")
final class UpCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Option(names = "--detach", description = "Run in the background; return when everything is ready.")
    boolean detach;

    @Option(
            names = "--fast-start",
            description =
                    "Save the services half of their CPU time at the start, at the cost of their speed later. Good"
                            + " for a few million rows; demo starts the stack like this.")
    boolean fastStart;

    /** Set by {@code --detach} for the launcher that it starts: whoever waits for that one tells the rest. */
    @Option(names = "--in-background", hidden = true)
    boolean inBackground;

    @Override
    public Integer call() throws Exception {
        var narrator = quarterdeck.narrator();
        var running = RunningStack.find(quarterdeck.home);
        if (running.isPresent()) {
            narrator.say("The stack in " + quarterdeck.home.folder() + " is running already.");
            HowToReach.tell(running.get(), Map.of(), narrator);
            return 0;
        }
        // By who has the person's attention: what the one in the background says stays in a log.
        Map<String, String> passwords = inBackground ? Map.of() : quarterdeck.home.makeDashboardUsers();
        if (detach) {
            var stack =
                    DetachedStack.start(quarterdeck.home, options(), narrator).awaitRunning();
            HowToReach.tell(stack, passwords, narrator);
            return 0;
        }
        var programs = fastStart ? quarterdeck.programs.startingFast() : quarterdeck.programs;
        try (var stack = ForegroundStack.start(quarterdeck.home, programs::services, narrator)) {
            stack.awaitServices();
            if (!inBackground) {
                HowToReach.tell(RunningStack.require(quarterdeck.home), passwords, narrator);
                narrator.say("Stop with Ctrl-C or ./quarterdeck down.");
            }
            stack.awaitStop();
        }
        return 0;
    }

    private List<String> options() {
        return fastStart ? List.of("--fast-start") : List.of();
    }
}
