package io.quarterdeck.batch.cleaning;

import io.quarterdeck.batch.cleaning.Rule.Threshold;
import java.util.Arrays;

/**
 * Tells glitches from moves of the market.
 *
 * <p>A minute is suspect if the price of its range that is nearest to the reference is too far from it. The reference is
 * the median log close of the minutes before; the yardstick their median absolute deviation from it (Hampel, "The influence
 * curve and its role in robust estimation", 1974), brought to the scale of a standard deviation and never less than {@link
 * #LEAST_DEVIATION}, so that a quiet market is not suspect for its first move. A minute that traded at both levels bears
 * itself out, for only its nearest price is judged.
 *
 * <p>A suspect is borne out by the minute before it, or by a later one of the same five minutes, whose close is nearer to
 * the suspect price than to the reference. So nothing is looked at beyond the five minutes in which the price becomes known,
 * and a real jump loses at most its first minute. What the rule made of other minutes plays no part: everything it looks at
 * lies within {@link #LOOK_BACK_MINUTES} before and those five minutes.
 */
final class SpikeRule {

    static final Threshold THRESHOLD = new Threshold(10, "robust standard deviations");

    /** Of a log price. Times the threshold it is the least move that can be a spike: 5 %. */
    static final double LEAST_DEVIATION = 0.005;

    /** The reference is taken from so many minutes that have a bar... */
    static final int WINDOW = 60;

    /** ... or from fewer if there are not so many, but never from less than this: then nothing is suspect. */
    static final int LEAST_WINDOW = 10;

    static final int LOOK_BACK_MINUTES = 24 * 60;

    /** The finest interval of the feature tables: what happens within may be known when a bar of it is. */
    static final int MINUTES_OF_CONFIRMATION = 5;

    /** Of normally distributed values the standard deviation is so many times the median absolute deviation. */
    private static final double DEVIATION_OF_MAD = 1.4826;

    private static final double LEAST_RATIO = StrictMath.exp(THRESHOLD.value() * LEAST_DEVIATION);

    private final MinuteSeries series;
    private final double[] window = new double[WINDOW];

    SpikeRule(MinuteSeries series) {
        this.series = series;
    }

    boolean breaks(int minute) {
        return breaks(minute, series.low(minute), series.high(minute));
    }

    /** Whether other prices, low to high, would be a spike in the place of the minute's. */
    boolean breaks(int minute, double low, double high) {
        int first = firstOfWindow(minute);
        int size = minute - first;
        if (size < LEAST_WINDOW || isNearMost(first, minute, low / LEAST_RATIO, high * LEAST_RATIO)) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            window[i] = StrictMath.log(series.close(first + i));
        }
        double reference = median(size);
        for (int i = 0; i < size; i++) {
            window[i] = Math.abs(window[i] - reference);
        }
        double deviation = Math.max(DEVIATION_OF_MAD * median(size), LEAST_DEVIATION);
        double nearest = Math.max(StrictMath.log(low), Math.min(StrictMath.log(high), reference));
        return Math.abs(nearest - reference) > THRESHOLD.value() * deviation && !isBorneOut(minute, nearest, reference);
    }

    private int firstOfWindow(int minute) {
        int first = Math.max(0, minute - WINDOW);
        while (series.minute(minute) - series.minute(first) > LOOK_BACK_MINUTES) {
            first++;
        }
        return first;
    }

    /**
     * Whether more than half of the closes lie within a range, and so their median, too: what most minutes can be
     * acquitted by without sorting.
     */
    private boolean isNearMost(int from, int to, double low, double high) {
        int near = 0;
        for (int i = to - 1; i >= from; i--) {
            double close = series.close(i);
            if (low <= close && close <= high && 2 * ++near > to - from) {
                return true;
            }
        }
        return false;
    }

    private double median(int size) {
        Arrays.sort(window, 0, size);
        return size % 2 == 1 ? window[size / 2] : (window[size / 2 - 1] + window[size / 2]) / 2;
    }

    private boolean isBorneOut(int minute, double suspect, double reference) {
        if (isNearer(minute - 1, suspect, reference)) {
            return true;
        }
        long slot = Math.floorDiv(series.minute(minute), MINUTES_OF_CONFIRMATION);
        for (int later = minute + 1;
                later < series.size() && Math.floorDiv(series.minute(later), MINUTES_OF_CONFIRMATION) == slot;
                later++) {
            if (isNearer(later, suspect, reference)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNearer(int minute, double suspect, double reference) {
        double close = StrictMath.log(series.close(minute));
        return Math.abs(close - suspect) < Math.abs(close - reference);
    }
}
