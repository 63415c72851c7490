package io.quarterdeck.batch.release;

import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** COPY of feature rows in PostgreSQL's binary format, which takes the doubles bit by bit and needs no parsing. */
public final class BinaryCopy {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final long MICROS_FROM_1970_TO_2000 = 946_684_800_000_000L;
    private static final int BUFFER_BYTES = 1 << 16;

    private BinaryCopy() {}

    /** Appends the rows, in the transaction that {@code connection} is in. */
    static void into(Connection connection, Interval interval, Iterator<Row> rows) throws SQLException, IOException {
        List<Column> columns = FeatureTable.columns(interval);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String sql = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(interval.table(), names);
        var copy = new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, BUFFER_BYTES);
        try (var out = new DataOutputStream(copy)) {
            out.write(SIGNATURE);
            out.writeInt(0); // flags
            out.writeInt(0); // length of the header's extension
            while (rows.hasNext()) {
                write(rows.next(), columns, out);
            }
            out.writeShort(-1); // end
        }
    }

    private static void write(Row row, List<Column> columns, DataOutputStream out) throws IOException {
        out.writeShort(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            if (row.isNullAt(i)) {
                out.writeInt(-1);
                continue;
            }
            switch (columns.get(i).type()) {
                case TEXT -> {
                    byte[] text = row.getString(i).getBytes(StandardCharsets.UTF_8);
                    out.writeInt(text.length);
                    out.write(text);
                }
                case TIMESTAMP -> {
                    out.writeInt(Long.BYTES);
                    out.writeLong(Slots.micros(row.<Instant>getAs(i)) - MICROS_FROM_1970_TO_2000);
                }
                case DOUBLE -> {
                    out.writeInt(Double.BYTES);
                    out.writeDouble(row.getDouble(i));
                }
            }
        }
    }
}
