package io.quarterdeck.producer.sample;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes bars as lines of the profile {@code quarterdeck}, decimals without trailing zeros. */
final class CsvLine {

    static final byte[] HEADER = ascii("symbol,open_time,open,high,low,close,volume\n");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
    private static final int MAX_LENGTH = 256;

    private final byte[] line = new byte[MAX_LENGTH];
    private final byte[] digits = new byte[24];
    private int length;
    private long timeMinute = -1;
    private byte[] time;

    byte[] of(SampleBar bar) {
        length = 0;
        int decimals = bar.instrument().decimals();
        put(bar.instrument().symbol());
        line[length++] = ',';
        putTime(bar.epochMinute());
        putNumber(bar.open(), decimals);
        putNumber(bar.high(), decimals);
        putNumber(bar.low(), decimals);
        putNumber(bar.close(), decimals);
        putNumber(bar.volume(), SampleBar.VOLUME_DECIMALS);
        line[length++] = '\n';
        return Arrays.copyOf(line, length);
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            line[length++] = (byte) text.charAt(i);
        }
    }

    private void putTime(long epochMinute) {
        if (epochMinute != timeMinute) {
            timeMinute = epochMinute;
            time = ascii(TIME.format(LocalDateTime.ofInstant(Instant.ofEpochSecond(epochMinute * 60), ZoneOffset.UTC)));
        }
        System.arraycopy(time, 0, line, length, time.length);
        length += time.length;
    }

    /** A comma and {@code units} times 10^-decimals. */
    private void putNumber(long units, int decimals) {
        line[length++] = ',';
        if (units < 0) {
            line[length++] = '-';
        }
        long rest = Math.abs(units);
        int left = decimals;
        while (left > 0 && rest % 10 == 0) {
            rest /= 10;
            left--;
        }
        int count = 0;
        if (left > 0) {
            for (; left > 0; left--, rest /= 10) {
                digits[count++] = (byte) ('0' + rest % 10);
            }
            digits[count++] = '.';
        }
        do {
            digits[count++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        while (count > 0) {
            line[length++] = digits[--count];
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
