package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.EventKind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which rows of a topic to read once more, since stores differ about groups that they are in; and others near them, which
 * do no harm, as they are the same everywhere.
 *
 * @param days the first and the last, if there are any
 */
record Suspects(
        EventKind<?> kind,
        SortedSet<Long> sources,
        SortedSet<Integer> partitions,
        List<LocalDate> days,
        boolean withoutTime) {

    static Suspects of(EventKind<?> kind, Collection<Group> groups) {
        var sources = new TreeSet<Long>();
        var partitions = new TreeSet<Integer>();
        var days = new TreeSet<LocalDate>();
        boolean withoutTime = false;
        for (Group group : groups) {
            sources.add(group.sourceId());
            partitions.add(group.partition());
            withoutTime |= group.day() == null;
            Optional.ofNullable(group.day()).ifPresent(days::add);
        }
        return new Suspects(
                kind,
                sources,
                partitions,
                days.isEmpty() ? List.of() : List.of(days.first(), days.last()),
                withoutTime);
    }

    /** The rows as an SQL condition; see {@link Scope#condition}. */
    String condition(String timestamp) {
        String time = kind.timeColumn().name();
        var times = new ArrayList<String>();
        if (!days.isEmpty()) {
            times.add(Scope.between(time, timestamp, days.get(0), days.get(1).plusDays(1)));
        }
        if (withoutTime) {
            times.add(time + " IS NULL");
        }
        return "(%s) AND source_id IN (%s) AND kafka_partition IN (%s)"
                .formatted(String.join(" OR ", times), Scope.list(sources), Scope.list(partitions));
    }

    boolean include(long sourceId, LocalDate day) {
        boolean time =
                day == null ? withoutTime : !days.isEmpty() && !day.isBefore(days.get(0)) && !day.isAfter(days.get(1));
        return time && sources.contains(sourceId);
    }
}
