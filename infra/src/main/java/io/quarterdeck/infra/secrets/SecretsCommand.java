package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code bootstrap secrets}: makes, replaces and shows the secrets of the containers. Needs no server and no network. */
@Command(
        name = "bootstrap secrets",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the secrets that are absent, renews certificates that end within 30 days, and brings the folder of"
                    + " each reader up to date. Again changes nothing. Prints the names of the files that it wrote."
        })
public final class SecretsCommand implements Callable<Integer> {

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "/secrets",
            description = "Holds one folder per reader; by default ${DEFAULT-VALUE}.")
    Path folder;

    @Spec
    CommandSpec spec;

    private final Clock clock;

    public SecretsCommand() {
        this(Clock.systemUTC());
    }

    SecretsCommand(Clock clock) {
        this.clock = clock;
    }

    /** The command with its subcommands; a failure is one line on standard error and exit code 1. */
    public CommandLine commandLine() {
        return new CommandLine(this).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IOException) {
                command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }

    @Override
    public Integer call() throws IOException {
        folders().make();
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Replaces what is named. Afterwards run bootstrap, so that Kafka and PostgreSQL learn of it;"
                    + " then restart whoever reads the files.")
    int rotate(
            @Parameters(arity = "1..*", paramLabel = "WHAT", description = "Any of ${COMPLETION-CANDIDATES}.")
                    Set<Rotation> all)
            throws IOException {
        for (Rotation what : all) {
            if (folders().rotate(what)) {
                spec.commandLine()
                        .getErr()
                        .println("the owner's password was replaced before and bootstrap has not run since: it is left"
                                + " as it is; run bootstrap");
            }
        }
        return 0;
    }

    /** What people need to reach the database. */
    enum Shown {
        ml_reader("ml_reader.password"),
        dashboard("dashboard.password"),
        ca("ca.crt"),
        certificate("certificate.pub");

        private final String file;

        Shown(String file) {
            this.file = file;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Prints a role's password, the certificate of the authority (ca) or the key that verifies"
                    + " certificates of custody (certificate), and nothing else.")
    int show(@Parameters(paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.") Shown what)
            throws IOException {
        String text = folders()
                .clientsFile(what.file)
                .orElseThrow(() -> new IOException("there is none yet; run `secrets` first"));
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(
            name = "dashboard-password",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a new password for a user of the dashboard and prints it, and nothing else: the one time"
                            + " that it can be seen. The dashboard knows it at once.")
    int dashboardPassword(@Parameters(paramLabel = "USER", description = "viewer or operator.") String user)
            throws IOException {
        String password = new SecretFolders(folder, clock, name -> {}).dashboardPassword(user);
        spec.commandLine().getOut().println(password);
        return 0;
    }

    private SecretFolders folders() {
        var out = spec.commandLine().getOut();
        return new SecretFolders(folder, clock, name -> out.println("wrote " + name));
    }
}
