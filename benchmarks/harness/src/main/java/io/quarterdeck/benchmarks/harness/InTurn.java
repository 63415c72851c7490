package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.localstack.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two sides that did the same work in turn: ours, the peer, ours, the peer.
 *
 * @param ours what was measured, in order; {@code peer} pair by pair with it
 */
record InTurn(String ourName, List<Done> ours, String peerName, List<Done> peer) {

    /** Does the whole work once, on the market of {@code bench}, in a folder that is new, and is deleted when it has succeeded. */
    interface Side {
        Done run(Bench bench, Path folder) throws Exception;
    }

    /**
     * One side's work, done.
     *
     * @param seconds the time that counts
     * @param content what came of it: both sides must say the same
     */
    record Done(long rows, double seconds, String content) {}

    static InTurn run(Bench bench, String ourName, Side ours, String peerName, Side peer) throws Exception {
        return run(bench, ourName, ours, List.of(new Peer(peerName, peer))).get(0);
    }

    /** One of several that ours is held against. */
    record Peer(String name, Side side) {}

    /**
     * Ours, then each of the peers, ours again and so on; with each peer, the same runs of ours. Every run has processes of its
     * own, so all that can be warm is what the machine has read from its disk: for that few rows are enough.
     */
    static List<InTurn> run(Bench bench, String ourName, Side ours, List<Peer> peers) throws Exception {
        var ourRuns = new ArrayList<Done>();
        List<InTurn> turns = peers.stream()
                .map(peer -> new InTurn(ourName, ourRuns, peer.name(), new ArrayList<>()))
                .toList();
        for (int pair = -bench.warmUp(); pair < bench.pairs(); pair++) {
            String which = pair < 0 ? "warm-up" : "pair " + (pair + 1) + " of " + bench.pairs();
            Bench turn = pair < 0 ? bench.warmingUp() : bench;
            Done mine = once(turn, which, ourName, ours);
            if (pair >= 0) {
                ourRuns.add(mine);
            }
            for (int i = 0; i < peers.size(); i++) {
                Done others =
                        once(turn, which, peers.get(i).name(), peers.get(i).side());
                if (pair >= 0) {
                    turns.get(i).peer.add(others);
                }
            }
        }
        return turns;
    }

    private static Done once(Bench bench, String which, String name, Side side) throws Exception {
        Path folder = Files.createTempDirectory(bench.folder(), name.replace(' ', '-'));
        Done done = side.run(bench, folder);
        Folders.delete(folder);
        bench.say(String.format(
                Locale.ROOT,
                "  %s: %s %,d rows in %.2f s, %,.0f rows/s",
                which,
                name,
                done.rows(),
                done.seconds(),
                done.rows() / done.seconds()));
        return done;
    }

    /** Rows per second. */
    Figure rates(String what, Aim aim) {
        return new Figure(what, "rows/s", Better.HIGHER, ourName, rates(ours), peerName, rates(peer), aim);
    }

    /** Other rates of the same runs, which the two told of themselves. */
    Figure toldRates(String what, List<Double> ours, List<Double> peers) {
        return new Figure(what, "rows/s", Better.HIGHER, ourName, ours, peerName, peers, Aim.NONE);
    }

    private static List<Double> rates(List<Done> runs) {
        return runs.stream().map(done -> done.rows() / done.seconds()).toList();
    }

    boolean agreed() {
        return Stream.concat(ours.stream(), peer.stream())
                        .map(Done::content)
                        .distinct()
                        .count()
                == 1;
    }

    /** What all runs came to, or who came to what. */
    String agreement() {
        if (agreed()) {
            return "all " + 2 * ours.size() + " runs: " + ours.get(0).content();
        }
        return Stream.concat(said(ourName, ours), said(peerName, peer))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static Stream<String> said(String name, List<Done> runs) {
        return runs.stream().map(done -> name + ": " + done.content());
    }
}
