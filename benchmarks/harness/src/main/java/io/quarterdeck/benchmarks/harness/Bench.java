package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a comparison is given.
 *
 * @param project the folder of the project, whose jars are built
 * @param folder empty, for this comparison alone; deleted when it succeeded
 * @param market the bars that all comparisons have in common
 * @param pairs how often each side runs and is measured
 * @param warmUp pairs before these, which are not
 * @param brief only to see that the comparison runs and both agree: few rows, and no figure means anything
 * @param growth whether it is also looked at what becomes of the figures with many more rows
 * @param talk tells a person how it goes, line by line
 */
record Bench(
        Path project,
        Path folder,
        Market market,
        int pairs,
        int warmUp,
        boolean brief,
        boolean growth,
        Consumer<String> talk) {

    private static final long WARM_UP_ROWS = 20_000;

    /** The same with the first few bars of the market. */
    Bench warmingUp() throws IOException {
        return new Bench(project, folder, market.first(WARM_UP_ROWS), pairs, warmUp, brief, growth, talk);
    }

    /** {@code java -jar} with the jar of a module, such as {@code producer-service}. */
    List<String> java(String module, List<String> jvmOptions) {
        return Commands.java(project, module, jvmOptions);
    }

    /** The jar of a benchmark that is a program of its own, such as {@code backtest}. */
    Path program(String name) {
        return project.resolve("benchmarks/" + name + "/target/" + name + "-benchmark.jar");
    }

    Peers peers() {
        return new Peers(project.resolve("benchmarks/peers/target"));
    }

    void say(String line) {
        talk.accept(line);
    }
}
