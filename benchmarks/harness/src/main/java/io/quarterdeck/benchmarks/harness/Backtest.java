package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Outcome;
import java.nio.file.Path;
import java.util.List;

/** The bot's backtest against ta4j's; a program of its own, with the bot's libraries. */
final class Backtest implements Comparison {

    /** The serial collector has no threads of its own. */
    private static final List<String> JVM_OPTIONS = List.of("-Xms4g", "-Xmx4g", "-XX:+UseSerialGC");

    @Override
    public String name() {
        return "backtest";
    }

    @Override
    public String title() {
        return "The bot's backtest of `trend` on one core, against ta4j's";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        Path outcome = bench.folder().resolve("outcome.json");
        List<String> command = Commands.with(
                Commands.java(bench.program(name()), JVM_OPTIONS),
                "--bars",
                bench.market().csv().toString(),
                "--outcome",
                outcome.toString(),
                "--pairs",
                Integer.toString(bench.pairs()),
                "--warm-up",
                Integer.toString(bench.brief() ? 0 : Math.max(2, bench.warmUp()))); // the compiler takes that long
        if (bench.brief()) { // few bars: with the usual averages there would be nothing to decide
            command = Commands.with(command, "--fast", "3", "--slow", "8");
        }
        Commands.run(command, bench.folder().resolve("backtest.log"));
        return Outcome.read(outcome);
    }
}
