package io.quarterdeck.tradingbot.backtest;

import com.fasterxml.jackson.core.io.NumberInput;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.quarterdeck.marketdata.Bar;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Bars from files, for backtests without the pipeline: CSV with the header {@code symbol,open_time,open,high,low,close,volume},
 * times in ISO 8601, may be gzipped. A bar names its file and line as the pipeline would.
 */
public final class CsvBars {

    private CsvBars() {}

    /**
     * The bars of the files, one file after the other.
     *
     * @param wanted only these
     * @throws IOException naming file and line if one cannot be read; the pipeline would reject it and go on
     */
    public static List<Bar> read(List<Path> files, Predicate<Bar> wanted) throws IOException {
        var bars = new ArrayList<Bar>();
        for (Path file : files) {
            long sourceId = sourceId(file);
            try (CsvReader<NamedCsvRecord> csv =
                    CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                for (NamedCsvRecord line : csv) {
                    Bar bar = bar(file, line, sourceId);
                    if (wanted.test(bar)) {
                        bars.add(bar);
                    }
                }
            } catch (UncheckedIOException e) {
                throw new IOException(file + ": " + e.getCause().getMessage(), e);
            }
        }
        return bars;
    }

    private static Bar bar(Path file, NamedCsvRecord line, long sourceId) throws IOException {
        try {
            return new Bar(
                    line.getField("symbol").intern(),
                    time(line.getField("open_time")),
                    NumberInput.parseDouble(line.getField("open"), true),
                    NumberInput.parseDouble(line.getField("high"), true),
                    NumberInput.parseDouble(line.getField("low"), true),
                    NumberInput.parseDouble(line.getField("close"), true),
                    NumberInput.parseDouble(line.getField("volume"), true),
                    sourceId,
                    line.getStartingLineNumber());
        } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            throw new IOException(file + ":" + line.getStartingLineNumber() + ": not a bar: " + e.getMessage(), e);
        }
    }

    /** Epoch microseconds; quick for {@code 2017-01-31T23:59:00Z}, the form that nearly all have. */
    private static long time(String text) {
        boolean usual = text.length() == 20
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(19) == 'Z';
        int century = usual ? two(text, 0) : -1;
        int year = usual ? two(text, 2) : -1;
        int month = usual ? two(text, 5) : -1;
        int day = usual ? two(text, 8) : -1;
        int hour = usual ? two(text, 11) : -1;
        int minute = usual ? two(text, 14) : -1;
        int second = usual ? two(text, 17) : -1;
        if ((century | year | month | day | hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
            return micros(Instant.parse(text));
        }
        long days = LocalDate.of(100 * century + year, month, day).toEpochDay();
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000L;
    }

    /** The number that two digits make; below 0 if they are none. */
    private static int two(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
    }

    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private static InputStream open(Path file) throws IOException {
        var bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    }

    private static long sourceId(Path file) throws IOException {
        try (var bytes = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return ByteBuffer.wrap(bytes.getMessageDigest().digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
