package io.quarterdeck.batch.cleaning;

import io.quarterdeck.batch.cleaning.Rule.Threshold;

/** Finds minutes before which there was none for long, but one within the day before. */
final class GapRule {

    static final Threshold THRESHOLD = new Threshold(60, "minutes");

    private static final int LONGEST_MINUTES = 24 * 60;

    private final MinuteSeries series;

    GapRule(MinuteSeries series) {
        this.series = series;
    }

    boolean applies(int minute) {
        if (minute == 0) {
            return false;
        }
        long since = series.minute(minute) - series.minute(minute - 1);
        return since > THRESHOLD.value() && since <= LONGEST_MINUTES;
    }
}
