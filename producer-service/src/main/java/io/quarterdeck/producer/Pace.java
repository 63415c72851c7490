package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import java.math.BigDecimal;

/** When each row is due, so that a file can be sent like a live feed. */
interface Pace {

    /**
     * When the file's next row is due, on the clock of {@link System#nanoTime()}.
     *
     * @param timeMicros the row's own time, epoch microseconds UTC, or {@link Event#NO_TIME}
     */
    long due(long timeMicros);

    /** Some thirty years. */
    double FAR_OFF_NANOS = 1e18;

    /** How the user wants the files paced; each file is paced from its own first row on. */
    interface Choice {
        Pace start();
    }

    /** As fast as it goes. */
    Choice UNLIMITED = () -> {
        long now = System.nanoTime();
        return time -> now;
    };

    /** @throws IllegalArgumentException unless {@code text} is like {@code 5000/s} or {@code 5000} */
    static Choice rate(String text) {
        double rowsPerSecond = positive(text, "/s", "a number of rows per second like 5000/s");
        return () -> new Pace() {
            private final long start = System.nanoTime();
            private long rows;

            @Override
            public long due(long timeMicros) {
                return after(start, 1e9 / rowsPerSecond * rows++);
            }
        };
    }

    /**
     * By the rows' own times; a row older than those before it, or without a time, is due at once.
     *
     * @throws IllegalArgumentException unless {@code text} is like {@code 60x} or {@code 60}
     */
    static Choice replay(String text) {
        double speed = positive(text, "x", "a speed like 60x");
        return () -> new Pace() {
            private final long start = System.nanoTime();
            private long firstTime = Event.NO_TIME;

            @Override
            public long due(long timeMicros) {
                if (timeMicros == Event.NO_TIME) {
                    return start;
                }
                if (firstTime == Event.NO_TIME) {
                    firstTime = timeMicros;
                }
                return after(start, (timeMicros - firstTime) * 1000.0 / speed);
            }
        };
    }

    /** Never so far off that the clock's numbers would run over, and a slow pace become none. */
    private static long after(long start, double nanos) {
        return start + (long) Math.min(nanos, FAR_OFF_NANOS);
    }

    private static double positive(String text, String unit, String expected) {
        try {
            String number = text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
            double value = new BigDecimal(number).doubleValue();
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is not " + expected);
    }
}
