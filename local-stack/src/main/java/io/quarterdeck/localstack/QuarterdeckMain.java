package io.quarterdeck.localstack;

import io.quarterdeck.localstack.prove.ProveCommand;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ./quarterdeck}. */
@Command(
        name = "quarterdeck",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Market data from CSV to quarterly features, on this machine alone.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            SqlCommand.class,
            PasswordCommand.class,
            ProgramCommands.Produce.class,
            ProgramCommands.Sample.class,
            ProgramCommands.Quarter.class,
            ProgramCommands.Release.class,
            ProgramCommands.Audit.class,
            ProgramCommands.Schedule.class,
            ProgramCommands.Maintain.class,
            ProgramCommands.Bot.class,
            ProveCommand.class,
            ProgramCommands.Bench.class,
            BackupCommand.class,
            RestoreCommand.class,
            RebuildCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Everything is kept in the folder .quarterdeck beside this command; QUARTERDECK_HOME names another.",
            "Start with: ./quarterdeck demo"
        })
public final class QuarterdeckMain implements Runnable {

    final StackHome home;
    final ServiceCommands programs;

    @Spec
    CommandSpec command;

    QuarterdeckMain(StackHome home, Path project) {
        this.home = home;
        this.programs = new ServiceCommands(project, home);
    }

    public static void main(String[] args) {
        Path project = ServiceCommands.projectFolder();
        String folder = System.getenv(StackHome.VARIABLE);
        var home =
                new StackHome(folder == null || folder.isBlank() ? project.resolve(".quarterdeck") : Path.of(folder));
        System.exit(commandLine(home, project).execute(args));
    }

    /** Failures that a person can do something about are one line on the error stream, and exit code 1. */
    static CommandLine commandLine(StackHome home, Path project) {
        var commandLine = new CommandLine(new QuarterdeckMain(home, project));
        // Its -- divides the program's own options from Spark's: passed on, not taken for ours.
        commandLine.getSubcommands().get("schedule").setEndOfOptionsDelimiter("\0");
        return commandLine.setExpandAtFiles(false).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ForegroundStack.StoppedException) {
                return 1;
            }
            String message = failure instanceof IOException ? failure.getMessage() : failure.toString();
            command.getErr().println("quarterdeck: " + message);
            if (System.getenv("QUARTERDECK_DEBUG") != null) {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
    }

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getErr());
    }

    public StackHome home() {
        return home;
    }

    public ServiceCommands programs() {
        return programs;
    }

    Narrator narrator() {
        return new Narrator(command.commandLine().getErr());
    }
}
