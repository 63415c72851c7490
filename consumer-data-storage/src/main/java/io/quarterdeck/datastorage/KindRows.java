package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import io.quarterdeck.marketdata.WireFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The part of a {@link Batch} that is of one kind. */
final class KindRows<E extends Event> {

    /** Where a row came from and when; every raw table has these behind the columns of its kind. */
    private static final List<String> RECORD_COLUMNS = List.of("kafka_partition", "kafka_offset", "ingested_at");

    private static final int INITIAL_BYTES = 1 << 20;

    private final EventKind<E> kind;
    private final WireFormat.Reader<E> reader;
    private final List<String> columns;
    private final CopyRows rows = new CopyRows(INITIAL_BYTES);
    private final List<Undecodable> undecodables = new ArrayList<>();
    private long undecodableBytes;

    KindRows(EventKind<E> kind) {
        this.kind = kind;
        this.reader = new WireFormat.Reader<>(kind);
        this.columns = Stream.concat(kind.columns().stream().map(Column::name), RECORD_COLUMNS.stream())
                .toList();
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records, Instant ingestedAt) {
        long ingestedAtMicros = ChronoUnit.MICROS.between(Instant.EPOCH, ingestedAt);
        for (var record : records) {
            Decoded<E> decoded = reader.read(record.value());
            if (decoded instanceof Decoded.Valid<E> valid) {
                rows.row(columns.size());
                kind.writer().accept(valid.event(), rows);
                rows.int4(record.partition());
                rows.integer(record.offset());
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

    /** The command that takes {@link #rows()}. */
    String copyCommand() {
        return "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(kind.table(), String.join(", ", columns));
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
