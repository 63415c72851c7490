package io.quarterdeck.marketdata;

import java.io.Serializable;

/**
 * How many rows there are and an order-independent hash of their canonical content: the two 64-bit halves of each row's
 * MD5, summed separately modulo 2^64. Two sets of rows are taken to be equal when their hashes are.
 *
 * <p>Because it is a sum it can be taken per source, partition or day and added up, and PostgreSQL, Spark and Java can
 * each compute it from what they hold. The canonical bytes of an event are described at {@link ContentHasher#add(EventKind, Event)}.
 *
 * @param rows number of rows, not negative
 * @param high sum of the first 8 bytes of each row's MD5, read big-endian
 * @param low sum of the last 8 bytes
 */
public record ContentHash(long rows, long high, long low) implements Serializable {

    public static final ContentHash NONE = new ContentHash(0, 0, 0);

    /** The hash of both sets of rows together. */
    public ContentHash plus(ContentHash other) {
        return new ContentHash(rows + other.rows, high + other.high, low + other.low);
    }

    /** The 32 hexadecimal digits of the two sums, without the count. */
    public String hex() {
        return "%016x%016x".formatted(high, low);
    }

    /** @param hex 32 hexadecimal digits as {@link #hex()} writes them */
    public static ContentHash parse(long rows, String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("content hash '" + hex + "' has not 32 hexadecimal digits");
        }
        return new ContentHash(rows, Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }
}
