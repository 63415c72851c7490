package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.Lookahead;
import io.quarterdeck.tradingbot.backtest.Lookahead.Finding;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.Slot;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lookahead-check",
        mixinStandardHelpOptions = true,
        description =
                "Cuts the data behind decisions taken at random and shows those that were others without the future."
                        + " Ends with 1 if there is one.")
final class LookaheadCommand implements Callable<Integer> {

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    FileOptions input = new FileOptions();

    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    @Option(names = "--cuts", paramLabel = "N", defaultValue = "20", description = "How many; now ${DEFAULT-VALUE}.")
    int cuts;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another gives other moments; now ${DEFAULT-VALUE}.")
    long seed;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Setup setup;
        Optional<Knowledge> knowledge;
        try {
            knowledge = database.questions().map(Knowledge::of);
            setup = run.setup(knowledge);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        List<Bar> bars = input.read(setup.settings().symbols());
        List<Finding> findings =
                Lookahead.check(bars, known -> run.setup(knowledge.map(all -> all.until(end(known)))), cuts, seed);
        PrintWriter print = spec.commandLine().getOut();
        for (Finding finding : findings) {
            print.println("with all data:   " + finding.whole().orElse("nothing"));
            print.println("cut behind it:   " + finding.cut().orElse("nothing"));
        }
        print.println(findings.size() + " of " + cuts + " cuts changed a decision before them");
        print.flush();
        return findings.isEmpty() ? 0 : 1;
    }

    /** The close of the newest bar. */
    private static long end(List<Bar> bars) {
        return bars.stream().mapToLong(Bar::openTimeMicros).max().orElse(0) + Slot.LENGTH_MICROS;
    }
}
