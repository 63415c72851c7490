package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code status}: how the stack is, for people or programs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the processes, how far the data have come, and the releases.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the stack runs and every part is ready", "1:it does not, or a part is not"})
final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Spec
    CommandSpec command;

    @Option(names = "--json", description = "As one JSON object.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        var status = Status.of(quarterdeck.home);
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? Json.text(status) : status.table());
        out.flush();
        return status.allReady() ? 0 : 1;
    }
}
