package io.quarterdeck.benchmarks.backtest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Two ways to the same crossings, measured in turn.
 *
 * @param from what they began with
 * @param ratio our time by the peer's, pair by pair: below 1, ours was faster
 * @param cpuRatio the same of the thread's time on a core, which other programs on the machine disturb less
 */
record Measurement(String from, int bars, Times ours, Times peer, Spread ratio, Spread cpuRatio, Agreement agreement) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * @param seconds of each pair, in order
     * @param barsPerSecond by the median
     * @param barsPerCpuSecond likewise
     */
    record Times(
            String name, List<Double> seconds, List<Double> cpuSeconds, double barsPerSecond, double barsPerCpuSecond) {
        static Times of(String name, List<Run> runs, int bars) {
            List<Double> seconds = runs.stream().map(Run::seconds).toList();
            List<Double> cpuSeconds = runs.stream().map(Run::cpuSeconds).toList();
            return new Times(
                    name,
                    seconds,
                    cpuSeconds,
                    bars / Spread.of(seconds).median(),
                    bars / Spread.of(cpuSeconds).median());
        }
    }

    record Spread(double median, double least, double most) {
        static Spread of(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }

        static Spread ofRatios(List<Double> mine, List<Double> others) {
            var ratios = new ArrayList<Double>();
            for (int i = 0; i < mine.size(); i++) {
                ratios.add(mine.get(i) / others.get(i));
            }
            return of(ratios);
        }
    }

    /** A backtest as far as its trades. */
    interface Work {
        Supplier<List<Crossing>> run() throws IOException;
    }

    private record Run(double seconds, double cpuSeconds, List<Crossing> crossings) {
        static Run of(Work work) throws IOException {
            System.gc(); // else one pays for the other's garbage
            long cpu = THREADS.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            Supplier<List<Crossing>> result = work.run();
            double seconds = (System.nanoTime() - wall) / 1e9;
            double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
            return new Run(seconds, cpuSeconds, result.get());
        }
    }

    /**
     * Warms up, then measures. Every pair of runs must agree; the first that does not is told.
     */
    static Measurement of(String from, int bars, String ourName, Work ours, String peerName, Work peer, Plan plan)
            throws IOException {
        for (int i = 0; i < plan.warmUp(); i++) {
            Run.of(ours);
            Run.of(peer);
        }
        var ourRuns = new ArrayList<Run>();
        var peerRuns = new ArrayList<Run>();
        Agreement agreement = null;
        for (int i = 0; i < plan.pairs(); i++) {
            Run mine = Run.of(ours);
            Run other = Run.of(peer);
            ourRuns.add(mine);
            peerRuns.add(other);
            if (agreement == null || agreement.holds()) {
                agreement = Agreement.of(mine.crossings(), other.crossings());
            }
        }
        Times our = Times.of(ourName, ourRuns, bars);
        Times their = Times.of(peerName, peerRuns, bars);
        return new Measurement(
                from,
                bars,
                our,
                their,
                Spread.ofRatios(our.seconds(), their.seconds()),
                Spread.ofRatios(our.cpuSeconds(), their.cpuSeconds()),
                agreement);
    }

    /**
     * @param warmUp pairs that are not measured
     * @param pairs that are
     */
    record Plan(int warmUp, int pairs) {}
}
