package io.quarterdeck.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarterdeck.marketdata.EventKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file that someone might hand to the producer, and how they say it is to be read: from a flawless one of any known
 * shape to noise, as it is or packed, and then perhaps damaged.
 *
 * @param bytes as they lie on disk
 * @param content what was packed into them; the same where nothing was
 */
record AnyFile(byte[] bytes, byte[] content, FormatOptions options) {

    /** What is put in places where nobody expects it. */
    private static final List<byte[]> TROUBLE = Stream.of(
                    Stream.of(
                            "\"",
                            "\"\"",
                            "\"\"\"",
                            ",",
                            ",,",
                            ";",
                            "\t",
                            "\n",
                            "\r",
                            "\r\n",
                            "\n\n",
                            "\n \t\n",
                            "\0",
                            " ",
                            "\u001b[2J",
                            "\uFEFF",
                            "\u2028",
                            "\u202e",
                            "\u00a0",
                            "\uFFFD",
                            "é",
                            "٣",
                            "😀",
                            "+",
                            "-",
                            "-0",
                            ".",
                            "e",
                            "1e",
                            "NaN",
                            "Infinity",
                            "0x1p3",
                            "1d",
                            "null",
                            "1e308",
                            "1e309",
                            "-1e309",
                            "4.9e-324",
                            "1e-99999",
                            "1e999999999",
                            "1e300000000",
                            "1e2147483647",
                            "1e-2147483647",
                            "1e99999999999",
                            "9223372036854775807",
                            "9223372036854775808",
                            "-9223372036854775808",
                            "9".repeat(99),
                            "9".repeat(120),
                            "0".repeat(1200),
                            "2016-13-01T00:00:00Z",
                            "0000-01-01",
                            "+999999999-12-31T23:59:59Z",
                            "253402300800",
                            "\\N",
                            "\\",
                            "#",
                            "'",
                            "true",
                            "BUY"),
                    Stream.of(
                            "x".repeat(65),
                            "x".repeat(5_000),
                            "x".repeat(70_000),
                            " ".repeat(70_000),
                            "\0".repeat(66_000),
                            "😀".repeat(3_000),
                            "a😀".repeat(1_500),
                            ",".repeat(20_000),
                            "\"".repeat(30_001)))
            .flatMap(texts -> texts)
            .map(text -> text.getBytes(UTF_8))
            .collect(Collectors.collectingAndThen(Collectors.toList(), AnyFile::withBrokenUtf8));

    private static final int LONG_ONES = 9 + 7;

