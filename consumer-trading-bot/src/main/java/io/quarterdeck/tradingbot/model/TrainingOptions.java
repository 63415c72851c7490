package io.quarterdeck.tradingbot.model;

/**
 * How models are trained. The same options and rows give the same model.
 *
 * @param seed of all that is drawn
 * @param embargoHours rows so soon after the start of the held-back quarter do not judge: they share bars with rows before it
 * @param fewestRows a model is not made of fewer
 */
public record TrainingOptions(long seed, int embargoHours, int fewestRows, Logistic logistic, Forest forest) {

    /** Not tuned: chosen before any result was seen, small on purpose, since there is little to learn and much noise. */
    public static final TrainingOptions DEFAULT =
            new TrainingOptions(1, 24, 500, new Logistic(5, 0.05), new Forest(50, 5, 50, 0.3f));

    /** Logistic regression by stochastic gradients (AdaGrad), row by row. */
    public record Logistic(int epochs, double learningRate) {}

    /**
     * A random forest.
     *
     * @param splitWeight a node of fewer rows, by weight, is not split
     * @param featureShare of the features, drawn at each split
     */
    public record Forest(int trees, int depth, float splitWeight, float featureShare) {}
}
