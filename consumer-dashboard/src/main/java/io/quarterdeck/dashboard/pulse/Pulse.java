package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that moves, at one moment. What a source that is down had to say is null, or as it was seen last where that
 * cannot become wrong.
 *
 * @param rejected lines of all files
 * @param undecodable records; null while PostgreSQL is down
 * @param bots runs of the trading bot that are to go on, as they were seen last
 * @param alerts that go on
 */
public record Pulse(
        Instant asOf,
        Up up,
        List<Problem> problems,
        List<Topic> topics,
        Stores stores,
        long rejected,
        Long undecodable,
        List<Producing> producing,
        Run run,
        List<Bot> bots,
        int alerts) {

    /** Names of the consumers, as everywhere. */
    public static final String POSTGRES = "consumer-data-storage";

    public static final String LAKE = "consumer-stream-storage";

    public record Up(boolean kafka, boolean postgres) {}

    /**
     * @param rowsPerSecond that came into Kafka lately
     * @param postgresLag offsets that are to be stored yet
     */
    public record Topic(
            String topic, List<Partition> partitions, Double rowsPerSecond, Long postgresLag, Long lakeLag) {}

    public record Partition(int partition, Long endOffset, Long postgresOffset, Long lakeOffset) {}

    public record Stores(Kafka kafka, Postgres postgres, Lake lake) {}

    /** @param rows of all files, as their manifests say */
    public record Kafka(Instant lastEventAt, Long rows) {}

    /** @param rows by topic; null until they are counted */
    public record Postgres(Instant lastEventAt, Map<String, Long> rows) {}

    public record Lake(Instant lastEventAt) {}

    /** A file on its way into Kafka. */
    public record Producing(String sourceId, String file, long rows, long rejected, Instant startedAt) {}

    public record Run(int id, String state, List<String> quarters, String step, Instant startedAt) {}

    /**
     * @param slot open time of the newest minute that it has dealt with
     * @param halts that stand
     */
    public record Bot(String run, String state, Instant slot, Instant seenAt, boolean silent, int halts) {}

    /** What was seen of a source, and whether it is still so. */
    public record Source<T>(Optional<Watch.Seen<T>> seen, Optional<Problem> problem) {

        public boolean up() {
            return seen.isPresent() && problem.isEmpty();
        }

        Optional<T> value() {
            return up() ? seen.map(Watch.Seen::value) : Optional.empty();
        }

        Optional<T> lastValue() {
            return seen.map(Watch.Seen::value);
        }
    }

    /** Puts together what was seen. */
    static Pulse of(
            Instant now,
            Source<KafkaLook> kafka,
            Source<PostgresLook> postgres,
            RawCensus census,
            Map<String, Double> rowsPerSecond,
            int alerts) {
        var problems = new ArrayList<Problem>();
        kafka.problem().ifPresent(problems::add);
        postgres.problem().ifPresent(problems::add);
        List<SourceManifest> manifests =
                kafka.lastValue().map(KafkaLook::manifests).orElse(List.of());
        return new Pulse(
                now,
                new Up(kafka.up(), postgres.up()),
                problems,
                EventKind.ALL.stream()
                        .map(kind -> topic(kind.topic(), kafka.value(), postgres.value(), rowsPerSecond))
                        .toList(),
                stores(kafka, postgres, census, manifests),
                manifests.stream().mapToLong(SourceManifest::rowsRejected).sum(),
                postgres.value().map(PostgresLook::undecodable).orElse(null),
                manifests.stream()
                        .filter(manifest -> manifest.status() == SourceManifest.Status.IN_PROGRESS)
                        .map(manifest -> new Producing(
                                String.valueOf(manifest.sourceId()),
                                manifest.name(),
                                manifest.rowsSent(),
                                manifest.rowsRejected(),
                                micros(manifest.startedAt())))
                        .toList(),
                postgres.lastValue()
                        .map(PostgresLook::run)
                        .map(run -> new Run(run.id(), run.state(), run.quarters(), run.step(), run.startedAt()))
                        .orElse(null),
                postgres.lastValue().map(PostgresLook::bots).orElse(List.of()).stream()
                        .map(bot -> new Bot(
                                bot.run(),
                                bot.state(),
                                bot.slot(),
                                bot.seenAt(),
                                bot.silent(),
                                bot.halts().size()))
                        .toList(),
                alerts);
    }

    private static Stores stores(
            Source<KafkaLook> kafka, Source<PostgresLook> postgres, RawCensus census, List<SourceManifest> manifests) {
        var rows = new TreeMap<String, Long>();
        EventKind.ALL.forEach(
                kind -> rows.put(kind.topic(), census.rows(kind.topic()).orElse(null)));
        return new Stores(
                new Kafka(
                        kafka.lastValue().map(KafkaLook::lastEvent).orElse(null),
                        kafka.lastValue()
                                .map(look -> manifests.stream()
                                        .flatMap(manifest -> manifest.partitions().stream())
                                        .mapToLong(PartitionSum::rows)
                                        .sum())
                                .orElse(null)),
                new Postgres(census.newestIngested().orElse(null), rows),
                new Lake(postgres.lastValue().stream()
                        .flatMap(look -> look.lake().stream())
                        .filter(offset -> offset.nextOffset() > 0)
                        .map(PostgresLook.LakeOffset::notedAt)
                        .max(Instant::compareTo)
                        .orElse(null)));
    }

    private static Topic topic(
            String name,
            Optional<KafkaLook> kafka,
            Optional<PostgresLook> postgres,
            Map<String, Double> rowsPerSecond) {
        SortedMap<Integer, KafkaLook.Span> ends =
                kafka.map(look -> look.topics().get(name)).orElse(new TreeMap<>());
        Map<Integer, Long> stored = new TreeMap<>();
        Map<Integer, Long> lake = new TreeMap<>();
        postgres.ifPresent(look -> {
            look.stored().stream()
                    .filter(offset -> offset.topic().equals(name))
                    .forEach(offset -> stored.put(offset.kafkaPartition(), offset.nextOffset()));
            look.lake().stream()
                    .filter(offset -> offset.topic().equals(name))
                    .forEach(offset -> lake.put(offset.kafkaPartition(), offset.nextOffset()));
        });
        var numbers = new TreeSet<>(ends.keySet());
        numbers.addAll(stored.keySet());
        numbers.addAll(lake.keySet());
        List<Partition> partitions = numbers.stream()
                .map(number -> new Partition(
                        number,
                        ends.containsKey(number) ? ends.get(number).end() : null,
                        postgres.isPresent() ? stored.getOrDefault(number, 0L) : null,
                        postgres.isPresent() ? lake.getOrDefault(number, 0L) : null))
                .toList();
        boolean both = kafka.isPresent() && postgres.isPresent();
        return new Topic(
                name,
                partitions,
                kafka.isPresent() ? rowsPerSecond.get(name) : null,
                both ? lag(partitions, Partition::postgresOffset) : null,
                both ? lag(partitions, Partition::lakeOffset) : null);
    }

    private interface Offset {
        Long of(Partition partition);
    }

    private static long lag(List<Partition> partitions, Offset offset) {
        return partitions.stream()
                .filter(partition -> partition.endOffset() != null)
                .mapToLong(partition -> Math.max(0, partition.endOffset() - offset.of(partition)))
                .sum();
    }

    Pulse withAlerts(int going) {
        return new Pulse(asOf, up, problems, topics, stores, rejected, undecodable, producing, run, bots, going);
    }

    /** What a consumer is behind in all topics together; null where that is not known. */
    public Long lag(String consumer) {
        long sum = 0;
        for (Topic topic : topics) {
            Long lag = consumer.equals(POSTGRES) ? topic.postgresLag() : topic.lakeLag();
            if (lag == null) {
                return null;
            }
            sum += lag;
        }
        return sum;
    }

    /** A time of a manifest. */
    public static Instant micros(long epochMicros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochMicros, 1_000_000L), Math.floorMod(epochMicros, 1_000_000L) * 1000);
    }
}
