package io.quarterdeck.tradingbot;

import io.quarterdeck.tradingbot.risk.KillSwitch;
import io.quarterdeck.tradingbot.store.Demands;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Releases what a guard demands of a run. Ends with 1 if the bot has not done it in time.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    DemandOptions demand = new DemandOptions();

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            defaultValue = KillSwitch.NAME,
            description =
                    "The guard, such as maximum-drawdown; now ${DEFAULT-VALUE}. The command status shows which halt.")
    String guard;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        return demand.demand(Demands.RESUME, guard, spec.commandLine().getOut());
    }
}
