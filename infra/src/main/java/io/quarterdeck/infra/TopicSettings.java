package io.quarterdeck.infra;

/**
 * What may differ between installations.
 *
 * @param eventPartitions partitions of each topic that carries events: the most instances of a consumer that can share
 *     its work
 * @param replication copies of each partition, at most the number of brokers
 */
public record TopicSettings(int eventPartitions, short replication) {

    /** One broker, as embedded. */
    public static final TopicSettings DEFAULT = new TopicSettings(6, (short) 1);

    public TopicSettings {
        if (eventPartitions < 1) {
            throw new IllegalArgumentException("event partitions must be at least 1, not " + eventPartitions);
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replication);
        }
    }
}
