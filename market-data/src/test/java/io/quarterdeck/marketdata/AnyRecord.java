package io.quarterdeck.marketdata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The value of a record that someone might put into a topic of events: from a flawless one to noise. */
final class AnyRecord {

    /** Characters that a symbol may have, and some that it may not. */
    private static final List<String> SYMBOLS = List.of(
            "A",
            "BTCUSD",
            "\\N",
            "\\",
            "\\t",
            "a\tb",
            "a\nb",
            "\"",
            "'",
            "''; DROP TABLE raw.bars; --",
            " ",
            "\u00a0",
            "é€漢",
            "e\u0301",
            "\u202eDSUCTB",
            "\u0627\u0644",
            "\uFEFF",
            "\uFFFD",
            "\uFFFE",
            "\u2028",
            "\0",
            "\u0085",
            "😀",
            "x".repeat(64),
            "漢".repeat(64),
            "x".repeat(65),
            "",
            "{}",
            "$1",
            "%s",
            "null",
            "NaN",
            "a,b",
            "\u200b");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "611.10",
            "1e308",
            "1e309",
            "-1e309",
            "4.9e-324",
            "2e-324",
            "1e-400",
            "0e999999999",
            "1e999999999",
            "1E+2147483648",
            "-1",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "7258118399999999",
            "7258118400000000",
            "1475280000000000",
            "1475280000000000.0",
            "1".repeat(400),
            "0." + "1".repeat(400),
            "1".repeat(1200),
            "01",
            "+1",
            ".5",
            "5.",
            "0x1",
            "NaN",
            "Infinity",
            "null",
            "true",
            "\"1\"",
            "[]",
            "{}",
            "[[{\"open\":1}]]",
            "\"\\ud83d\"",
            "\"\\u0000\"");

    private static final List<byte[]> TROUBLE = Stream.concat(
                    Stream.of(
                                    "\"",
                                    "\\",
                                    "{",
                                    "}",
                                    "[",
                                    "]",
                                    ":",
                                    ",",
                                    "\0",
                                    "\n",
                                    " ",
                                    "/*x*/",
                                    "//",
                                    "#",
                                    "'",
                                    "\uFEFF",
                                    "\u2028",
                                    "😀",
                                    "\\u0000",
                                    "\\ud83d",
                                    "\\udc00",
                                    "\\x",
                                    "\"symbol\":\"B\",",
                                    "\"venue\":1,",
                                    "\"open\":1,",
                                    "\"price\":1,",
                                    "[".repeat(1100),
                                    "{\"a\":".repeat(1100),
                                    "x".repeat(70_000))
                            .map(text -> text.getBytes(UTF_8)),
                    Stream.of(
                                    "\u00ff\u00fe",
                                    "\u00fe\u00ff",
                                    "\u00c0\u0080",
                                    "\u00c1\u0081",
                                    "\u00ed\u00a0\u0080",
                                    "\u00ed\u00b0\u0080",
                                    "\u00f0\u009f",
                                    "\u00f5\u0080\u0080\u0080",
                                    "\u0080",
                                    "\u00e9",
                                    "\u00ef\u00bb\u00bf")
                            .map(text -> text.getBytes(ISO_8859_1)))
            .toList();

    private AnyRecord() {}

    static byte[] of(EventKind<?> kind, Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> noise(random);
            case 1 -> anyOf(random, TROUBLE);
            default -> {
                byte[] value = json(kind, random).getBytes(UTF_8);
                for (int i = random.nextInt(4); i > 0; i--) {
                    value = harmed(random, value);
                }
                yield value;
            }
        };
    }

    /** Mostly what a record of the kind may be. */
    private static String json(EventKind<?> kind, Random random) {
        return kind.columns().stream()
                .map(column -> '"' + column.name() + "\":" + value(column, random))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(EventKind.Column column, Random random) {
        if (random.nextInt(20) == 0) {
            return anyOf(random, NUMBERS);
        }
        return switch (column.type()) {
            case TEXT -> quoted(random.nextInt(3) > 0 ? anyOf(random, SYMBOLS) : characters(random));
            case TIME -> Long.toString(random.nextLong(Event.END_TIME_MICROS));
            case NUMBER ->
                switch (random.nextInt(6)) {
                    case 0 -> anyOf(random, NUMBERS.subList(0, 12));
                    case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                    default -> decimal(random);
                };
            case INTEGER -> Long.toString(random.nextBoolean() ? random.nextInt(1000) + 1 : random.nextLong());
            case SIDE -> anyOf(random, List.of("\"BUY\"", "\"SELL\"", "null"));
        };
    }

    /** As sources mostly write prices and amounts, with more digits than a double has, too. */
    static String decimal(Random random) {
        long digits = random.nextLong() >> random.nextInt(Long.SIZE);
        return BigDecimal.valueOf(digits, random.nextInt(25)).toPlainString();
    }

    private static String characters(Random random) {
        return random.ints(random.nextInt(8), 1, 0x11000)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** As JSON writes it, some characters by their number. */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c % 16 == 9) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] harmed(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int until = Math.min(bytes.length, at + random.nextInt(30));
        var harmed = new ByteArrayOutputStream();
        harmed.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> {} // cut off
            case 1 -> harmed.write(bytes, until, bytes.length - until); // a piece is missing
            case 2 -> { // a piece stands twice
                harmed.write(bytes, at, until - at);
                harmed.write(bytes, at, bytes.length - at);
            }
            case 3 -> { // one bit
                harmed.write(bytes, at, bytes.length - at);
                byte[] turned = harmed.toByteArray();
                if (turned.length > 0) {
                    turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return turned;
            }
            default -> {
                harmed.writeBytes(anyOf(random, TROUBLE));
                harmed.write(bytes, at, bytes.length - at);
            }
        }
        return harmed.toByteArray();
    }

    private static <T> T anyOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
