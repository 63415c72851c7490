package io.quarterdeck.batch.cleaning;

/**
 * Sums over minute log returns in order of time, from which the realized measures of a bar are made.
 *
 * @param squared sum of r^2 (realized variance: Andersen and Bollerslev, "Answering the Skeptics", 1998)
 * @param cubed sum of r^3 (realized skewness: Amaya, Christoffersen, Jacobs and Vasquez, "Does Realized Skewness Predict the
 *     Cross-Section of Equity Returns?", 2015)
 * @param fourth sum of r^4 (realized kurtosis, likewise)
 * @param neighbours sum of |r| |r before| (bipower variation: Barndorff-Nielsen and Shephard, "Power and Bipower Variation
 *     with Stochastic Volatility and Jumps", 2004)
 * @param first |r| of the first return, 0 if there is none
 * @param last |r| of the last return, 0 if there is none
 */
public record MinuteReturns(double squared, double cubed, double fourth, double neighbours, double first, double last) {

    public static final MinuteReturns NONE = new MinuteReturns(0, 0, 0, 0, 0, 0);

    /** Adds up returns, and the sums of slots, in order of time. */
    public static final class Sums {

        private final ExactSum squared = new ExactSum();
        private final ExactSum cubed = new ExactSum();
        private final ExactSum fourth = new ExactSum();
        private final ExactSum neighbours = new ExactSum();
        private double first = Double.NaN;
        private double last;

        /** The return from one close to the next. */
        public void add(double from, double to) {
            double logReturn = StrictMath.log(to / from);
            double square = logReturn * logReturn;
            squared.add(square);
            cubed.add(square * logReturn);
            fourth.add(square * square);
            append(Math.abs(logReturn), 0, Math.abs(logReturn));
        }

        /**
         * The returns of a slot behind those so far.
         *
         * @param minutes of the slot; with one alone there is no return within it
         */
        public void add(MinuteReturns slot, int minutes) {
            if (minutes > 1) {
                squared.add(slot.squared);
                cubed.add(slot.cubed);
                fourth.add(slot.fourth);
                append(slot.first, slot.neighbours, slot.last);
            }
        }

        private void append(double first, double neighbours, double last) {
            this.neighbours.add(this.last * first);
            this.neighbours.add(neighbours);
            if (Double.isNaN(this.first)) {
                this.first = first;
            }
            this.last = last;
        }

        public MinuteReturns sums() {
            return new MinuteReturns(
                    squared.sum(), cubed.sum(), fourth.sum(), neighbours.sum(), Double.isNaN(first) ? 0 : first, last);
        }
    }
}
