package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RowReader;
import java.time.LocalDate;

/** Adds the rows of one kind up to a {@link Digest}. Rows of one group that follow one another cost the least. */
final class RowHasher {

    private static final long DAY_MICROS = 86_400_000_000L;

    private final EventKind<?> kind;
    private final Scope scope;
    private final int timeColumn;
    private final int sourceColumn;
    private final ContentHasher hasher = new ContentHasher();
    private final Digest digest = new Digest();
    private Group current;
    private long currentDay;

    RowHasher(EventKind<?> kind, Scope scope) {
        this.kind = kind;
        this.scope = scope;
        this.timeColumn = kind.indexOf(kind.timeColumn().name());
        this.sourceColumn = kind.indexOf("source_id");
    }

    void add(int partition, long offset, RowReader row) {
        long sourceId = row.integer(sourceColumn);
        long micros = row.time(timeColumn);
        long day = micros == Event.NO_TIME ? Event.NO_TIME : Math.floorDiv(micros, DAY_MICROS);
        Place place = scope.place(kind.topic(), partition, offset);
        boolean same = current != null
                && current.sourceId() == sourceId
                && current.partition() == partition
                && currentDay == day
                && current.place() == place;
        if (!same) {
            close();
            currentDay = day;
            LocalDate date = day == Event.NO_TIME ? null : LocalDate.ofEpochDay(day);
            current = new Group(kind.topic(), sourceId, partition, date, place);
        }
        hasher.add(kind, row);
    }

    /** Of all rows. */
    Digest digest() {
        close();
        return digest;
    }

    private void close() {
        if (current != null) {
            digest.add(current, hasher.take());
            current = null;
        }
    }
}
