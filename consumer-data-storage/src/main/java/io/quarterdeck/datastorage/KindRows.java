package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Decoded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The part of a {@link Batch} that is of one kind. */
final class KindRows<E> {

    private static final int INITIAL_BYTES = 1 << 20;

    private final EventKind<E> kind;
    private final CopyRows rows = new CopyRows(INITIAL_BYTES);
    private final List<Undecodable> undecodables = new ArrayList<>();
    private long undecodableBytes;

    KindRows(EventKind<E> kind) {
        this.kind = kind;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records, Instant ingestedAt) {
        long ingestedAtMicros = ChronoUnit.MICROS.between(Instant.EPOCH, ingestedAt);
        for (var record : records) {
            Decoded<E> decoded = kind.decoder().apply(record.value());
            if (decoded instanceof Decoded.Valid<E> valid) {
                rows.row(kind.columnCount());
                kind.encoder().encode(valid.event(), rows);
                rows.int4(record.partition());
                rows.int8(record.offset());
                rows.timestamptz(ingestedAtMicros);
            } else if (decoded instanceof Decoded.Undecodable<E> undecodable) {
                undecodables.add(new Undecodable(record, undecodable.reason(), ingestedAt));
                undecodableBytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            }
        }
    }

    void clear() {
        rows.clear();
        undecodables.clear();
        undecodableBytes = 0;
    }

    EventKind<E> kind() {
        return kind;
    }

    CopyRows rows() {
        return rows;
    }

    List<Undecodable> undecodables() {
        return undecodables;
    }

    int records() {
        return rows.rows() + undecodables.size();
    }

    long bytes() {
        return rows.size() + undecodableBytes;
    }
}
