package io.quarterdeck.batch.cleaning;

import io.quarterdeck.batch.cleaning.Rule.Threshold;

/**
 * Finds minutes that go on with a price that has not changed for long. Ask for one minute after the other. A pause longer
 * than the threshold begins anew, for then nothing has repeated itself; so what is said of a minute depends on no more than
 * three times the threshold before it.
 */
final class StaleRule {

    static final Threshold THRESHOLD = new Threshold(60, "minutes");

    private final MinuteSeries series;
    private long unchangedSince;

    StaleRule(MinuteSeries series) {
        this.series = series;
    }

    boolean applies(int minute) {
        if (!goesOn(minute)) {
            unchangedSince = series.minute(minute);
        }
        return series.minute(minute) - unchangedSince > THRESHOLD.value();
    }

    private boolean goesOn(int minute) {
        return minute > 0
                && series.low(minute) == series.close(minute - 1)
                && series.high(minute) == series.close(minute - 1)
                && series.minute(minute) - series.minute(minute - 1) <= THRESHOLD.value();
    }
}
