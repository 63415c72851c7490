package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Two ways to the same crossings, measured in turn.
 *
 * @param figure bars by the second of the thread's time on a core, which other programs on the machine disturb less than the
 *     clock's
 * @param agreement of the first pair that did not agree, else of the last
 */
record Measurement(Figure figure, Agreement agreement) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * @param warmUp pairs that are not measured
     * @param pairs that are
     */
    record Plan(int warmUp, int pairs) {}

    /**
     * What is measured.
     *
     * @param bars how many each run goes through
     */
    record What(String name, int bars, Aim aim) {}

    /** One way. */
    record Side(String name, Work work) {}

    /** A backtest as far as its trades; what it returns tells the crossings afterwards. */
    interface Work {
        Supplier<List<Crossing>> run() throws IOException;
    }

    private record Run(double seconds, List<Crossing> crossings) {
        static Run of(Side side) throws IOException {
            System.gc(); // else one pays for the other's garbage
            long start = THREADS.getCurrentThreadCpuTime();
            Supplier<List<Crossing>> result = side.work().run();
            double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
            return new Run(seconds, result.get());
        }
    }

    /** Warms up, then measures. */
    static Measurement of(What what, Side ours, Side peer, Plan plan) throws IOException {
        for (int i = 0; i < plan.warmUp(); i++) {
            Run.of(ours);
            Run.of(peer);
        }
        var ourRates = new ArrayList<Double>();
        var peerRates = new ArrayList<Double>();
        Agreement agreement = null;
        for (int i = 0; i < plan.pairs(); i++) {
            Run mine = Run.of(ours);
            Run other = Run.of(peer);
            ourRates.add(what.bars() / mine.seconds());
            peerRates.add(what.bars() / other.seconds());
            if (agreement == null || agreement.holds()) {
                agreement = Agreement.of(mine.crossings(), other.crossings());
            }
        }
        return new Measurement(
                new Figure(
                        what.name(),
                        "bars/s of a core",
                        Better.HIGHER,
                        ours.name(),
                        ourRates,
                        peer.name(),
                        peerRates,
                        what.aim()),
                agreement);
    }
}
