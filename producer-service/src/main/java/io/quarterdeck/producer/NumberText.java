package io.quarterdeck.producer;

import java.math.BigDecimal;

/** Prices and volumes as text: exact digits from the file to the topic. */
final class NumberText {

    /** Far beyond any price, far below the 1000 characters at which JSON readers stop. */
    static final int MAX_LENGTH = 100;

    private NumberText() {}

    /**
     * The number as JSON writes it: {@code text} itself where that is a JSON number already, otherwise the same value in
     * JSON's form ({@code +1}, {@code .5}, {@code 1.} and {@code 007} become {@code 1}, {@code 0.5}, {@code 1} and
     * {@code 7}).
     *
     * @throws IllegalArgumentException when it is not a decimal number, such as NaN, a hexadecimal or nothing
     */
    static String json(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(Shown.cell(text) + " has more than " + MAX_LENGTH + " characters");
        }
        if (isJson(text)) {
            return text;
        }
        try {
            return new BigDecimal(ascii(text)).toString();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(Shown.cell(text) + " is not a number", e);
        }
    }

    /**
     * Whether {@code text} is a JSON number. {@code -0} is left out although JSON allows it: as an integer it reads back
     * as 0 and as a floating-point number as -0.0, and those two have different hashes.
     */
    private static boolean isJson(String text) {
        int length = text.length();
        int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int whole = digits(text, at);
        if (whole == at || text.charAt(at) == '0' && whole > at + 1) {
            return false;
        }
        if (whole == length) {
            return !text.equals("-0");
        }
        at = whole;
        if (text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < length && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == at) {
                return false;
            }
            at = exponent;
        }
        return at == length;
    }

    /** Index of the first character from {@code at} on that is no digit. */
    private static int digits(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** {@code text}, refused when it holds digits of other scripts, which BigDecimal would take. */
    private static String ascii(String text) {
        if (text.chars().anyMatch(c -> c > 0x7f)) {
            throw new NumberFormatException();
        }
        return text;
    }
}
