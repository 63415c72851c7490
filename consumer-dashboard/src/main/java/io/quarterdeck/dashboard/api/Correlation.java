package io.quarterdeck.dashboard.api;

/** Pearson's correlation of columns, pair by pair over the rows in which both have a value. */
final class Correlation {

    private static final int LEAST_ROWS = 3;

    private Correlation() {}

    /**
     * The matrix: null where fewer than {@value #LEAST_ROWS} rows have both, or one does not change.
     *
     * @param columns values by column and row; NaN for none
     */
    static Double[][] matrix(double[][] columns) {
        int n = columns.length;
        var matrix = new Double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = of(columns[i], columns[j]);
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private static Double of(double[] x, double[] y) {
        long n = 0;
        double meanX = 0;
        double meanY = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                n++;
                double dx = x[i] - meanX;
                double dy = y[i] - meanY;
                meanX += dx / n;
                meanY += dy / n;
                xx += dx * (x[i] - meanX);
                yy += dy * (y[i] - meanY);
                xy += dx * (y[i] - meanY);
            }
        }
        double r = xy / Math.sqrt(xx * yy);
        return n < LEAST_ROWS || !Double.isFinite(r) ? null : (Double) Math.max(-1, Math.min(1, r));
    }
}
