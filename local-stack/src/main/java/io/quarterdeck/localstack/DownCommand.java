package io.quarterdeck.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code down}: stops the stack, whoever started it, and whatever has become of its launcher. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything, also what a crashed launcher left behind. The data stay.")
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = quarterdeck.home;
        var narrator = quarterdeck.narrator();
        var state = StackState.read(home);
        if (state.isEmpty()) {
            narrator.say("The stack in " + home.folder() + " is not running.");
            return 0;
        }
        var launcher = state.get().supervisor().running();
        if (launcher.isPresent()) {
            narrator.say("Stopping the stack in " + home.folder());
            launcher.get().destroy();
            awaitEnd(launcher.get());
        }
        var lock = StackLock.take(home); // nobody starts a new one meanwhile
        try {
            Leftovers.stop(home, narrator);
        } finally {
            lock.close();
        }
        narrator.say("Stopped.");
        return 0;
    }

    private static void awaitEnd(ProcessHandle launcher) throws IOException, InterruptedException {
        try {
            launcher.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the launcher (process " + launcher.pid() + ") did not end within "
                    + PATIENCE.toSeconds() + " s; kill -9 it and run ./quarterdeck down again");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
