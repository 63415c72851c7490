package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.RowSource.RowCursor;
import io.quarterdeck.marketdata.EventKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The very rows that stores do not hold alike: reads the suspects from each store, in the order of the topic, side by side.
 *
 * @param count all of them
 * @param shown the first
 */
record RowDifferences(long count, List<RowDifference> shown) {

    /**
     * A record of the topic that the stores do not hold alike.
     *
     * @param contents by store the rows that it has of it: none, one, or more if it has it more than once
     */
    record RowDifference(
            String topic,
            int partition,
            long offset,
            long sourceId,
            long sourceLine,
            Map<String, List<String>> contents) {}

    /** @param kafka name of the store that has forgotten what lies before its beginning */
    static RowDifferences of(
            List<Comparison.Difference> differences, List<RowSource> stores, String kafka, Scope scope, int maxRows)
            throws SQLException {
        long count = 0;
        var shown = new ArrayList<RowDifference>();
        for (EventKind<?> kind : EventKind.ALL) {
            List<Group> groups = differences.stream()
                    .map(Comparison.Difference::group)
                    .filter(group -> group.topic().equals(kind.topic()))
                    .toList();
            if (!groups.isEmpty()) {
                RowDifferences ofKind = ofKind(Suspects.of(kind, groups), stores, kafka, scope, maxRows - shown.size());
                count += ofKind.count;
                shown.addAll(ofKind.shown);
            }
        }
        return new RowDifferences(count, shown);
    }

    private static RowDifferences ofKind(
            Suspects suspects, List<RowSource> stores, String kafka, Scope scope, int maxRows) throws SQLException {
        long count = 0;
        var shown = new ArrayList<RowDifference>();
        var readers = new ArrayList<Reader>();
        try {
            for (RowSource store : stores) {
                readers.add(new Reader(store.name(), store.rows(suspects)));
            }
            for (StoredRow first = first(readers); first != null; first = first(readers)) {
                Group.Place place = scope.place(suspects.kind().topic(), first.partition(), first.offset());
                var contents = new LinkedHashMap<String, List<String>>();
                for (Reader reader : readers) {
                    List<String> rows = reader.take(first);
                    if (place == Group.Place.EVERYWHERE || !reader.name.equals(kafka)) {
                        contents.put(reader.name, rows);
                    }
                }
                if (place != Group.Place.IN_FLIGHT
                        && contents.values().stream().distinct().count() > 1) {
                    count++;
                    if (shown.size() < maxRows) {
                        shown.add(new RowDifference(
                                suspects.kind().topic(),
                                first.partition(),
                                first.offset(),
                                first.sourceId(),
                                first.sourceLine(),
                                contents));
                    }
                }
            }
        } finally {
            for (Reader reader : readers) {
                reader.cursor.close();
            }
        }
        return new RowDifferences(count, shown);
    }

    /** The first row that any store has yet. */
    private static StoredRow first(List<Reader> readers) {
        return readers.stream()
                .map(reader -> reader.next)
                .filter(Objects::nonNull)
                .min(StoredRow::compareTo)
                .orElse(null);
    }

    private static final class Reader {

        private final String name;
        private final RowCursor cursor;
        private StoredRow next;

        Reader(String name, RowCursor cursor) throws SQLException {
            this.name = name;
            this.cursor = cursor;
            this.next = cursor.next();
        }

        /** Reads past all rows of that place in the topic, of which stores have at most one unless something is wrong. */
        List<String> take(StoredRow place) throws SQLException {
            var rows = new ArrayList<String>();
            while (next != null && next.compareTo(place) == 0) {
                rows.add(next.content());
                next = cursor.next();
            }
            return rows.stream().sorted().collect(Collectors.toList());
        }
    }
}
