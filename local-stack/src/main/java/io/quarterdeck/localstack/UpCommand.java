package io.quarterdeck.localstack;

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

    @Override
    public Integer call() throws Exception {
        var narrator = quarterdeck.narrator();
        var running = RunningStack.find(quarterdeck.home);
        if (running.isPresent()) {
            narrator.say("The stack in " + quarterdeck.home.folder() + " is running already.");
            HowToReach.tell(running.get(), narrator);
            return 0;
        }
        if (detach) {
            var stack = DetachedStack.start(quarterdeck.home, narrator).awaitRunning();
            HowToReach.tell(stack, narrator);
            return 0;
        }
        try (var stack = ForegroundStack.start(quarterdeck.home, quarterdeck.programs, narrator)) {
            stack.awaitServices();
            HowToReach.tell(RunningStack.require(quarterdeck.home), narrator);
            narrator.say("Stop with Ctrl-C or ./quarterdeck down.");
            stack.awaitStop();
        }
        return 0;
    }
}
