package io.quarterdeck.tradingbot.model;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How good probabilities were.
 *
 * @param rows that were judged
 * @param baseRate share of them that went up
 * @param logLoss mean of -ln of the probability that was given to what came; lower is better, ln 2 = 0.693 is a coin
 * @param baseLogLoss the same of somebody who always says the training rows' base rate
 * @param accuracy share of rows that came as the probability (above one half or not) said
 * @param auc how likely a row that went up had a higher probability than one that did not; 0.5 is chance, NaN without both
 */
public record Score(int rows, double baseRate, double logLoss, double baseLogLoss, double accuracy, double auc) {

    private static final double SUREST = 1 - 1e-9;

    /** @param trainedBaseRate of the rows that were trained on */
    static Score of(double[] probabilities, boolean[] up, double trainedBaseRate) {
        int rows = up.length;
        int ups = 0;
        int right = 0;
        double loss = 0;
        double baseLoss = 0;
        for (int i = 0; i < rows; i++) {
            ups += up[i] ? 1 : 0;
            right += probabilities[i] > 0.5 == up[i] ? 1 : 0;
            loss += loss(probabilities[i], up[i]);
            baseLoss += loss(trainedBaseRate, up[i]);
        }
        return new Score(
                rows,
                ups / (double) rows,
                loss / rows,
                baseLoss / rows,
                right / (double) rows,
                auc(probabilities, up, ups));
    }

    private static double loss(double probability, boolean up) {
        double sure = Math.min(SUREST, Math.max(1 - SUREST, probability));
        return -Math.log(up ? sure : 1 - sure);
    }

    /** By ranks (Mann and Whitney, 1947); equal probabilities share theirs. */
    private static double auc(double[] probabilities, boolean[] up, int ups) {
        int[] order = IntStream.range(0, up.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(i -> i)
                .toArray();
        double ranks = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && probabilities[order[to]] == probabilities[order[from]]) {
                to++;
            }
            double shared = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                ranks += up[order[i]] ? shared : 0;
            }
            from = to;
        }
        return (ranks - ups * (ups + 1.0) / 2) / ((double) ups * (up.length - ups));
    }
}
