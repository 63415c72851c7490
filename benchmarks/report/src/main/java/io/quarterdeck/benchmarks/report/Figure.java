package io.quarterdeck.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One quantity, measured of both sides in turn, or of ours alone.
 *
 * @param what such as {@code 2.7 million rows, cold}
 * @param unit of the values, such as {@code rows/s}, {@code ms} or {@code MB}
 * @param ours the name of our side
 * @param ourValues in the order in which they were measured
 * @param peer the name of the other side; empty when there is none
 * @param peerValues pair by pair with ours; empty when there is no peer
 */
public record Figure(
        String what,
        String unit,
        Better better,
        String ours,
        List<Double> ourValues,
        String peer,
        List<Double> peerValues,
        Aim aim) {

    /** Which of two values is the better one. */
    public enum Better {
        HIGHER,
        LOWER
    }

    public Figure {
        ourValues = List.copyOf(ourValues);
        peerValues = List.copyOf(peerValues);
        if (ourValues.isEmpty()) {
            throw new IllegalArgumentException(what + ": nothing was measured");
        }
        if (!peerValues.isEmpty() && peerValues.size() != ourValues.size()) {
            throw new IllegalArgumentException(
                    what + ": " + ourValues.size() + " values of ours, " + peerValues.size() + " of the peer's");
        }
        if (aim.of() == Aim.Of.RATIO && peerValues.isEmpty()) {
            throw new IllegalArgumentException(what + ": a ratio is aimed at, and there is no peer");
        }
    }

    /** A quantity of ours alone. */
    public static Figure ofOurs(String what, String unit, Better better, List<Double> values, Aim aim) {
        return new Figure(what, unit, better, "quarterdeck", values, "", List.of(), aim);
    }

    public boolean hasPeer() {
        return !peerValues.isEmpty();
    }

    public Spread ourSpread() {
        return Spread.of(ourValues);
    }

    public Spread peerSpread() {
        return Spread.of(peerValues);
    }

    /** How many times as good ours is, pair by pair: above 1, ours is better. */
    public Spread ratio() {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < ourValues.size(); i++) {
            double ofRates = ourValues.get(i) / peerValues.get(i);
            ratios.add(better == Better.HIGHER ? ofRates : 1 / ofRates);
        }
        return Spread.of(ratios);
    }

    /** Whether the median is where it should be; true when there is no aim. */
    public boolean met() {
        return switch (aim.of()) {
            case NONE -> true;
            case RATIO -> ratio().median() >= aim.bound();
            case OURS ->
                better == Better.HIGHER
                        ? ourSpread().median() >= aim.bound()
                        : ourSpread().median() < aim.bound();
        };
    }
}
