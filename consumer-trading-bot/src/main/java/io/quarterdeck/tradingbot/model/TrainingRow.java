package io.quarterdeck.tradingbot.model;

/**
 * A feature row, and what became of it.
 *
 * @param labelKnownAtMicros when it was settled: after {@code knownAtMicros}, and not after the row's quarter
 * @param up whether the price touched the upper barrier first or, touching none, was higher at the end of the horizon
 * @param features NaN for null
 */
public record TrainingRow(
        String symbol,
        long openTimeMicros,
        long knownAtMicros,
        long labelKnownAtMicros,
        boolean up,
        double[] features) {

    public TrainingRow {
        if (labelKnownAtMicros <= knownAtMicros) {
            throw new IllegalArgumentException(symbol + " " + openTimeMicros + ": a label that looks at nothing");
        }
    }
}
