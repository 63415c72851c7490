package io.quarterdeck.tradingbot.model;

import io.quarterdeck.tradingbot.strategy.Classifier;
import java.util.List;
import java.util.Map;

/**
 * A model and all that is kept of it.
 *
 * @param id of its newest quarter and what it was made of: the same training has the same id
 * @param knownAtMicros the end of its newest quarter
 * @param releases whose rows it was trained on, in order of time
 * @param features the columns that it reads, in order
 */
public record TrainedModel(
        String id,
        long knownAtMicros,
        List<String> releases,
        List<String> features,
        Options options,
        Metrics metrics,
        byte[] bytes) {

    /**
     * How it was trained.
     *
     * @param label what it learnt
     * @param method counts the ways in which models were made
     */
    public record Options(String label, int method, String library, TrainingOptions training) {}

    /**
     * How good it is.
     *
     * @param chosen the kind of model that this is
     * @param training judged on all rows that it was trained on, which flatters it
     * @param heldBack each kind, trained without the newest quarter and judged on it; empty if there was one quarter alone
     */
    public record Metrics(String chosen, Score training, Map<String, Score> heldBack) {}

    /** @throws IllegalStateException if its bytes are not those of a model */
    public static Classifier classifier(String id, long knownAtMicros, List<String> features, byte[] bytes) {
        return TribuoClassifier.read(id, knownAtMicros, features, bytes);
    }
}
