package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code restore}: a backup back to where it was made of. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup back, once each of its files is seen to be unchanged; starts nothing.",
            "The home must be empty or absent, and have the path that it had. If this is ended before it is done, do it"
                    + " again."
        })
final class RestoreCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Parameters(paramLabel = "DIR", description = "What ./quarterdeck backup has made.")
    Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var narrator = quarterdeck.narrator();
        new Backup(folder, narrator).restoreTo(quarterdeck.home);
        narrator.say("Restored " + quarterdeck.home.folder() + "; start it with ./quarterdeck up --detach, and then"
                + " ./quarterdeck audit tells whether all stores agree.");
        return 0;
    }
}
