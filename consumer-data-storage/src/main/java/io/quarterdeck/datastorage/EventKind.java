package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.marketdata.Topics;
import java.util.List;
import java.util.function.Function;

/**
 * One kind of event and where it is stored. The loop knows no other difference between kinds.
 *
 * @param topic whose records hold such events
 * @param table where they go, with its schema; partitioned by quarter, see {@code raw.ensure_quarters}
 * @param columns what {@code encoder} writes, in its order; every raw table also has {@link #RECORD_COLUMNS}
 * @param decoder reads a record's value, which may be null
 */
record EventKind<E>(
        String topic, String table, List<String> columns, Function<byte[], Decoded<E>> decoder, RowEncoder<E> encoder) {

    /** Where a row came from and when; filled from the Kafka record. */
    static final List<String> RECORD_COLUMNS = List.of("kafka_partition", "kafka_offset", "ingested_at");

    /** Topic {@value Topics#BARS} to table {@value Tables#RAW_BARS}. */
    static final EventKind<Bar> BARS = new EventKind<>(
            Topics.BARS,
            Tables.RAW_BARS,
            List.of("symbol", "open_time", "open", "high", "low", "close", "volume", "source_id", "source_line"),
            BarJson::read,
            (bar, row) -> {
                row.text(bar.symbol());
                row.partitionTime(bar.openTimeMicros());
                row.float8(bar.open());
                row.float8(bar.high());
                row.float8(bar.low());
                row.float8(bar.close());
                row.float8(bar.volume());
                row.int8(bar.sourceId());
                row.int8(bar.sourceLine());
            });

    /** Writes an event's columns, no more and no fewer. */
    @FunctionalInterface
    interface RowEncoder<E> {
        void encode(E event, CopyRows row);
    }

    EventKind {
        columns = List.copyOf(columns);
    }

    /** The command that takes the rows of {@link CopyRows}. */
    String copyCommand() {
        return "COPY %s (%s, %s) FROM STDIN (FORMAT binary)"
                .formatted(table, String.join(", ", columns), String.join(", ", RECORD_COLUMNS));
    }

    int columnCount() {
        return columns.size() + RECORD_COLUMNS.size();
    }
}
