package io.quarterdeck.producer;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a symbol's rows go to. */
final class KeyPartition {

    private KeyPartition() {}

    /** As Kafka's default partitioner does, so that others who produce by key agree. */
    static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    static int of(String symbol, int partitions) {
        return of(symbol.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
