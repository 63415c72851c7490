package io.quarterdeck.batch.custody;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;

/**
 * The rows that are counted and hashed together.
 *
 * @param sourceId the input file
 * @param partition of the topic
 * @param day UTC day of the events' time; null for events without one
 */
record Group(String topic, long sourceId, int partition, LocalDate day, Place place) implements Serializable {

    /** Who else must hold a row. */
    enum Place {
        /** Every store. */
        EVERYWHERE,
        /** Every store but Kafka, whose log begins behind it. */
        NOT_IN_KAFKA,
        /** Nobody yet: one of the stores has not come so far. */
        IN_FLIGHT
    }

    static final Comparator<Group> ORDER = Comparator.comparing(Group::topic)
            .thenComparing(Group::sourceId)
            .thenComparing(Group::partition)
            .thenComparing(Group::day, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Group::place);

    boolean landed() {
        return place != Place.IN_FLIGHT;
    }
}
