package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.Chain.Times;
import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Both chains in turn, each on servers of its own: their times, their memory, and whether they came to the same features. Several
 * comparisons tell of the same runs, which are made for the first that asks.
 */
final class ChainRuns {

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration BRIEFLY_IDLE = Duration.ofSeconds(2);

    /**
     * What one run took.
     *
     * @param start seconds until it was ready
     * @param idle megabytes before it had anything to do
     * @param ingest the most megabytes until every row was in both stores
     * @param whole the most megabytes until every feature could be read
     */
    record Taken(double start, double idle, double ingest, double whole, Times times) {}

    private final List<Taken> ours = new ArrayList<>();
    private final List<Taken> peers = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();

    /** Of our last run, for the peer's of the same pair. */
    private final Map<String, FeatureRows> ourFeatures = new LinkedHashMap<>();

    private String compared;
    private InTurn turns;

    /** Runs both in turn, unless they have been. */
    InTurn turns(Bench bench) throws Exception {
        if (turns == null) {
            turns = InTurn.run(bench, "quarterdeck", this::ours, PeerChain.NAME, this::peer);
        }
        return turns;
    }

    boolean agreed() {
        return turns.agreed() && differences.isEmpty();
    }

    String agreement() {
        return differences.isEmpty()
                ? turns.agreement() + "; in each pair every value of " + compared + " agrees to 1e-6 of its size"
                : String.join("; ", differences);
    }

    /** Of all runs that were measured; the lower, the better. */
    Figure figure(String what, String unit, ToDoubleFunction<Taken> which, Aim aim) {
        return new Figure(
                what,
                unit,
                Better.LOWER,
                turns.ourName(),
                last(ours, turns.ours().size(), which),
                turns.peerName(),
                last(peers, turns.peer().size(), which),
                aim);
    }

    /** Without the warm-up before them. */
    private static List<Double> last(List<Taken> takings, int number, ToDoubleFunction<Taken> which) {
        return takings.subList(takings.size() - number, takings.size()).stream()
                .map(which::applyAsDouble)
                .toList();
    }

    private Done ours(Bench bench, Path folder) throws Exception {
        ourFeatures.clear();
        return run(bench, OurChain::start, folder, ours, ourFeatures);
    }

    private Done peer(Bench bench, Path folder) throws Exception {
        var features = new LinkedHashMap<String, FeatureRows>();
        Done done = run(bench, PeerChain::start, folder, peers, features);
        var columns = new ArrayList<String>();
        features.forEach((interval, theirs) -> {
            FeatureRows mine = ourFeatures.get(interval);
            columns.add(mine.columnsInCommonWith(theirs).size() + " columns of " + interval);
            mine.differencesFrom(theirs).forEach(difference -> differences.add(interval + ": " + difference));
        });
        compared = String.join(" and ", columns);
        return done;
    }

    private static Done run(
            Bench bench, Chain.Start start, Path folder, List<Taken> takings, Map<String, FeatureRows> features)
            throws Exception {
        long started = System.nanoTime();
        try (Chain chain = start.chain(bench, folder);
                var watch = MemoryWatch.start()) {
            double startSeconds = Chain.secondsSince(started);
            Thread.sleep((bench.brief() ? BRIEFLY_IDLE : IDLE).toMillis());
            double idle = MemoryWatch.megabytesNow();
            long from = System.nanoTime();
            Times times = chain.run(bench.market());
            takings.add(new Taken(
                    startSeconds,
                    idle,
                    watch.highest(from, from + (long) (times.landed() * 1e9)),
                    watch.highest(from, System.nanoTime()),
                    times));
            var rows = new ArrayList<String>();
            for (String interval : Chain.INTERVALS) {
                features.put(interval, chain.features(interval));
                rows.add("%d rows of %s".formatted(features.get(interval).rows(), interval));
            }
            return new Done(bench.market().rows(), times.featured(), String.join(", ", rows));
        }
    }
}
