package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The lines of a file behind some line, parsed by a thread of its own: while it reads the next ones, the caller's thread sends
 * those before. It only reads; what it has read ahead when the caller ends is forgotten. Not for use by two threads.
 */
final class ReadAhead<E extends Event> implements AutoCloseable {

    /** Lines are handed over in so many at a time, fewer when they are long, so that no file can exhaust the memory. */
    private static final int CHUNK_LINES = 512;

    private static final int CHUNK_CHARACTERS = 1 << 18;
    private static final int CHUNKS_AHEAD = 8;

    /**
     * One line.
     *
     * @param number 1-based, in the file
     * @param parsed null for a header or a blank line, which is neither a row nor rejected
     * @param value of a row, as it travels; else null
     */
    record Line<E extends Event>(long number, ParsedLine<E> parsed, byte[] value) {}

    /** @param failure why there are no more than these; null if there may be */
    private record Chunk<E extends Event>(List<Line<E>> lines, boolean last, Throwable failure) {}

    private final LineReader file;
    private final Layout<E> layout;
    private final LineParser<E> parser;
    private final WireFormat.Writer<E> json;
    private final long behind;
    private final BlockingQueue<Chunk<E>> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
    private final Thread reader = new Thread(this::read, "read-ahead");

    // The reader's own.
    private List<Line<E>> ahead = new ArrayList<>(CHUNK_LINES);
    private int characters;

    // The caller's own.
    private Chunk<E> chunk = new Chunk<>(List.of(), false, null);
    private int next;

    private ReadAhead(LineReader file, Layout<E> layout, long sourceId, long behind) {
        this.file = file;
        this.layout = layout;
        this.parser = new LineParser<>(layout, sourceId);
        this.json = new WireFormat.Writer<>(layout.profile().kind());
        this.behind = behind;
    }

    /** @param behind the line behind which to begin, 0 for the file's first */
    static <E extends Event> ReadAhead<E> open(SourceFile file, Layout<E> layout, long sourceId, long behind)
            throws IOException {
        return open(file.lines(), layout, sourceId, behind);
    }

    static <E extends Event> ReadAhead<E> open(LineReader file, Layout<E> layout, long sourceId, long behind) {
        var lines = new ReadAhead<>(file, layout, sourceId, behind);
        lines.reader.setDaemon(true);
        lines.reader.start();
        return lines;
    }

    /**
     * The next line; null at the end of the file, when {@link #count()} is known.
     *
     * @throws IOException when the file cannot be read; every line before was returned
     */
    Line<E> next() throws IOException, InterruptedException {
        while (next == chunk.lines.size()) {
            if (chunk.failure instanceof IOException e) {
                throw e;
            }
            if (chunk.failure instanceof RuntimeException e) {
                throw e;
            }
            if (chunk.failure instanceof Error e) {
                throw e;
            }
            if (chunk.last) {
                return null;
            }
            chunk = chunks.take();
            next = 0;
        }
        return chunk.lines.get(next++);
    }

    /** How many lines the file has. */
    long count() {
        return file.number(); // the chunk that says so was put into the queue behind it
    }

    private void read() {
        try {
            Throwable failure = null;
            try {
                boolean headerAhead = layout.header();
                while (file.next()) {
                    boolean passed = file.blank() || headerAhead;
                    headerAhead &= file.blank();
                    if (file.number() > behind) {
                        add(passed ? new Line<>(file.number(), null, null) : parse());
                    }
                }
            } catch (IOException | RuntimeException | Error e) { // thrown by next(), which would wait for ever
                failure = e;
            }
            chunks.put(new Chunk<>(ahead, true, failure));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Line<E> line) throws InterruptedException {
        ahead.add(line);
        characters += line.parsed() instanceof ParsedLine.Rejected<E> rejected
                ? rejected.text().length()
                : line.value() == null ? 0 : line.value().length;
        if (ahead.size() == CHUNK_LINES || characters >= CHUNK_CHARACTERS) {
            chunks.put(new Chunk<>(ahead, false, null));
            ahead = new ArrayList<>(CHUNK_LINES);
            characters = 0;
        }
    }

    private Line<E> parse() {
        ParsedLine<E> line = parser.parse(file);
        byte[] value = line instanceof ParsedLine.Row<E> row ? json.write(row.event(), row.numbers()) : null;
        return new Line<>(file.number(), line, value);
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
