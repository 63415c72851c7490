package io.quarterdeck.batch.cleaning;

/**
 * A sum of doubles whose error does not grow with their number (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen", 1974). The order still decides the last bit, so add in a fixed one.
 */
public final class ExactSum {

    private double sum;
    private double lost;

    public void add(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    public double sum() {
        return sum + lost;
    }
}
