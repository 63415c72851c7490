package io.quarterdeck.systemtests.compose;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.Trade;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a CSV file holds, read as simply as can be and without any of the producer's code. */
final class CsvContent {

    private CsvContent() {}

    /** Count and content hash of the lines that can be read as events; the header names the kind's columns in order. */
    static <E extends Event> ContentHash of(EventKind<E> kind, Path file) throws IOException {
        long sourceId = sourceId(file);
        var hasher = new ContentHasher();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 1;
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                List<String> cells = List.of(line.split(",", -1));
                if (cells.size() == kind.columns().size() - 2) {
                    try {
                        hasher.add(kind, kind.reader().apply(new Line(cells, sourceId, number)));
                    } catch (IllegalArgumentException | DateTimeParseException e) {
                        continue; // malformed: not an event
                    }
                }
            }
        }
        return hasher.sum();
    }

    private static long sourceId(Path file) throws IOException {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The columns of the file, then source id and line. */
    private record Line(List<String> cells, long sourceId, long number) implements RowReader {

        @Override
        public String text(int column) {
            return cells.get(column);
        }

        @Override
        public long time(int column) {
            return cells.get(column).isEmpty()
                    ? Event.NO_TIME
                    : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(cells.get(column)));
        }

        @Override
        public double number(int column) {
            return Double.parseDouble(cells.get(column));
        }

        @Override
        public long integer(int column) {
            if (column < cells.size()) {
                return Long.parseLong(cells.get(column));
            }
            return column == cells.size() ? sourceId : number;
        }

        @Override
        public Trade.Side side(int column) {
            return cells.get(column).isEmpty() ? Trade.Side.UNKNOWN : Trade.Side.valueOf(cells.get(column));
        }
    }
}
