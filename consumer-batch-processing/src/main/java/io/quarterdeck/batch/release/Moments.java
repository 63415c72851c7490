package io.quarterdeck.batch.release;

import java.io.Serializable;

/** Adds up the values of one feature, of a task and then of all. */
final class Moments implements Serializable {

    private final double[] deciles;
    private final long[] bins;
    private long values;
    private long nulls;
    private double mean;
    private double squares;

    /** @param deciles of the reference, ascending; none if it has no values */
    Moments(double[] deciles) {
        this.deciles = deciles;
        bins = new long[deciles.length + 1];
    }

    /** @param value NaN for null */
    void add(double value) {
        if (Double.isNaN(value)) {
            nulls++;
            return;
        }
        values++;
        double distance = value - mean;
        mean += distance / values; // Welford, Note on a Method for Calculating Corrected Sums of Squares, 1962
        squares += distance * (value - mean);
        int bin = 0;
        while (bin < deciles.length && value > deciles[bin]) {
            bin++;
        }
        bins[bin]++;
    }

    /** Source: Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979. */
    void add(Moments other) {
        nulls += other.nulls;
        if (other.values == 0) {
            return;
        }
        long sum = values + other.values;
        double distance = other.mean - mean;
        mean += distance * other.values / sum;
        squares += other.squares + distance * distance * values * other.values / sum;
        values = sum;
        for (int bin = 0; bin < bins.length; bin++) {
            bins[bin] += other.bins[bin];
        }
    }

    Drift.Distribution distribution() {
        return new Drift.Distribution(values, nulls, values == 0 ? Double.NaN : mean, squares, bins.clone());
    }
}
