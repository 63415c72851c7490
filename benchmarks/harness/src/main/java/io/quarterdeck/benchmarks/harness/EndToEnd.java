package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.Chain.Times;
import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** From a CSV file to features that can be read in PostgreSQL: all our services at once, against the peers chained. */
final class EndToEnd implements Comparison {

    private final List<Times> ourTimes = new ArrayList<>();
    private final List<Times> peersTimes = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private String compared;

    /** Of our last run, for the peer's of the same pair. */
    private final Map<String, FeatureRows> ours = new LinkedHashMap<>();

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
        InTurn turns = InTurn.run(
                bench, "quarterdeck", this::ours, PeerChain.NAME, this::peer);
        return new Outcome(
                bench.market().what() + " to features of hours and days",
                turns.agreed() && differences.isEmpty(),
                differences.isEmpty()
                        ? turns.agreement() + "; in each pair every value of " + compared
                                + " agrees to 1e-6 of its size"
                        : String.join("; ", differences),
                PeerChain.versions(bench),
                PeerChain.settings(),
                List.of(
                        turns.rates("CSV to features", Aim.ratio(2)),
                        seconds("until the file's program had ended", turns, Times::inKafka),
                        seconds("from there until both stores had all rows", turns, t -> t.landed() - t.inKafka()),
                        seconds("from there until the features could be read", turns, t -> t.featured() - t.landed())),
                NOTES);
    }

    private static final List<String> NOTES = List.of(
            "Both are up and idle when the clock starts. It runs as a user's script would: produce the file, wait until both stores have"
                    + " all rows, make the features of every quarter, the incomplete ones too.",
            "Ours does besides: it hashes the file before it sends it and refuses it the second time; commits rows and progress in"
                    + " transactions; stores each row exactly once, with the file and line it came from; lets the bot trade on every bar"
                    + " and the dashboard look on; compares all stores and signs a certificate; judges each quarter by the gate, keeps"
                    + " what was dropped with its reason, keeps the record of the run, lineage and drift; writes the features to"
                    + " the lake, too, tags them, and publishes each quarter in one transaction that verifies its content hash.",
            "The peers do none of that: at least once into PostgreSQL, no check, no record; and each step begins only when the one before"
                    + " has ended, which is how our command quarter works, too.");

    private Done ours(Bench bench, Path folder) throws Exception {
        ours.clear();
        try (Chain chain = OurChain.start(bench, folder)) {
            Times times = chain.run(bench.market());
            ourTimes.add(times);
            for (String interval : Chain.INTERVALS) {
                ours.put(interval, chain.features(interval));
            }
            return done(bench, times, ours);
        }
    }

    private Done peer(Bench bench, Path folder) throws Exception {
        try (Chain chain = PeerChain.start(bench, folder)) {
            Times times = chain.run(bench.market());
            peersTimes.add(times);
            var theirs = new LinkedHashMap<String, FeatureRows>();
            var columns = new ArrayList<String>();
            for (String interval : Chain.INTERVALS) {
                FeatureRows features = chain.features(interval);
                theirs.put(interval, features);
                columns.add(ours.get(interval).columnsInCommonWith(features).size() + " columns of " + interval);
                ours.get(interval)
                        .differencesFrom(features)
                        .forEach(difference -> differences.add("%s: %s".formatted(interval, difference)));
            }
            compared = String.join(" and ", columns);
            return done(bench, times, theirs);
        }
    }

    private static Done done(Bench bench, Times times, Map<String, FeatureRows> features) {
        var rows = new ArrayList<String>();
        features.forEach((interval, of) -> rows.add("%d rows of %s".formatted(of.rows(), interval)));
        return new Done(bench.market().rows(), times.featured(), String.join(", ", rows));
    }

    private Figure seconds(String what, InTurn turns, ToDoubleFunction<Times> which) {
        return new Figure(
                what,
                "s",
                Better.LOWER,
                turns.ourName(),
                last(ourTimes, turns.ours().size(), which),
                turns.peerName(),
                last(peersTimes, turns.peer().size(), which),
                Aim.NONE);
    }

    /** Those that were measured, without the warm-up before them. */
    private static List<Double> last(List<Times> times, int number, ToDoubleFunction<Times> which) {
        return times.subList(times.size() - number, times.size()).stream()
                .map(which::applyAsDouble)
                .toList();
    }
}
