package io.quarterdeck.batch.features;

import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Quarter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The content hash of feature rows; {@code features.content_hash} in PostgreSQL computes the same from the table.
 *
 * <p>Canonical bytes of a row: for each column, in the table's order, that is not null: its name in UTF-8, 0x00 and the
 * value (text in UTF-8 and 0x00, a time as 8-byte big-endian epoch microseconds, a number as 8-byte big-endian
 * IEEE-754). A column added later is null in older releases and leaves their hashes as they were.
 */
public final class FeatureHash {

    private static final int MAX_ROW_BYTES = 1 << 14;
    private static final int OPEN_TIME = 1;

    private FeatureHash() {}

    public static ContentHash of(Dataset<Row> features, Interval interval) {
        return features.javaRDD()
                .mapPartitions(rows -> List.of(of(rows, interval)).iterator())
                .fold(ContentHash.NONE, ContentHash::plus);
    }

    public static ContentHash of(Iterator<Row> rows, Interval interval) {
        var canonical = new Canonical(interval);
        var hasher = new ContentHasher();
        while (rows.hasNext()) {
            hasher.add(canonical.bytes(rows.next()));
        }
        return hasher.sum();
    }

    /** One hash for each quarter of which there are rows, in one pass. */
    public static Map<Quarter, ContentHash> byQuarter(Dataset<Row> features, Interval interval) {
        var hashes = new HashMap<Quarter, ContentHash>();
        features.javaRDD()
                .mapPartitions(rows -> byQuarter(rows, interval))
                .collect()
                .forEach(part -> hashes.merge(Quarter.parse(part._1()), part._2(), ContentHash::plus));
        return hashes;
    }

    private static Iterator<Tuple2<String, ContentHash>> byQuarter(Iterator<Row> rows, Interval interval) {
        var canonical = new Canonical(interval);
        var hashers = new HashMap<Quarter, ContentHasher>();
        while (rows.hasNext()) {
            Row row = rows.next();
            hashers.computeIfAbsent(Quarter.of(row.getInstant(OPEN_TIME)), unused -> new ContentHasher())
                    .add(canonical.bytes(row));
        }
        return hashers.entrySet().stream()
                .map(entry ->
                        new Tuple2<>(entry.getKey().toString(), entry.getValue().sum()))
                .iterator();
    }

    /** Writes one row after the other into the same buffer. */
    private static final class Canonical {

        private final List<Column> columns;
        private final byte[][] names;
        private final ByteBuffer bytes = ByteBuffer.allocate(MAX_ROW_BYTES);

        Canonical(Interval interval) {
            columns = FeatureTable.columns(interval);
            names = columns.stream()
                    .map(column -> column.name().getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
        }

        ByteBuffer bytes(Row row) {
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
            return bytes.flip();
        }
    }
}
