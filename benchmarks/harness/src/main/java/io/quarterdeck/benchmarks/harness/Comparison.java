package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Outcome;

/** One line of the report: ours against a peer, or against a bound. */
interface Comparison {

    /** As on the command line, such as {@code land-postgres}. */
    String name();

    /** What is compared, in a line. */
    String title();

    /** Runs it, with everything it needs of its own in {@code bench.folder()}; nothing of it runs on afterwards. */
    Outcome run(Bench bench) throws Exception;
}
