package io.quarterdeck.benchmarks.report;

/**
 * What a figure should reach.
 *
 * @param of what the bound is held against
 * @param bound for a ratio the least; for a value of ours the least, or what it must stay below when lower is better
 */
public record Aim(Of of, double bound) {

    public static final Aim NONE = new Aim(Of.NONE, 0);

    public enum Of {
        NONE,
        RATIO,
        OURS
    }

    public static Aim ratio(double least) {
        return new Aim(Of.RATIO, least);
    }

    public static Aim ours(double bound) {
        return new Aim(Of.OURS, bound);
    }
}
