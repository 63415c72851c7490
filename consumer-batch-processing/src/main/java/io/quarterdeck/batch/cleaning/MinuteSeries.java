package io.quarterdeck.batch.cleaning;

import java.util.Arrays;

/** The plausible minutes of one symbol in order of time, as the rules see them that look at more than one. */
final class MinuteSeries {

    private long[] minutes = new long[256];
    private double[] lows = new double[256];
    private double[] highs = new double[256];
    private double[] closes = new double[256];
    private int size;

    /** @param minute since 1970, UTC */
    void add(long minute, double low, double high, double close) {
        if (size == minutes.length) {
            minutes = Arrays.copyOf(minutes, 2 * size);
            lows = Arrays.copyOf(lows, 2 * size);
            highs = Arrays.copyOf(highs, 2 * size);
            closes = Arrays.copyOf(closes, 2 * size);
        }
        minutes[size] = minute;
        lows[size] = low;
        highs[size] = high;
        closes[size] = close;
        size++;
    }

    int size() {
        return size;
    }

    long minute(int i) {
        return minutes[i];
    }

    double low(int i) {
        return lows[i];
    }

    double high(int i) {
        return highs[i];
    }

    double close(int i) {
        return closes[i];
    }
}
