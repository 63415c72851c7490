package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code backup}: the whole stack as it is at one moment, for which it is stopped. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies everything into a new folder: PostgreSQL, Kafka, the lake, its checkpoint, and the secrets.",
            "A running stack is stopped while its files are copied, and then started again in the background. What"
                    + " another terminal does at that moment fails, and can be done again."
        })
final class BackupCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Parameters(paramLabel = "DIR", description = "A folder that does not exist; only you can read it.")
    Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = quarterdeck.home;
        var narrator = quarterdeck.narrator();
        var backup = new Backup(folder, narrator);
        backup.requireNew(home);
        var began = Instant.now();
        var stopped = StoppedStack.of(home, narrator);
        DetachedStack again = null;
        try (stopped) {
            narrator.say("Copying " + home.folder());
            backup.copyFrom(home);
        } finally {
            if (stopped.ran()) {
                again = DetachedStack.start(home, List.of(), narrator);
            }
        }
        backup.complete(home);
        if (again != null) {
            again.awaitRunning();
        }
        narrator.say("%s is complete, after %s; it holds secrets: keep it where only you can read it."
                .formatted(folder, Narrator.seconds(Duration.between(began, Instant.now()))));
        return 0;
    }
}
