package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.EventKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * One row as a store has it.
 *
 * @param content all columns with their values, equal if and only if the rows are
 */
record StoredRow(int partition, long offset, long sourceId, long sourceLine, String content)
        implements Comparable<StoredRow> {

    /**
     * @param values of the kind's columns, each null or: a text or side as String, a time as Long (epoch microseconds), a
     *     number as Double, an integer as Long
     */
    static StoredRow of(EventKind<?> kind, Object[] values, int partition, long offset) {
        var content = new StringJoiner(" ");
        for (int i = 0; i < values.length; i++) {
            EventKind.Column column = kind.columns().get(i);
            boolean time = column.type() == EventKind.Column.Type.TIME && values[i] != null;
            content.add(column.name() + "="
                    + (time ? Instant.EPOCH.plus((Long) values[i], ChronoUnit.MICROS) : Objects.toString(values[i])));
        }
        return new StoredRow(
                partition,
                offset,
                (Long) values[kind.indexOf("source_id")],
                (Long) values[kind.indexOf("source_line")],
                content.toString());
    }

    /** By its place in the topic. */
    @Override
    public int compareTo(StoredRow other) {
        return partition != other.partition
                ? Integer.compare(partition, other.partition)
                : Long.compare(offset, other.offset);
    }
}
