package io.quarterdeck.marketdata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Adds rows up to a {@link ContentHash}. Not for use by two threads. */
public final class ContentHasher {

    private static final int MAX_EVENT_BYTES = 1 << 12;

    private final MessageDigest md5 = md5();
    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_EVENT_BYTES);
    private final Canonical canonical = new Canonical();
    private long rows;
    private long high;
    private long low;

    /**
     * Adds one event. Its canonical bytes are those of its columns, one after another: a text in UTF-8 and 0x00; a time as
     * 8-byte big-endian epoch microseconds, the smallest long if there is none; a number as 8-byte big-endian IEEE-754; an
     * integer as 8 bytes big-endian; a side as the one byte {@code 'B'}, {@code 'S'} or, if there is none, 0x00.
     */
    public <E extends Event> void add(EventKind<E> kind, E event) {
        bytes.clear();
        kind.writer().accept(event, canonical);
        add(bytes.flip());
    }

    /** Adds one row as a store has it, its values plausible or not. */
    public void add(EventKind<?> kind, RowReader row) {
        bytes.clear();
        for (int i = 0; i < kind.columns().size(); i++) {
            switch (kind.columns().get(i).type()) {
                case TEXT -> canonical.text(row.text(i));
                case TIME -> canonical.time(row.time(i));
                case NUMBER -> canonical.number(row.number(i));
                case INTEGER -> canonical.integer(row.integer(i));
                case SIDE -> canonical.side(row.side(i));
            }
        }
        add(bytes.flip());
    }

    /** Adds one row by its canonical bytes, from position to limit. */
    public void add(ByteBuffer canonical) {
        md5.update(canonical);
        ByteBuffer digest = ByteBuffer.wrap(md5.digest());
        rows++;
        high += digest.getLong();
        low += digest.getLong();
    }

    /** Of all rows added so far. */
    public ContentHash sum() {
        return new ContentHash(rows, high, low);
    }

    /** Of all rows added so far; begins anew with none. */
    public ContentHash take() {
        ContentHash sum = sum();
        rows = 0;
        high = 0;
        low = 0;
        return sum;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer MD5", e);
        }
    }

    private final class Canonical implements RowWriter {

        @Override
        public void text(String value) {
            bytes.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        }

        @Override
        public void time(long micros) {
            bytes.putLong(micros); // NO_TIME is the smallest long
        }

        @Override
        public void number(double value) {
            bytes.putDouble(value);
        }

        @Override
        public void integer(long value) {
            bytes.putLong(value);
        }

        @Override
        public void side(Trade.Side side) {
            bytes.put(
                    switch (side) {
                        case BUY -> (byte) 'B';
                        case SELL -> (byte) 'S';
                        case UNKNOWN -> (byte) 0;
                    });
        }
    }
}
