package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** How a column writes its time; what names no zone is UTC. Remembers the last time, as feeds repeat it per symbol. */
final class TimeFormat {

    /** From here on an integer must mean microseconds: in milliseconds it would be a year after 5000. */
    private static final long FIRST_MICROS = 100_000_000_000_000L;

    /** Before the decimal point; a long has no more. */
    private static final int MOST_DIGITS = 19;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .optionalStart()
            .appendLiteral('T')
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** The usual form, its digits as zeros, up to the fraction. */
    private static final String SECONDS = "0000-00-00T00:00:00";

    private static final ZonedDateTime ANY_TIME = ZonedDateTime.of(2016, 10, 1, 0, 1, 2, 0, ZoneOffset.UTC);

    private interface Reading {
        /** @throws RuntimeException one of ArithmeticException, DateTimeException, NumberFormatException */
        long micros(String text);
    }

    private final String name;
    private final Reading reading;
    private String lastText;
    private long lastMicros;

    private TimeFormat(String name, Reading reading) {
        this.name = name;
        this.reading = reading;
    }

    /**
     * @param name {@code iso}, {@code s}, {@code ms}, {@code us}, {@code ms|us} (told by the size of the number), or a
     *     pattern of {@link DateTimeFormatter}
     * @throws IllegalArgumentException when it is none of them
     */
    static TimeFormat of(String name) {
        return new TimeFormat(
                name,
                switch (name) {
                    case "iso" -> text -> isUsualIso(text) ? usualIso(text) : micros(ISO, text);
                    case "s" -> text -> scaled(text, 6);
                    case "ms" -> text -> scaled(text, 3);
                    case "us" -> text -> scaled(text, 0);
                    case "ms|us" ->
                        text -> {
                            long number = Long.parseLong(text);
                            return number < FIRST_MICROS ? Math.multiplyExact(number, 1000L) : number;
                        };
                    default -> pattern(name);
                });
    }

    private static Reading pattern(String pattern) {
        try {
            var formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            micros(formatter, formatter.format(ANY_TIME)); // or it would fail on each row
            return text -> micros(formatter, text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + pattern + "' is neither iso, s, ms, us nor a date pattern: " + e.getMessage(), e);
        }
    }

    /**
     * Epoch microseconds.
     *
     * @throws IllegalArgumentException when {@code text} is not such a time or finer than a microsecond
     */
    long micros(String text) {
        if (!text.equals(lastText)) {
            try {
                long micros = reading.micros(text);
                if (micros == Event.NO_TIME) {
                    throw new DateTimeException("stands for no time at all");
                }
                lastMicros = micros;
                lastText = text;
            } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
                throw new IllegalArgumentException(Shown.cell(text) + " is not a time of the format " + name, e);
            }
        }
        return lastMicros;
    }

    /** As the option writes it. */
    @Override
    public String toString() {
        return name;
    }

    /**
     * Whether it looks like {@code 2016-10-01T00:00:00Z} or, with 1 to 6 digits of fraction, {@code
     * 2016-10-01T00:00:00.123Z}: nearly all files write it so, and it is read much faster.
     */
    private static boolean isUsualIso(String text) {
        int end = text.length() - 1;
        if (end != SECONDS.length() && (end < SECONDS.length() + 2 || end > SECONDS.length() + 7)) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char expected = i < SECONDS.length() ? SECONDS.charAt(i) : i == SECONDS.length() ? '.' : '0';
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return text.charAt(end) == 'Z';
    }

    private static long usualIso(String text) {
        var time = LocalDateTime.of(
                100 * twoDigits(text, 0) + twoDigits(text, 2),
                twoDigits(text, 5),
                twoDigits(text, 8),
                twoDigits(text, 11),
                twoDigits(text, 14),
                twoDigits(text, 17));
        return Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000L) + microsOfSecond(text);
    }

    private static int microsOfSecond(String text) {
        int micros = 0;
        for (int i = SECONDS.length() + 1; i < SECONDS.length() + 7; i++) {
            micros = 10 * micros + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
        }
        return micros;
    }

    private static int twoDigits(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    private static long scaled(String text, int digitsToMicros) {
        var number = new BigDecimal(text);
        if ((long) number.precision() - number.scale() > MOST_DIGITS) {
            throw new ArithmeticException("far beyond any time"); // written out, 1e300000000 takes minutes
        }
        return number.movePointRight(digitsToMicros).longValueExact();
    }

    private static long micros(DateTimeFormatter formatter, String text) {
        TemporalAccessor time = formatter.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        Instant instant;
        if (time instanceof OffsetDateTime withZone) {
            instant = withZone.toInstant();
        } else if (time instanceof LocalDateTime local) {
            instant = local.toInstant(ZoneOffset.UTC);
        } else {
            instant = LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        if (instant.getNano() % 1000 != 0) {
            throw new DateTimeException("finer than a microsecond");
        }
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }
}
