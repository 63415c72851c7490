package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowWriter;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.WireFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Kafka records (value, partition, offset) into rows of {@link LakeColumns#decoded}. A record that cannot be decoded
 * is left out and counted; {@code raw.undecodable} in PostgreSQL keeps its bytes.
 */
final class DecodeRecords implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(DecodeRecords.class);

    /** Stands for its kind, which is not serializable. */
    private final String topic;

    private final LongAccumulator undecodable;

    DecodeRecords(EventKind<?> kind, LongAccumulator undecodable) {
        this.topic = kind.topic();
        this.undecodable = undecodable;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        return new Rows<>(EventKind.ofTopic(topic), records, undecodable);
    }

    private static final class Rows<E extends Event> implements Iterator<Row> {

        private final EventKind<E> kind;
        private final WireFormat.Reader<E> reader;
        private final Iterator<Row> records;
        private final LongAccumulator undecodable;
        private final Values values;
        private Row next;

        Rows(EventKind<E> kind, Iterator<Row> records, LongAccumulator undecodable) {
            this.kind = kind;
            this.reader = new WireFormat.Reader<>(kind);
            this.records = records;
            this.undecodable = undecodable;
            this.values = new Values(LakeColumns.decoded(kind).size());
            this.next = advance();
        }

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
                Decoded<E> decoded = reader.read(record.isNullAt(0) ? null : (byte[]) record.get(0));
                if (decoded instanceof Decoded.Valid<E> valid) {
                    kind.writer().accept(valid.event(), values);
                    values.add(partition);
                    values.add(offset);
                    return values.row();
                }
                undecodable.add(1);
                log.warn(
                        "not stored record={}-{}-{} reason={}",
                        kind,
                        partition,
                        offset,
                        ((Decoded.Undecodable<E>) decoded).reason());
            }
            return null;
        }
    }

    /** Gathers the values of one row, as the classes that Spark has for them. */
    private static final class Values implements RowWriter {

        private final int columns;
        private Object[] values;
        private int filled;

        Values(int columns) {
            this.columns = columns;
            this.values = new Object[columns];
        }

        void add(Object value) {
            values[filled++] = value;
        }

        /** The row of the values since the last one. */
        Row row() {
            Row row = RowFactory.create(values);
            values = new Object[columns];
            filled = 0;
            return row;
        }

        @Override
        public void text(String value) {
            add(value);
        }

        @Override
        public void time(long micros) {
            add(micros == Event.NO_TIME ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        }

        @Override
        public void number(double value) {
            add(value);
        }

        @Override
        public void integer(long value) {
            add(value);
        }

        @Override
        public void side(Trade.Side side) {
            add(side == Trade.Side.UNKNOWN ? null : side.name());
        }
    }
}
