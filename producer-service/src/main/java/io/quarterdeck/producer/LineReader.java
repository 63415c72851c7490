package io.quarterdeck.producer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Cuts unpacked bytes into physical lines, so that each line's number and text are exactly those of the file, whatever
 * stands in it. A line ends with LF or CR LF; a byte order mark before the first is dropped. Not for use by two threads.
 *
 * <p>A line longer than {@value #MAX_LINE_BYTES} bytes is cut off there, so that no input can exhaust the memory.
 */
final class LineReader implements AutoCloseable {

    static final int MAX_LINE_BYTES = 1 << 16;

    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final byte[] buffer = new byte[4 * MAX_LINE_BYTES];
    private int position;
    private int limit;
    private boolean ended;

    private long number;
    private int start;
    private int end;
    private boolean tooLong;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end of the file. */
    boolean next() throws IOException {
        tooLong = false;
        int searched = position;
        while (true) {
            for (int i = searched; i < limit; i++) {
                if (buffer[i] == '\n') {
                    endLine(i, i + 1);
                    return true;
                }
            }
            searched = limit;
            if (searched - position > MAX_LINE_BYTES) {
                tooLong = true;
                searched = position + MAX_LINE_BYTES; // forget the rest as it comes in
                limit = searched;
            }
            if (ended) {
                if (position == limit) {
                    return false;
                }
                endLine(limit, limit);
                return true;
            }
            searched -= position;
            fill();
            searched += position;
        }
    }

    private void endLine(int lineEnd, int nextLine) {
        start = position;
        end = lineEnd;
        position = nextLine;
        number++;
        if (number == 1 && end - start >= 3 && isByteOrderMark(start)) {
            start += 3;
        }
        if (end > start && buffer[end - 1] == '\r') {
            end--;
        }
        if (end - start > MAX_LINE_BYTES) {
            tooLong = true;
            end = start + MAX_LINE_BYTES;
        }
    }

    private boolean isByteOrderMark(int at) {
        return buffer[at] == (byte) 0xEF && buffer[at + 1] == (byte) 0xBB && buffer[at + 2] == (byte) 0xBF;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            ended = true;
        } else {
            limit += read;
        }
    }

    /** 1-based number of the line in the file. */
    long number() {
        return number;
    }

    /** Whether nothing but white space stands in the line; of one that is too long nobody knows. */
    boolean blank() {
        if (tooLong) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Whether the line is longer than {@value #MAX_LINE_BYTES} bytes, so that {@link #text()} is only its beginning. */
    boolean tooLong() {
        return tooLong;
    }

    /** The line without its end; bytes that are not UTF-8 show as U+FFFD. */
    String text() {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }

    /** Whether the line's bytes are UTF-8, given its {@link #text()}. */
    boolean isUtf8(String text) {
        if (text.indexOf(REPLACEMENT) < 0) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, start, end - start));
            return true; // the file itself says U+FFFD
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
