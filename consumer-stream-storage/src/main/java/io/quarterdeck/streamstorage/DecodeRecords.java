package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.Decoded;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Kafka records (value, partition, offset) into rows of {@link EventKind#decodedColumns()}. A record that cannot
 * be decoded is left out and counted; {@code raw.undecodable} in PostgreSQL keeps its bytes.
 */
final class DecodeRecords implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(DecodeRecords.class);

    private final String topic;
    private final EventKind.Decoder decoder;
    private final LongAccumulator undecodable;

    DecodeRecords(EventKind kind, LongAccumulator undecodable) {
        this.topic = kind.topic();
        this.decoder = kind.decoder();
        this.undecodable = undecodable;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Iterator<>() {
            private Row next = advance();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Row next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                Row row = next;
                next = advance();
                return row;
            }

            private Row advance() {
                while (records.hasNext()) {
                    Row record = records.next();
                    int partition = record.getInt(1);
                    long offset = record.getLong(2);
                    Decoded<Object[]> decoded = decoder.read(record.isNullAt(0) ? null : (byte[]) record.get(0));
                    if (decoded instanceof Decoded.Valid<Object[]> valid) {
                        Object[] values = Arrays.copyOf(valid.event(), valid.event().length + 2);
                        values[values.length - 2] = partition;
                        values[values.length - 1] = offset;
                        return RowFactory.create(values);
                    }
                    undecodable.add(1);
                    log.warn(
                            "not stored record={}-{}-{} reason={}",
                            topic,
                            partition,
                            offset,
                            ((Decoded.Undecodable<Object[]>) decoded).reason());
                }
                return null;
            }
        };
    }
}
