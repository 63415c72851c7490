package io.quarterdeck.producer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How many rows of a file may be rejected before it is given up: a number, or a share of its rows. */
record RejectLimit(String text, boolean percent, BigDecimal amount) {

    private static final int MOST_DIGITS = 19;

    /** @throws IllegalArgumentException unless {@code text} is like {@code 100} or {@code 0.5%} */
    static RejectLimit parse(String text) {
        boolean percent = text.endsWith("%");
        try {
            var amount = new BigDecimal(percent ? text.substring(0, text.length() - 1) : text);
            if (Math.abs((long) amount.scale()) > MOST_DIGITS) {
                throw new NumberFormatException(); // written out, 1e-300000000 takes minutes
            }
            if (amount.signum() < 0 || percent && amount.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new NumberFormatException();
            }
            if (!percent) {
                amount.longValueExact();
            }
            return new RejectLimit(text, percent, amount);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is neither a number of rows nor a share like 1%", e);
        }
    }

    /** Most rejected rows that a file of {@code rows} rows may have. */
    long of(long rows) {
        if (!percent) {
            return amount.longValueExact();
        }
        return amount.multiply(BigDecimal.valueOf(rows))
                .movePointLeft(2)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
    }

    @Override
    public String toString() {
        return text;
    }
}
