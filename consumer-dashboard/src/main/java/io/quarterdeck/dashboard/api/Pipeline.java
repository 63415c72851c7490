package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.KafkaLook;
import io.quarterdeck.dashboard.pulse.Pulse;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files, topics and consumers, and what went wrong on the way. */
public final class Pipeline {

    private static final int FILES = 200;
    private static final int ERRORS = 50;
    private static final int SHOWN_BYTES = 500;

    private final Database database;
    private final Pulses pulses;
    private final Clock clock;

    public Pipeline(Database database, Pulses pulses, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.clock = clock;
    }

    /**
     * @param state {@code in-progress} or {@code complete}
     * @param byPartition rows of the file, all ingestions together
     */
    public record File(
            String sourceId,
            String file,
            String kind,
            String state,
            long rows,
            long rejected,
            Instant startedAt,
            Instant completedAt,
            Map<Integer, Long> byPartition) {}

    public record Consumer(String name, String topic, int partition, Long nextOffset, Long endOffset, Long lag) {}

    public record Topic(String topic, int partition, long firstOffset, long endOffset) {}

    public record Mishap(Instant at, String where, String message) {}

    public record Answer(
            Instant asOf, List<File> files, List<Consumer> consumers, List<Topic> topics, List<Mishap> errors) {}

    public record Rejected(String file, long line, String text, String reason, Instant at) {}

    public record RejectedAnswer(Instant asOf, List<Rejected> rejected) {}

    /** @param value text; what cannot be printed as \\xNN */
    public record Undecodable(String topic, int partition, long offset, String reason, String value, Instant at) {}

    public record UndecodableAnswer(Instant asOf, List<Undecodable> undecodable) {}

    private record UndecodableRow(
            String topic, int kafkaPartition, long kafkaOffset, String reason, byte[] value, Instant ingestedAt) {}

    /** What is known, also while a source is down: the pulse says which. */
    public Answer answer() {
        Pulse pulse = pulses.newest();
        return new Answer(
                pulse.asOf(), files(), consumers(pulse), topics(), pulse.up().postgres() ? errors() : List.of());
    }

    private List<File> files() {
        return pulses.kafka().map(KafkaLook::manifests).orElse(List.of()).stream()
                .limit(FILES)
                .map(Pipeline::file)
                .toList();
    }

    private static File file(SourceManifest manifest) {
        boolean complete = manifest.status() == SourceManifest.Status.COMPLETE;
        return new File(
                String.valueOf(manifest.sourceId()),
                manifest.name(),
                manifest.topic().substring(manifest.topic().indexOf('.') + 1),
                complete ? "complete" : "in-progress",
                manifest.rowsSent(),
                manifest.rowsRejected(),
                Pulse.micros(manifest.startedAt()),
                complete ? Pulse.micros(manifest.updatedAt()) : null,
                manifest.partitions().stream()
                        .collect(Collectors.toMap(
                                PartitionSum::partition, PartitionSum::rows, Long::sum, TreeMap::new)));
    }

    private static List<Consumer> consumers(Pulse pulse) {
        return Stream.of(Pulse.POSTGRES, Pulse.LAKE)
                .flatMap(name -> pulse.topics().stream()
                        .flatMap(topic ->
                                topic.partitions().stream().map(partition -> consumer(name, topic.topic(), partition))))
                .toList();
    }

    private static Consumer consumer(String name, String topic, Pulse.Partition partition) {
        Long next = name.equals(Pulse.POSTGRES) ? partition.postgresOffset() : partition.lakeOffset();
        Long end = partition.endOffset();
        return new Consumer(
                name,
                topic,
                partition.partition(),
                next,
                end,
                next == null || end == null ? null : (Long) Math.max(0, end - next));
    }

    private List<Topic> topics() {
        return pulses.kafka().map(KafkaLook::topics).orElse(Map.of()).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(topic -> topic.getValue().entrySet().stream()
                        .map(partition -> new Topic(
                                topic.getKey(),
                                partition.getKey(),
                                partition.getValue().first(),
                                partition.getValue().end())))
                .toList();
    }

    private List<Mishap> errors() {
        try {
            return readErrors();
        } catch (ApiException e) {
            return List.of(); // PostgreSQL went down just now: the rest is known all the same
        }
    }

    private List<Mishap> readErrors() {
        return database.read(handle -> {
            var errors = new ArrayList<Mishap>();
            errors.addAll(handle.createQuery("""
                            SELECT coalesce(ended_at, started_at) AS at, 'run ' || id AS "where", error AS message
                              FROM governance.run
                             WHERE error IS NOT NULL AND state IN ('FAILED', 'DEAD')
                             ORDER BY id DESC LIMIT :limit
                            """)
                    .bind("limit", ERRORS)
                    .mapTo(Mishap.class)
                    .list());
            errors.addAll(handle.createQuery("""
                            SELECT ingested_at AS at,
                                   topic || ' ' || kafka_partition || '@' || kafka_offset AS "where", reason AS message
                              FROM raw.undecodable
                             ORDER BY ingested_at DESC LIMIT :limit
                            """)
                    .bind("limit", ERRORS)
                    .mapTo(Mishap.class)
                    .list());
            return errors.stream()
                    .sorted(Comparator.comparing(Mishap::at).reversed())
                    .limit(ERRORS)
                    .toList();
        });
    }

    public RejectedAnswer rejected(long limit) {
        KafkaLook kafka =
                pulses.kafka().orElseThrow(() -> ApiException.sourceDown("kafka", "Kafka has not answered yet"));
        return new RejectedAnswer(
                clock.instant(),
                kafka.rejected().stream()
                        .limit(limit)
                        .map(rejected -> new Rejected(
                                rejected.line().source(),
                                rejected.line().line(),
                                rejected.line().text(),
                                rejected.line().reason(),
                                rejected.at()))
                        .toList());
    }

    public UndecodableAnswer undecodable(long limit) {
        return database.read(handle -> new UndecodableAnswer(
                clock.instant(),
                handle.createQuery("""
                                SELECT topic, kafka_partition, kafka_offset, reason, ingested_at,
                                       substring(value FROM 1 FOR :bytes) AS value
                                  FROM raw.undecodable
                                 ORDER BY ingested_at DESC, topic, kafka_partition, kafka_offset DESC
                                 LIMIT :limit
                                """)
                        .bind("bytes", SHOWN_BYTES)
                        .bind("limit", limit)
                        .mapTo(UndecodableRow.class)
                        .map(row -> new Undecodable(
                                row.topic(),
                                row.kafkaPartition(),
                                row.kafkaOffset(),
                                row.reason(),
                                row.value() == null ? null : printable(row.value()),
                                row.ingestedAt()))
                        .list()));
    }

    /** The bytes as text: what is not printable ASCII as \xNN, at most {@value #SHOWN_BYTES} characters. */
    static String printable(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            String one = b >= ' ' && b <= '~' ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff);
            if (text.length() + one.length() > SHOWN_BYTES) {
                break;
            }
            text.append(one);
        }
        return text.toString();
    }

    /** Names of files by their source id, as far as their manifests are known. */
    static Function<Long, String> fileNames(Pulses pulses) {
        Map<Long, String> names = pulses.kafka().map(KafkaLook::manifests).orElse(List.of()).stream()
                .collect(Collectors.toMap(SourceManifest::sourceId, SourceManifest::name, (a, b) -> a));
        return names::get;
    }
}
