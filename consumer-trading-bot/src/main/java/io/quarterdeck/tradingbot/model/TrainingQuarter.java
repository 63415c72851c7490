package io.quarterdeck.tradingbot.model;

import java.util.List;

/**
 * The rows of a released quarter that have labels, in order of time and symbol.
 *
 * @param release in force, such as {@code 2016Q4-v1}
 * @param startMicros its first moment
 * @param endMicros the first moment after it: then its rows and labels are known
 */
public record TrainingQuarter(
        String quarter, String release, long startMicros, long endMicros, List<TrainingRow> rows) {

    public TrainingQuarter {
        rows = List.copyOf(rows);
        for (TrainingRow row : rows) {
            if (row.openTimeMicros() < startMicros || row.labelKnownAtMicros() > endMicros) {
                throw new IllegalArgumentException(release + ": the row of " + row.symbol() + " at "
                        + row.openTimeMicros() + " or its label lies outside of the quarter");
            }
        }
    }
}
