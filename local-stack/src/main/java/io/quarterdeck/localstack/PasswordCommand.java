package io.quarterdeck.localstack;

import io.quarterdeck.infra.secrets.DashboardUsers;
import io.quarterdeck.infra.secrets.Secrets;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code password}: a new password for a user of the dashboard. */
@Command(
        name = "password",
        mixinStandardHelpOptions = true,
        description =
                "Makes a new password for a user of the dashboard and prints it, and nothing else: the one time that"
                        + " it can be seen. The old one opens nothing from then on; who is logged in stays so.")
final class PasswordCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Spec
    CommandSpec command;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            defaultValue = "operator",
            description =
                    "viewer, or operator, who may also ask for a quarter to be made; by default ${DEFAULT-VALUE}.")
    String name;

    @Override
    public Integer call() throws IOException {
        quarterdeck.home.create();
        Secrets.in(quarterdeck.home.secrets());
        String password = DashboardUsers.in(quarterdeck.home.dashboardUsers()).reset(name);
        command.commandLine().getOut().println(password);
        return 0;
    }
}