    private static List<byte[]> withBrokenUtf8(List<byte[]> texts) {
        for (String bytes :
                List.of("\u00ff\u00fe", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f0\u009f", "\u0080", "\u00e9")) {
            texts.add(0, bytes.getBytes(ISO_8859_1));
        }
        return texts;
    }

    static AnyFile of(Random random) {
        var options = new FormatOptions();
        byte[] content = content(random, options);
        return packed(random, content, options);
    }

    private static byte[] content(Random random, FormatOptions options) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (random.nextBoolean()) {
                options.profileName = anyOf(random, Profile.KNOWN).name();
                options.symbolName = random.nextBoolean() ? "X" : null;
            }
            return noise;
        }
        return harmed(random, rows(random, options), random.nextInt(6));
    }

    /** Flawless rows. */
    private static byte[] rows(Random random, FormatOptions options) {
        Profile<?> profile = anyOf(random, Profile.KNOWN);
        List<Profile.Column> columns = new ArrayList<>(profile.columns());
        columns.removeIf(column -> column.optional() && random.nextBoolean());
        boolean header = random.nextInt(4) > 0;
        if (random.nextInt(5) == 0) {
            columns.removeIf(column -> column.field().isEmpty());
            options.columns =
                    columns.stream().map(column -> column.field().orElseThrow()).toList();
            options.timeFormatName = profile.timeFormat();
        } else if (!header || random.nextInt(3) == 0) {
            options.profileName = profile.name();
        }
        if (!profile.has(Profile.SYMBOL)) {
            options.symbolName = "BTC";
        }
        options.delimiterName = anyOf(random, List.of(",", ",", ",", ";", "tab", "|"));
        String delimiter = Character.toString(options.delimiter());
        String end = anyOf(random, List.of("\n", "\n", "\r\n"));
        var text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
        if (header) {
            text.append(columns.stream()
                            .map(column -> anyOf(
                                    random, column.names().stream().sorted().toList()))
                            .collect(Collectors.joining(delimiter)))
                    .append(end);
        }
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(columns.stream()
                            .map(column -> cell(random, profile, column.field()))
                            .collect(Collectors.joining(delimiter)))
                    .append(end);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String cell(Random random, Profile<?> profile, Optional<String> field) {
        Optional<EventKind.Column> column =
                field.map(name -> profile.kind().columns().get(profile.kind().indexOf(name)));
        if (column.isEmpty()) {
            return Integer.toString(random.nextInt(1000));
        }
        String text = switch (column.get().type()) {
            case TEXT -> anyOf(random, List.of("BTC", "ETH_BTC", "ÜBER", "BRK.B", "^N225", "A B"));
            case TIME -> {
                long second = 1_475_280_000L + random.nextInt(100_000_000);
                yield switch (profile.timeFormat()) {
                    case "iso" -> java.time.Instant.ofEpochSecond(second).toString();
                    case "s" -> Long.toString(second);
                    default -> second + "000";
                };
            }
            case NUMBER -> anyOf(random, List.of("611.10", "0.18793429", "1e-7", "+1", ".5", "0", "-3"));
            case INTEGER -> Long.toString(random.nextLong());
            case SIDE -> profile.sideFormat() == SideFormat.BUY_SELL ? "SELL" : "true";
        };
        return random.nextInt(12) == 0 ? '"' + text + '"' : text;
    }

    private static AnyFile packed(Random random, byte[] content, FormatOptions options) {
        try {
            return switch (random.nextInt(10)) {
                case 0 -> new AnyFile(maybeDamaged(random, gzip(content)), content, options);
                case 1 -> { // of two members; the second may not just be missing, for that nobody could see
                    int half = random.nextInt(content.length + 1);
                    byte[] both = joined(
                            gzip(Arrays.copyOf(content, half)),
                            gzip(Arrays.copyOfRange(content, half, content.length)));
                    if (random.nextBoolean()) {
                        both[random.nextInt(both.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    yield new AnyFile(both, content, options);
                }
                case 2 -> new AnyFile(maybeDamaged(random, zip(random, content)), content, options);
                case 3 -> {
                    byte[] inner = random.nextBoolean() ? gzip(content) : zip(random, content);
                    byte[] outer = random.nextBoolean() ? gzip(inner) : zip(random, inner);
                    yield new AnyFile(outer, inner, options);
                }
                default -> new AnyFile(content, content, options);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static byte[] maybeDamaged(Random random, byte[] packed) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(packed, random.nextInt(packed.length));
            case 1 -> {
                packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
                yield packed;
            }
            case 2 -> harmed(random, packed, 1 + random.nextInt(3));
            default -> packed;
        };
    }

    private static byte[] harmed(Random random, byte[] bytes, int times) {
        byte[] harmed = bytes;
        for (int i = 0; i < times; i++) {
            harmed = harmed(random, harmed);
        }
        return harmed;
    }

    private static byte[] harmed(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int until = Math.min(bytes.length, at + random.nextInt(40));
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] after = Arrays.copyOfRange(bytes, at, bytes.length);
        return switch (random.nextInt(8)) {
            case 0 -> { // one bit
                byte[] harmed = bytes.clone();
                if (at < bytes.length) {
                    harmed[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield harmed;
            }
            case 1 -> before; // cut off
            case 2 -> joined(before, Arrays.copyOfRange(bytes, until, bytes.length)); // a piece is missing
            case 3 -> joined(before, Arrays.copyOfRange(bytes, at, until), after); // a piece stands twice
            case 4 -> cellReplaced(random, bytes, trouble(random));
            default -> joined(before, trouble(random), after);
        };
    }

    /** A whole cell is another. */
    private static byte[] cellReplaced(Random random, byte[] bytes, byte[] by) {
        int[] bounds = IntStream.range(0, bytes.length)
                .filter(i -> ",;|\t\n".indexOf(bytes[i]) >= 0)
                .toArray();
        if (bounds.length < 2) {
            return by;
        }
        int i = random.nextInt(bounds.length - 1);
        return joined(Arrays.copyOf(bytes, bounds[i] + 1), by, Arrays.copyOfRange(bytes, bounds[i + 1], bytes.length));
    }

    private static byte[] trouble(Random random) {
        // the long ones seldom, as they take long
        return TROUBLE.get(random.nextInt(TROUBLE.size() - (random.nextInt(8) > 0 ? LONG_ONES : 0)));
    }

    private static <T> T anyOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Random random, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            if (random.nextInt(4) == 0) {
                zip.putNextEntry(new ZipEntry("readme.txt"));
                zip.write(content);
            }
            zip.setLevel(random.nextInt(10));
            zip.putNextEntry(new ZipEntry("bars.csv"));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** For reports of what failed. */
    @Override
    public String toString() {
        return "profile=%s columns=%s symbol=%s delimiter=%s time=%s bytes[%d]=%s"
                .formatted(
                        options.profileName,
                        options.columns,
                        options.symbolName,
                        options.delimiterName,
                        options.timeFormatName,
                        bytes.length,
                        new String(bytes, 0, Math.min(bytes.length, 500), ISO_8859_1));
    }
}
