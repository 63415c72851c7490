package io.quarterdeck.tradingbot.strategy;

/** A trained model; the same row gives the same answer. */
public interface Classifier {

    /** Names the model for the journal: what it was trained on. */
    String id();

    /** When its training data was known: it must not be asked before. */
    long knownAtMicros();

    /** How likely the price rises, 0 to 1. NaN among the features means null. */
    double probabilityUp(double[] features);
}
