package io.quarterdeck.marketdata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Adds rows up to a {@link ContentHash}. Not for use by two threads. */
public final class ContentHasher {

    private final MessageDigest md5 = md5();
    private final ByteBuffer bytes = ByteBuffer.allocate(3 * Bar.MAX_SYMBOL_LENGTH + 1 + 8 * 8);
    private long rows;
    private long high;
    private long low;

    /**
     * Adds one bar. Its canonical bytes are: symbol in UTF-8, 0x00, open_time as 8-byte big-endian epoch microseconds,
     * then open, high, low, close and volume each as 8-byte big-endian IEEE-754, then source_id and source_line as
     * 8-byte big-endian integers.
     */
    public void add(Bar bar) {
        bytes.clear();
        bytes.put(bar.symbol().getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        bytes.putLong(bar.openTimeMicros());
        bytes.putDouble(bar.open());
        bytes.putDouble(bar.high());
        bytes.putDouble(bar.low());
        bytes.putDouble(bar.close());
        bytes.putDouble(bar.volume());
        bytes.putLong(bar.sourceId());
        bytes.putLong(bar.sourceLine());
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

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer MD5", e);
        }
    }
}
