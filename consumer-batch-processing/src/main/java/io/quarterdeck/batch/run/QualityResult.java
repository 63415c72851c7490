package io.quarterdeck.batch.run;

/**
 * One row of {@code governance.quality_result}.
 *
 * @param rule or the name of a total
 * @param action what became of the rows, or {@code total}
 * @param samples a JSON array
 */
public record QualityResult(String symbol, String rule, String action, long rows, String samples) {}
