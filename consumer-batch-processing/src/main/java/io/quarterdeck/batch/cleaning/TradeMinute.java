package io.quarterdeck.batch.cleaning;

import java.util.Arrays;

/**
 * What the clean trades of one symbol and minute come to: a bar, and what of the order flow a bar does not tell.
 *
 * @param openTimeMicros start of the minute, epoch microseconds UTC
 * @param open price of the first trade, by (trade_time, trade_id)
 * @param high highest price
 * @param low lowest price
 * @param close price of the last trade
 * @param volume sum of the quantities
 * @param turnover sum of price times quantity
 * @param trades how many, at least one
 * @param buyVolume quantity that buyers took
 * @param sellVolume quantity that sellers took; the rest of the volume has no known side
 * @param tickVariance sum of the squared log returns from each trade of the minute to the next one
 */
public record TradeMinute(
        long openTimeMicros,
        double open,
        double high,
        double low,
        double close,
        double volume,
        double turnover,
        long trades,
        double buyVolume,
        double sellVolume,
        double tickVariance) {

    static final long MICROS = 60_000_000;

    /** Gathers the trades of one minute. They come in the order of their ids. */
    static final class Builder {

        private static final int INITIAL_TRADES = 64;

        private final long openTimeMicros;
        private long[] times = new long[INITIAL_TRADES];
        private double[] prices = new double[INITIAL_TRADES];
        private double[] quantities = new double[INITIAL_TRADES];
        private byte[] signs = new byte[INITIAL_TRADES];
        private int trades;

        Builder(long openTimeMicros) {
            this.openTimeMicros = openTimeMicros;
        }

        /**
         * @param time within the minute, epoch microseconds
         * @param sign 1 if a buyer took it, -1 if a seller did, 0 if that is not known
         */
        void add(long time, double price, double quantity, int sign) {
            if (trades == times.length) {
                times = Arrays.copyOf(times, 2 * trades);
                prices = Arrays.copyOf(prices, 2 * trades);
                quantities = Arrays.copyOf(quantities, 2 * trades);
                signs = Arrays.copyOf(signs, 2 * trades);
            }
            times[trades] = time;
            prices[trades] = price;
            quantities[trades] = quantity;
            signs[trades] = (byte) sign;
            trades++;
        }

        /**
         * A trade whose time is not known: that of the trade with the next lower id, or the start of the minute where all of
         * them were dropped as older versions of trades of other minutes.
         */
        void addPlaced(double price, double quantity, int sign) {
            add(isEmpty() ? openTimeMicros : times[trades - 1], price, quantity, sign);
        }

        boolean isEmpty() {
            return trades == 0;
        }

        TradeMinute build() {
            var volume = new ExactSum();
            var turnover = new ExactSum();
            var bought = new ExactSum();
            var sold = new ExactSum();
            var variance = new ExactSum();
            double high = Double.NEGATIVE_INFINITY;
            double low = Double.POSITIVE_INFINITY;
            double before = Double.NaN;
            int[] order = inOrderOfTime();
            for (int i : order) {
                double price = prices[i];
                high = Math.max(high, price);
                low = Math.min(low, price);
                volume.add(quantities[i]);
                turnover.add(price * quantities[i]);
                if (signs[i] != 0) {
                    (signs[i] > 0 ? bought : sold).add(quantities[i]);
                }
                if (!Double.isNaN(before)) {
                    variance.add(SlotBar.squaredLogReturn(before, price));
                }
                before = price;
            }
            return new TradeMinute(
                    openTimeMicros,
                    prices[order[0]],
                    high,
                    low,
                    before,
                    volume.sum(),
                    turnover.sum(),
                    trades,
                    bought.sum(),
                    sold.sum(),
                    variance.sum());
        }

        /** Places of the trades by (time, id): each as one number, its time in the minute above its place in the list. */
        private int[] inOrderOfTime() {
            long[] keys = new long[trades];
            for (int i = 0; i < trades; i++) {
                keys[i] = (times[i] - openTimeMicros) << Integer.SIZE | i;
            }
            Arrays.sort(keys);
            return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
        }
    }
}
