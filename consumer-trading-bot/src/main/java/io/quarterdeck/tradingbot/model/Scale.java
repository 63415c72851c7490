package io.quarterdeck.tradingbot.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Makes features alike: each less its mean, in standard deviations, cut at {@value #CUT} of them and rounded to {@value #STEP}.
 * A null, and a feature that never varied, become the mean, which is 0. Rounding loses nothing that could be learnt here, and
 * makes trees, whose work grows with the number of different values, hundreds of times faster.
 *
 * @param means of the rows that were trained on
 * @param deviations likewise; 0 where a feature never varied
 */
record Scale(double[] means, double[] deviations) {

    private static final double CUT = 5;
    private static final double STEP = 0.25;

    static Scale of(List<TrainingRow> rows, int features) {
        var means = new double[features];
        var deviations = new double[features];
        for (int i = 0; i < features; i++) {
            int feature = i;
            double[] values = rows.stream()
                    .mapToDouble(row -> row.features()[feature])
                    .filter(Double::isFinite)
                    .toArray();
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            means[i] = values.length == 0 ? 0 : sum / values.length;
            double squares = 0;
            for (double value : values) {
                squares += (value - means[i]) * (value - means[i]);
            }
            deviations[i] = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
        }
        return new Scale(means, deviations);
    }

    double[] apply(double[] features) {
        if (features.length != means.length) {
            throw new IllegalArgumentException("expected " + means.length + " features, got " + features.length);
        }
        var scaled = new double[features.length];
        for (int i = 0; i < scaled.length; i++) {
            double deviation = (features[i] - means[i]) / deviations[i];
            if (Double.isFinite(deviation)) {
                double steps = Math.rint(Math.max(-CUT, Math.min(CUT, deviation)) / STEP);
                scaled[i] =
                        steps * STEP + 0.0; // never -0.0, which Tribuo's trees sort below 0.0 but cannot part from it
            }
        }
        return scaled;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(means.length);
        for (int i = 0; i < means.length; i++) {
            out.writeDouble(means[i]);
            out.writeDouble(deviations[i]);
        }
    }

    /** @throws IOException if these are not so many features */
    static Scale read(DataInputStream in, int features) throws IOException {
        int count = in.readInt();
        if (count != features) {
            throw new IOException("expected a scale of " + features + " features, got " + count);
        }
        var scale = new Scale(new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            scale.means[i] = in.readDouble();
            scale.deviations[i] = in.readDouble();
        }
        return scale;
    }
}
