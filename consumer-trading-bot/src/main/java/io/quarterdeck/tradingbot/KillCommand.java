package io.quarterdeck.tradingbot;

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
        name = "kill",
        mixinStandardHelpOptions = true,
        description =
                "The kill switch: halts a run until a person resumes it. Ends with 1 if the bot has not done it in time.")
final class KillCommand implements Callable<Integer> {

    /** What a person may demand. */
    enum Demand {
        FREEZE,
        CANCEL,
        FLATTEN
    }

    @Mixin
    DemandOptions demand = new DemandOptions();

    @Option(
            names = "--halt",
            paramLabel = "HOW",
            defaultValue = "FLATTEN",
            description =
                    "FREEZE: no new orders. CANCEL: open ones are taken back, too. FLATTEN: positions are closed, too."
                            + " Now ${DEFAULT-VALUE}.")
    Demand halt;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        return demand.demand(Demands.KILL, halt.name(), spec.commandLine().getOut());
    }
}
