package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.Chain.Times;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Outcome;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** From a CSV file to features that can be read in PostgreSQL: all our services at once, against the peers chained. */
final class EndToEnd implements Comparison {

    private final ChainRuns runs;

    EndToEnd(ChainRuns runs) {
        this.runs = runs;
    }

    @Override
    public String name() {
        return "end-to-end";
    }

    @Override
    public String title() {
        return "CSV to features in PostgreSQL, through PostgreSQL and the lake, against Kafka Connect and DuckDB chained";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        InTurn turns = runs.turns(bench);
        return new Outcome(
                bench.market().what() + " to features of hours and days",
                runs.agreed(),
                runs.agreement(),
                PeerChain.versions(bench),
                PeerChain.settings(),
                List.of(
                        turns.rates("CSV to features", Aim.ratio(2)),
                        seconds("until the file's program had ended", Times::inKafka),
                        seconds("from there until both stores had all rows", t -> t.landed() - t.inKafka()),
                        seconds("from there until the features could be read", t -> t.featured() - t.landed())),
                NOTES);
    }

    private static final List<String> NOTES = List.of(
            "Both are up and idle when the clock starts. It runs as a user's script would: produce the file, wait until both stores have"
                    + " all rows, make the features of every quarter, the incomplete ones too. Meanwhile the harness looks at the"
                    + " memory of all processes once a second, on both sides.",
            "Ours does besides: it hashes the file before it sends it and refuses it the second time; commits rows and progress in"
                    + " transactions; stores each row exactly once, with the file and line it came from; lets the bot trade on every bar"
                    + " and the dashboard look on; compares all stores and signs a certificate; judges each quarter by the gate, keeps"
                    + " what was dropped with its reason, keeps the record of the run, lineage and drift; writes the features to"
                    + " the lake, too, tags them, and publishes each quarter in one transaction that verifies its content hash.",
            "The peers do none of that: at least once into PostgreSQL, no check, no record; and each step begins only when the one before"
                    + " has ended, which is how our command quarter works, too.");

    private Figure seconds(String what, ToDoubleFunction<Times> which) {
        return runs.figure(what, "s", taken -> which.applyAsDouble(taken.times()), Aim.NONE);
    }
}
