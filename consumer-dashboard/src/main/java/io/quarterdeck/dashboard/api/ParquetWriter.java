package io.quarterdeck.dashboard.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a Parquet file to a stream: columns of texts, times and numbers, each of which may be null; plain values in pages
 * of GZIP, a row group at a time in memory. (The libraries for this are a hundred times its size. The format:
 * <a href="https://parquet.apache.org/docs/file-format/">parquet.apache.org</a>.)
 */
final class ParquetWriter {

    /** What a column holds. */
    enum Type {
        /** BYTE_ARRAY, UTF-8. */
        TEXT(6),
        /** INT64, microseconds since the epoch, UTC. */
        TIME(2),
        /** DOUBLE. */
        NUMBER(5);

        private final int parquet;

        Type(int parquet) {
            this.parquet = parquet;
        }
    }

    record Column(String name, Type type) {}

    private static final int ROWS_OF_A_GROUP = 10_000;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int OPTIONAL = 1;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;

    private record Chunk(long offset, long values, long compressed, long uncompressed) {}

    private record Group(List<Chunk> chunks, long rows) {}

    private final OutputStream out;
    private final List<Column> columns;
    private final List<Group> groups = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();
    private long written;

    ParquetWriter(OutputStream out, List<Column> columns) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        write(MAGIC);
    }

    /** @param row a String, a Long (microseconds) or a Double for each column, or null */
    void row(Object[] row) throws IOException {
        rows.add(row);
        if (rows.size() == ROWS_OF_A_GROUP) {
            flushGroup();
        }
    }

    /** Ends the file; the stream stays open. */
    void finish() throws IOException {
        flushGroup();
        byte[] footer = footer();
        write(footer);
        write(littleEndian(4).putInt(footer.length).array());
        write(MAGIC);
        out.flush();
    }

    private void flushGroup() throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        var chunks = new ArrayList<Chunk>();
        for (int i = 0; i < columns.size(); i++) {
            long offset = written;
            byte[] plain = page(i);
            byte[] packed = gzip(plain);
            byte[] header = pageHeader(plain.length, packed.length);
            write(header);
            write(packed);
            chunks.add(new Chunk(
                    offset, rows.size(), header.length + (long) packed.length, header.length + (long) plain.length));
        }
        groups.add(new Group(chunks, rows.size()));
        rows.clear();
    }

    /** Which values there are (bits in groups of eight), then these. */
    private byte[] page(int column) {
        var page = new ByteArrayOutputStream();
        byte[] levels = levels(column);
        page.writeBytes(littleEndian(4).putInt(levels.length).array());
        page.writeBytes(levels);
        for (Object[] row : rows) {
            if (row[column] != null) {
                page.writeBytes(plain(columns.get(column).type(), row[column]));
            }
        }
        return page.toByteArray();
    }

    private byte[] levels(int column) {
        var levels = new ByteArrayOutputStream();
        int octets = (rows.size() + 7) / 8;
        writeVarint(levels, (long) octets << 1 | 1);
        for (int octet = 0; octet < octets; octet++) {
            int bits = 0;
            for (int bit = 0; bit < 8; bit++) {
                int row = octet * 8 + bit;
                if (row < rows.size() && rows.get(row)[column] != null) {
                    bits |= 1 << bit;
                }
            }
            levels.write(bits);
        }
        return levels.toByteArray();
    }

    private static byte[] plain(Type type, Object value) {
        return switch (type) {
            case NUMBER -> littleEndian(8).putDouble((Double) value).array();
            case TIME -> littleEndian(8).putLong((Long) value).array();
            case TEXT -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                yield littleEndian(4 + text.length)
                        .putInt(text.length)
                        .put(text)
                        .array();
            }
        };
    }

    private byte[] pageHeader(int plain, int packed) {
        var thrift = new Thrift();
        thrift.i32(1, 0); // data page
        thrift.i32(2, plain);
        thrift.i32(3, packed);
        thrift.struct(5, () -> {
            thrift.i32(1, rows.size());
            thrift.i32(2, PLAIN);
            thrift.i32(3, RLE);
            thrift.i32(4, RLE);
        });
        return thrift.end();
    }

    private byte[] footer() {
        var thrift = new Thrift();
        thrift.i32(1, 1);
        thrift.list(2, Thrift.STRUCT, columns.size() + 1);
        thrift.element(() -> {
            thrift.text(4, "schema");
            thrift.i32(5, columns.size());
        });
        columns.forEach(column -> thrift.element(() -> schema(thrift, column)));
        thrift.i64(3, groups.stream().mapToLong(Group::rows).sum());
        thrift.list(4, Thrift.STRUCT, groups.size());
        groups.forEach(group -> thrift.element(() -> rowGroup(thrift, group)));
        thrift.text(6, "quarterdeck consumer-dashboard");
        return thrift.end();
    }

    private static void schema(Thrift thrift, Column column) {
        thrift.i32(1, column.type().parquet);
        thrift.i32(3, OPTIONAL);
        thrift.text(4, column.name());
        switch (column.type()) {
            case TEXT -> {
                thrift.i32(6, 0); // UTF8
                thrift.struct(10, () -> thrift.struct(1, () -> {}));
            }
            case TIME -> {
                thrift.i32(6, 10); // TIMESTAMP_MICROS
                thrift.struct(
                        10,
                        () -> thrift.struct(8, () -> {
                            thrift.yes(1); // adjusted to UTC
                            thrift.struct(2, () -> thrift.struct(2, () -> {})); // microseconds
                        }));
            }
            case NUMBER -> {}
        }
    }

    private void rowGroup(Thrift thrift, Group group) {
        thrift.list(1, Thrift.STRUCT, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Chunk chunk = group.chunks().get(i);
            thrift.element(() -> {
                thrift.i64(2, chunk.offset());
                thrift.struct(3, () -> {
                    thrift.i32(1, column.type().parquet);
                    thrift.list(2, Thrift.I32, 2);
                    thrift.number(PLAIN);
                    thrift.number(RLE);
                    thrift.list(3, Thrift.BINARY, 1);
                    thrift.bytes(column.name());
                    thrift.i32(4, GZIP);
                    thrift.i64(5, chunk.values());
                    thrift.i64(6, chunk.uncompressed());
                    thrift.i64(7, chunk.compressed());
                    thrift.i64(9, chunk.offset());
                });
            });
        }
        thrift.i64(2, group.chunks().stream().mapToLong(Chunk::uncompressed).sum());
        thrift.i64(3, group.rows());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    private static void writeVarint(ByteArrayOutputStream to, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            to.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    /** Thrift's compact protocol, as far as it is needed. */
    private static final class Thrift {

        static final int I32 = 5;
        static final int BINARY = 8;
        static final int STRUCT = 12;
        private static final int TRUE = 1;
        private static final int I64 = 6;
        private static final int LIST = 9;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int lastField;

        void i32(int field, int value) {
            field(field, I32);
            number(value);
        }

        void i64(int field, long value) {
            field(field, I64);
            number(value);
        }

        void yes(int field) {
            field(field, TRUE);
        }

        void text(int field, String value) {
            field(field, BINARY);
            bytes(value);
        }

        void struct(int field, Runnable fields) {
            field(field, STRUCT);
            element(fields);
        }

        void list(int field, int type, int size) {
            field(field, LIST);
            if (size < 15) {
                bytes.write(size << 4 | type);
            } else {
                bytes.write(0xf0 | type);
                writeVarint(bytes, size);
            }
        }

        void element(Runnable fields) {
            int outer = lastField;
            lastField = 0;
            fields.run();
            bytes.write(0);
            lastField = outer;
        }

        void number(long value) {
            writeVarint(bytes, value << 1 ^ value >> 63);
        }

        void bytes(String value) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            writeVarint(bytes, text.length);
            bytes.writeBytes(text);
        }

        private void field(int field, int type) {
            bytes.write(field - lastField << 4 | type); // fields come in order and close to one another
            lastField = field;
        }

        byte[] end() {
            bytes.write(0);
            return bytes.toByteArray();
        }
    }
}
