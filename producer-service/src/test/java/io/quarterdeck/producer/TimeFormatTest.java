package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    @ParameterizedTest
    @CsvSource({
        "iso,          2016-10-01T00:01:02Z,        2016-10-01T00:01:02Z",
        "iso,          2016-10-01T00:01:02.5Z,      2016-10-01T00:01:02.500Z",
        "iso,          2016-10-01T00:01:02.173Z,    2016-10-01T00:01:02.173Z",
        "iso,          2016-10-01T00:01:02.000001Z, 2016-10-01T00:01:02.000001Z",
        "iso,          2016-10-01T00:01:02.1230000Z, 2016-10-01T00:01:02.123Z",
        "iso,          2016-10-01T02:01:02+02:00,   2016-10-01T00:01:02Z",
        "iso,          2016-10-01 00:01:02,         2016-10-01T00:01:02Z",
        "iso,          2016-10-01T00:01,            2016-10-01T00:01:00Z",
        "iso,          2016-02-29,                  2016-02-29T00:00:00Z",
        "s,            1475280062,                  2016-10-01T00:01:02Z",
        "s,            1475280062.0,                2016-10-01T00:01:02Z",
        "ms,           1475280062003,               2016-10-01T00:01:02.003Z",
        "us,           1475280062003004,            2016-10-01T00:01:02.003004Z",
        "ms|us,        1475280062003,               2016-10-01T00:01:02.003Z",
        "ms|us,        1735689600000000,            2025-01-01T00:00:00Z",
        "dd.MM.yyyy HH:mm, 01.10.2016 00:01,        2016-10-01T00:01:00Z",
        "yyyyMMdd,     20161001,                    2016-10-01T00:00:00Z"
    })
    void readsAsUtc(String format, String text, Instant expected) {
        long micros = TimeFormat.of(format).micros(text);

        assertThat(Instant.EPOCH.plus(micros, ChronoUnit.MICROS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "iso, 2016-13-01T00:00:00Z",
        "iso, 2015-02-29T00:00:00Z",
        "iso, 2016-10-01T24:00:00Z",
        "iso, 2016-10-01T00:00:00.0000001Z",
        "iso, 2016-13-01T00:00:00.5Z",
        "iso, '2016-10-01T00:00:00,5Z'",
        "iso, 2016-10-01T00:00:00.5z5Z",
        "iso, 1475280062",
        "iso, ''",
        "s,   2016-10-01",
        "ms,  1475280062003.00001",
        "us,  1e99",
        "us,  -9223372036854775808",
        "ms|us, 14752e8"
    })
    void refusesWhatIsNoSuchTime(String format, String text) {
        assertThatThrownBy(() -> TimeFormat.of(format).micros(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a time of the format " + format);
    }

    @Property
    void aMomentWithAnyFractionIsReadAsJavaReadsIt(
            @ForAll @LongRange(min = 0, max = 7_258_118_399L) long second,
            @ForAll @IntRange(min = 0, max = 999_999) int micros,
            @ForAll @IntRange(min = 1, max = 6) int digits) {
        String fraction = "%06d".formatted(micros).substring(0, digits);
        String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).format(SECONDS) + "." + fraction + "Z";

        long read = TimeFormat.of("iso").micros(text);

        assertThat(Instant.EPOCH.plus(read, ChronoUnit.MICROS)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"unix", "bogus{", "YYYY-bb"})
    void refusesUnknownFormats(String format) {
        assertThatThrownBy(() -> TimeFormat.of(format))
                .hasMessageContaining("neither iso, s, ms, us nor a date pattern");
    }
}
