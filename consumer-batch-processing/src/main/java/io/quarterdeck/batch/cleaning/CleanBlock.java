package io.quarterdeck.batch.cleaning;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Cleans the minutes of one symbol and block of days, one task's work: hour by hour, then by the rules that look at more
 * than one hour. It gets the minutes of the look-back before the block, too, so that what it says of its own is the same as
 * if it had seen all of history.
 */
final class CleanBlock {

    static final long HOUR_MICROS = 3_600_000_000L;

    /** A month or so: long against the look-back, which is cleaned twice, and short against a task's memory. */
    static final long MICROS = Duration.ofDays(32).toHours() * HOUR_MICROS;

    /** As far as the rules look back. */
    static final Duration LOOK_BACK = Duration.ofMinutes(SpikeRule.LOOK_BACK_MINUTES);

    static final long LOOK_BACK_MICROS = LOOK_BACK.toHours() * HOUR_MICROS;

    private static final int HOURS_OF_LOOK_BACK = (int) LOOK_BACK.toHours();

    private final long firstHour;
    private final CleanHour[] hours = new CleanHour[HOURS_OF_LOOK_BACK + (int) (MICROS / HOUR_MICROS)];

    /** @param number of the block, counted from 1970 */
    CleanBlock(long number) {
        firstHour = (number * MICROS - LOOK_BACK_MICROS) / HOUR_MICROS;
    }

    /** @param time within the block or its look-back, epoch microseconds UTC */
    CleanHour hour(long time) {
        int hour = (int) (Math.floorDiv(time, HOUR_MICROS) - firstHour);
        if (hours[hour] == null) {
            hours[hour] = new CleanHour((firstHour + hour) * HOUR_MICROS);
        }
        return hours[hour];
    }

    /** The clean hours of the block, without the look-back, in order of time. To be called once, when it has all rows. */
    List<CleanHour> clean() {
        var series = new MinuteSeries();
        for (CleanHour hour : hours) {
            if (hour != null) {
                hour.dropDuplicates();
                hour.addTo(series);
            }
        }
        applyRules(series);
        return Arrays.stream(hours, HOURS_OF_LOOK_BACK, hours.length)
                .filter(Objects::nonNull)
                .toList();
    }

    private void applyRules(MinuteSeries series) {
        var spikes = new SpikeRule(series);
        var stale = new StaleRule(series);
        var gaps = new GapRule(series);
        for (int i = 0; i < series.size(); i++) {
            CleanHour hour = hours[(int) (Math.floorDiv(series.minute(i), CleanHour.MINUTES) - firstHour)];
            hour.dropIfSpike(spikes, i, series.minute(i));
            if (stale.applies(i)) {
                hour.flag(Rule.STALE);
            }
            if (gaps.applies(i)) {
                hour.flag(Rule.GAP);
            }
        }
    }
}
