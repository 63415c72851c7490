package io.quarterdeck.localstack;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code down}: stops the stack, whoever started it, and whatever has become of its launcher. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything, also what a crashed launcher left behind. The data stay.")
final class DownCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = quarterdeck.home;
        var narrator = quarterdeck.narrator();
        if (StackState.read(home).isEmpty()) {
            narrator.say("The stack in " + home.folder() + " is not running.");
            return 0;
        }
        StoppedStack.of(home, narrator).close();
        narrator.say("Stopped.");
        return 0;
    }
}
