package io.quarterdeck.tradingbot.market;

import java.util.function.Supplier;

/** The indicators there are; each call gives a recipe, from which every symbol gets an indicator of its own. */
public final class Indicators {

    private Indicators() {}

    /**
     * Exponential moving average of the close, smoothing 2 / (length + 1), begun with the first close; warm after
     * {@code length} bars. As ta4j's EMAIndicator.
     */
    public static Supplier<Indicator> ema(int length) {
        return () -> new Ema(atLeast(1, length));
    }

    /**
     * How many standard deviations (population) the close is from its mean over the last {@code length} closes: 2 is the
     * upper Bollinger band (Bollinger on Bollinger Bands, 2001). 0 if all closes are the same.
     */
    public static Supplier<Indicator> zScore(int length) {
        return () -> new ZScore(atLeast(2, length));
    }

    /**
     * Relative strength index, 0 to 100 (Wilder, New Concepts in Technical Trading Systems, 1978): begun with the mean of the
     * first {@code length} changes, then smoothed by 1 / length. As TA-Lib's RSI; 50 if nothing ever moved.
     */
    public static Supplier<Indicator> rsi(int length) {
        return () -> new Rsi(atLeast(1, length));
    }

    /** Standard deviation (sample) of the last {@code length} logarithmic returns, for one bar; not annualised. */
    public static Supplier<Indicator> volatility(int length) {
        return () -> new Volatility(atLeast(2, length));
    }

    private static int atLeast(int minimum, int length) {
        if (length < minimum) {
            throw new IllegalArgumentException("an indicator over " + length + " bars; at least " + minimum);
        }
        return length;
    }

    private static final class Ema implements Indicator {
        private final int length;
        private final double smoothing;
        private double average;
        private long bars;

        Ema(int length) {
            this.length = length;
            smoothing = 2.0 / (length + 1);
        }

        @Override
        public void add(double high, double low, double close) {
            average = bars++ == 0 ? close : average + (close - average) * smoothing;
        }

        @Override
        public double value() {
            return bars < length ? Double.NaN : average;
        }
    }

    private static final class Rsi implements Indicator {
        private final int length;
        private double previous;
        private double gain;
        private double loss;
        private long bars;

        Rsi(int length) {
            this.length = length;
        }

        @Override
        public void add(double high, double low, double close) {
            if (bars > 0) {
                double change = close - previous;
                double up = Math.max(change, 0);
                double down = Math.max(-change, 0);
                if (bars <= length) {
                    gain += up / length;
                    loss += down / length;
                } else {
                    gain += (up - gain) / length;
                    loss += (down - loss) / length;
                }
            }
            previous = close;
            bars++;
        }

        @Override
        public double value() {
            if (bars <= length) {
                return Double.NaN;
            }
            return gain + loss == 0 ? 50 : 100 * gain / (gain + loss);
        }
    }

    /** The last values; statistics are made of these alone, so no error gathers in running sums. */
    private abstract static class Window implements Indicator {
        private final double[] values;
        private int next;
        private long added;

        Window(int length) {
            values = new double[length];
        }

        final void push(double value) {
            values[next] = value;
            next = next + 1 == values.length ? 0 : next + 1;
            added++;
        }

        final boolean warm() {
            return added >= values.length;
        }

        final double mean() {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        final double deviation(double mean, int divisor) {
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return Math.sqrt(squares / divisor);
        }
    }

    private static final class ZScore extends Window {
        private final int length;
        private double close;

        ZScore(int length) {
            super(length);
            this.length = length;
        }

        @Override
        public void add(double high, double low, double close) {
            push(close);
            this.close = close;
        }

        @Override
        public double value() {
            if (!warm()) {
                return Double.NaN;
            }
            double mean = mean();
            double deviation = deviation(mean, length);
            return deviation <= 1e-12 * mean ? 0 : (close - mean) / deviation;
        }
    }

    private static final class Volatility extends Window {
        private final int length;
        private double previous = Double.NaN;

        Volatility(int length) {
            super(length);
            this.length = length;
        }

        @Override
        public void add(double high, double low, double close) {
            if (!Double.isNaN(previous)) {
                push(Math.log(close / previous));
            }
            previous = close;
        }

        @Override
        public double value() {
            return warm() ? deviation(mean(), length - 1) : Double.NaN;
        }
    }
}
