package io.quarterdeck.marketdata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.io.NumberInput;
import io.quarterdeck.marketdata.EventKind.Column;
import io.quarterdeck.marketdata.WireFormat.Values;
import java.util.Arrays;

/**
 * Reads records that look as {@link WireFormat.Writer} mostly writes them: all fields in the order of their columns, no spaces, no
 * escapes, no exponents. It judges nothing: a record that looks otherwise, or of which something might have to be said, is left to
 * {@link WireFormat.Reader}, which reads any JSON. Not for use by two threads.
 */
final class PlainRecord {

    private static final byte[] NULL = ascii("null");
    private static final byte[] BUY = ascii("\"BUY\"");
    private static final byte[] SELL = ascii("\"SELL\"");

    /** An integer of so many digits is at most twice what a long bears: if it is too much, the long is negative. */
    private static final int MOST_DIGITS = 19;

    /** Of a number; some length at which the JSON parser does not yet refuse it. */
    private static final int MOST_CHARACTERS = 100;

    /** All integers up to here are doubles, and all powers of ten below: so their quotient is rounded only once, as it should. */
    private static final long LAST_EXACT = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private final Column[] columns;
    private final byte[][] names;
    private final Values values;

    /** Texts that were met, by a hash of their bytes: a topic has few symbols, each again and again. */
    private final String[] known = new String[1024];

    private byte[] bytes;
    private int at;

    /** @param values where those of a record go */
    PlainRecord(Column[] columns, Values values) {
        this.columns = columns;
        this.names = WireFormat.names(columns);
        this.values = values;
    }

    /** False if it does not look like that; some of the values are then set. */
    boolean read(byte[] value) {
        bytes = value;
        at = 0;
        for (int i = 0; i < columns.length; i++) {
            if (!skip(names[i]) || !value(i)) {
                return false;
            }
        }
        return skip('}') && at == bytes.length;
    }

    private boolean value(int i) {
        return switch (columns[i].type()) {
            case TEXT -> text(i);
            case TIME -> nothing(i) || integer(i) && EventChecks.isTime(values.bits[i]);
            case NUMBER -> number(i);
            case INTEGER -> integer(i);
            case SIDE -> nothing(i) || side(i);
        };
    }

    private boolean nothing(int i) {
        values.bits[i] = Event.NO_TIME;
        values.sides[i] = Trade.Side.UNKNOWN;
        return columns[i].nullable() && skip(NULL);
    }

    private boolean side(int i) {
        boolean buy = skip(BUY);
        values.sides[i] = buy ? Trade.Side.BUY : Trade.Side.SELL;
        return buy || skip(SELL);
    }

    private boolean text(int i) {
        if (!skip('"')) {
            return false;
        }
        int start = at;
        int hash = 0;
        while (at < bytes.length && bytes[at] >= ' ' && bytes[at] <= '~' && bytes[at] != '"' && bytes[at] != '\\') {
            hash = 31 * hash + bytes[at++];
        }
        int length = at - start;
        if (length > Event.MAX_SYMBOL_LENGTH) { // so that what is kept takes little memory
            return false;
        }
        int place = hash & known.length - 1;
        if (known[place] == null || !stands(known[place], start, length)) {
            known[place] = new String(bytes, start, length, ISO_8859_1);
        }
        values.texts[i] = known[place];
        return skip('"');
    }

    private boolean stands(String text, int start, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    private boolean integer(int i) {
        boolean negative = skip('-');
        int start = at;
        long absolute = digits(0);
        values.bits[i] = negative ? -absolute : absolute;
        return isInteger(start) && at - start <= MOST_DIGITS && absolute >= 0;
    }

    private boolean number(int i) {
        int start = at;
        boolean negative = skip('-');
        int firstDigit = at;
        long digits = digits(0);
        if (!isInteger(firstDigit)) {
            return false;
        }
        boolean hasFraction = skip('.');
        int point = at;
        digits = hasFraction ? digits(digits) : digits;
        int places = at - point;
        if (hasFraction && places == 0) {
            return false;
        }
        double value;
        if (at - firstDigit < MOST_DIGITS && digits <= LAST_EXACT) {
            double absolute = digits / POWERS_OF_TEN[places];
            value = negative ? -absolute : absolute;
        } else if (hasFraction && at - start <= MOST_CHARACTERS) {
            value = NumberInput.parseDouble(new String(bytes, start, at - start, ISO_8859_1), true);
        } else {
            return false;
        }
        values.bits[i] = Double.doubleToRawLongBits(value);
        return hasFraction || !negative || digits != 0; // -0 is an integer to the parser, which takes the sign from it
    }

    /** Whether digits stand from there to here, and no zero before others. */
    private boolean isInteger(int start) {
        return at > start && (at == start + 1 || bytes[start] != '0');
    }

    /** Adds the digits that stand here to those before. */
    private long digits(long before) {
        long digits = before;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            digits = 10 * digits + bytes[at++] - '0';
        }
        return digits;
    }

    private boolean skip(char c) {
        boolean found = at < bytes.length && bytes[at] == c;
        at += found ? 1 : 0;
        return found;
    }

    private boolean skip(byte[] expected) {
        int end = at + expected.length;
        boolean found = end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length);
        at = found ? end : at;
        return found;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
