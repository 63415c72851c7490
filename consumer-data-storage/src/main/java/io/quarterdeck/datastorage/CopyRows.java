package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.RowWriter;
import io.quarterdeck.marketdata.Trade;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Rows in PostgreSQL's binary COPY format, gathered in one buffer that is used again and again; and the quarters they
 * fall into, because a table needs a partition for each. Not for use by two threads.
 *
 * <p>Format: a header; per row its number of columns (int16), per column its length (int32, -1 for null) and bytes; at
 * the end -1 (int16). Everything big-endian. See "Binary Format" in PostgreSQL's documentation of COPY.
 */
final class CopyRows implements RowWriter {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** PostgreSQL counts microseconds from 2000-01-01, Unix from 1970-01-01. */
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    /** Each write below but that of a text needs at most this much. */
    private static final int NUMBER_BYTES = 4 + 8;

    /** Length of a value that is not there. */
    private static final int NULL = -1;

    private static final byte[] BUY = utf8(Trade.Side.BUY.name());
    private static final byte[] SELL = utf8(Trade.Side.SELL.name());

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Set<Quarter> quarters = new HashSet<>();
    private byte[] bytes;
    private int size;
    private int rows;
    private long quarterStartMicros;
    private long quarterEndMicros;

    CopyRows(int initialBytes) {
        bytes = new byte[Math.max(initialBytes, HEADER.length)];
        clear();
    }

    void clear() {
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        size = HEADER.length;
        rows = 0;
        quarters.clear();
        quarterStartMicros = 0;
        quarterEndMicros = 0;
    }

    /** Begins a row; that many values must follow. */
    void row(int columns) {
        ensure(2);
        putShort(columns);
        rows++;
    }

    @Override
    public void text(String value) {
        value(utf8(value));
    }

    /** The time also decides to which quarter's partition the row belongs; a row without one belongs to none. */
    @Override
    public void time(long micros) {
        if (micros == Event.NO_TIME) {
            nothing();
            return;
        }
        timestamptz(micros);
        if (micros < quarterStartMicros || micros >= quarterEndMicros) { // rows come nearly in time order
            Quarter quarter = Quarter.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            quarterStartMicros = ChronoUnit.MICROS.between(Instant.EPOCH, quarter.start());
            quarterEndMicros = ChronoUnit.MICROS.between(Instant.EPOCH, quarter.end());
            quarters.add(quarter);
        }
    }

    /** Bit for bit, so that a negative zero stays one. */
    @Override
    public void number(double value) {
        integer(Double.doubleToRawLongBits(value));
    }

    @Override
    public void integer(long value) {
        ensure(NUMBER_BYTES);
        putInt(8);
        putLong(value);
    }

    @Override
    public void side(Trade.Side side) {
        switch (side) {
            case BUY -> value(BUY);
            case SELL -> value(SELL);
            case UNKNOWN -> nothing();
        }
    }

    void int4(int value) {
        ensure(NUMBER_BYTES);
        putInt(4);
        putInt(value);
    }

    /** @param micros epoch microseconds UTC */
    void timestamptz(long micros) {
        integer(micros - EPOCH_2000_MICROS);
    }

    /** Ends the rows; {@link #bytes()} and {@link #size()} are then what COPY takes. */
    void end() {
        ensure(2);
        putShort(-1);
    }

    int rows() {
        return rows;
    }

    /** The quarters of all times given to {@link #time}. */
    Set<Quarter> quarters() {
        return quarters;
    }

    /** The buffer itself, of which the first {@link #size()} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void value(byte[] content) {
        ensure(4 + content.length);
        putInt(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
    }

    private void nothing() {
        ensure(NUMBER_BYTES);
        putInt(NULL);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void putShort(int value) {
        SHORT.set(bytes, size, (short) value);
        size += 2;
    }

    private void putInt(int value) {
        INT.set(bytes, size, value);
        size += 4;
    }

    private void putLong(long value) {
        LONG.set(bytes, size, value);
        size += 8;
    }
}
