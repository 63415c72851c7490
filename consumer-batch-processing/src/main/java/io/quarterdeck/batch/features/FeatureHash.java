package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The content hash of feature rows; {@code features.content_hash} in PostgreSQL computes the same from the table.
 *
 * <p>Canonical bytes of a row: for each column, in the table's order, that is not null: its name in UTF-8, 0x00 and the
 * value (text in UTF-8 and 0x00, a time as 8-byte big-endian epoch microseconds, a number as 8-byte big-endian
 * IEEE-754). A column added later is null in older releases and leaves their hashes as they were.
 */
public final class FeatureHash {

    private static final int MAX_ROW_BYTES = 1 << 14;

    private FeatureHash() {}

    public static ContentHash of(Dataset<Row> features, Interval interval) {
        return features.javaRDD()
                .mapPartitions(rows -> List.of(of(rows, interval)).iterator())
                .fold(ContentHash.NONE, ContentHash::plus);
    }

    public static ContentHash of(Iterator<Row> rows, Interval interval) {
        List<Column> columns = FeatureTable.columns(interval);
        byte[][] names = columns.stream()
                .map(column -> column.name().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        var hasher = new ContentHasher();
        ByteBuffer bytes = ByteBuffer.allocate(MAX_ROW_BYTES);
        while (rows.hasNext()) {
            Row row = rows.next();
            bytes.clear();
            for (int i = 0; i < names.length; i++) {
                if (row.isNullAt(i)) {
                    continue;
                }
                bytes.put(names[i]).put((byte) 0);
                switch (columns.get(i).type()) {
                    case TEXT ->
                        bytes.put(row.getString(i).getBytes(StandardCharsets.UTF_8))
                                .put((byte) 0);
                    case TIMESTAMP -> bytes.putLong(Slots.micros(row.<Instant>getAs(i)));
                    case DOUBLE -> bytes.putDouble(row.getDouble(i));
                }
            }
            hasher.add(bytes.flip());
        }
        return hasher.sum();
    }
}
