package io.quarterdeck.infra;

/**
 * What may differ between installations.
 *
 * @param barPartitions partitions of {@code market.bars}: the most instances of a consumer that can share the work
 * @param replication copies of each partition, at most the number of brokers
 */
public record TopicSettings(int barPartitions, short replication) {

    /** One broker, as embedded. */
    public static final TopicSettings DEFAULT = new TopicSettings(6, (short) 1);

    public TopicSettings {
        if (barPartitions < 1) {
            throw new IllegalArgumentException("bar partitions must be at least 1, not " + barPartitions);
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replication);
        }
    }
}
