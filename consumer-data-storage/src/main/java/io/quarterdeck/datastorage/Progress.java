package io.quarterdeck.datastorage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarterdeck.marketdata.EventKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how far the storing is: as metrics after each batch, and as a line of log every few seconds. */
final class Progress {

    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<String, Counter> rows = new HashMap<>();
    private final Map<String, Counter> undecodables = new HashMap<>();
    private final MultiGauge nextOffset;
    private final MultiGauge lag;
    private long recordsSinceLog;
    private Instant loggedAt;

    Progress(Collection<EventKind<?>> kinds, MeterRegistry metrics, Clock clock) {
        this.clock = clock;
        this.loggedAt = clock.instant();
        for (EventKind<?> kind : kinds) {
            rows.put(
                    kind.topic(),
                    Counter.builder("quarterdeck.rows.stored")
                            .tag("topic", kind.topic())
                            .description("Rows committed to PostgreSQL by this process")
                            .register(metrics));
            undecodables.put(
                    kind.topic(),
                    Counter.builder("quarterdeck.undecodable")
                            .tag("topic", kind.topic())
                            .description("Records kept in raw.undecodable by this process")
                            .register(metrics));
        }
        nextOffset = MultiGauge.builder("quarterdeck.next.offset")
                .description("Everything below this offset is stored; partitions of this instance only")
                .register(metrics);
        lag = MultiGauge.builder("quarterdeck.lag.records")
                .description("Records in this instance's partitions that are not stored yet")
                .register(metrics);
    }

    /** Called with each change of the assignment, and after an outage. */
    void goesOnFrom(Map<TopicPartition, Long> stored) {
        showOffsets(stored);
        log.info(
                "going on from {}",
                new TreeMap<>(stored.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue))));
    }

    /** Called after each batch. */
    void stored(Batch batch, Map<TopicPartition, Long> stored) {
        for (KindRows<?> kind : batch.kinds()) {
            rows.get(kind.kind().topic()).increment(kind.rows().rows());
            undecodables.get(kind.kind().topic()).increment(kind.undecodables().size());
        }
        recordsSinceLog += batch.records();
        showOffsets(stored);
    }

    /** Called when nothing waits to be stored: per topic, the records that were not read yet. */
    void lags(Map<String, Long> lags) {
        lag.register(
                lags.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("topic", entry.getKey()), entry.getValue()))
                        .toList(),
                true);
        Duration since = Duration.between(loggedAt, clock.instant());
        if (recordsSinceLog > 0 && since.compareTo(LOG_INTERVAL) >= 0) {
            log.info("stored records={} in {} ms, lag={}", recordsSinceLog, since.toMillis(), lags);
            loggedAt = clock.instant();
            recordsSinceLog = 0;
        }
    }

    private void showOffsets(Map<TopicPartition, Long> stored) {
        nextOffset.register(
                stored.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of(
                                        "topic",
                                        entry.getKey().topic(),
                                        "partition",
                                        Integer.toString(entry.getKey().partition())),
                                entry.getValue()))
                        .toList(),
                true);
    }
}
