package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.PostgresOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, puts together what was seen, keeps its history and sends it to those who listen: every two seconds. */
public final class Pulses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pulses.class);

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Who hears of what was seen; both must not wait. */
    public interface Listener {
        /** @return how many alerts go on */
        int judge(Situation situation);

        /** @param releases all in force, of which some are new */
        void released(List<String> releases);
    }

    /** A new release, as an event. */
    public record Released(String name) {}

    private record Standing(long offsets, Instant since) {}

    private final Clock clock;
    private final RawCensus census = new RawCensus();
    private final KafkaWatch kafkaWatch;
    private final PostgresWatch postgresWatch;
    private final Watch<KafkaLook> kafka;
    private final Watch<PostgresLook> postgres;
    private final Signatures signatures;
    private final Listener listener;
    private final LiveStream stream = new LiveStream();
    private final PulseHistory history = new PulseHistory();
    private final Rates rates = new Rates();
    private final Map<String, Instant> downSince = new HashMap<>();
    private final Map<String, Standing> standing = new HashMap<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "pulse");
        thread.setDaemon(true);
        return thread;
    });

    private Map<String, Double> rowsPerSecond = Map.of();
    private List<String> releases;
    private volatile Pulse newest;
    private volatile Completeness completeness;

    private Pulses(
            Map<String, String> kafkaClient,
            PostgresOptions postgresOptions,
            Signatures signatures,
            Listener listener,
            Clock clock) {
        this.clock = clock;
        this.signatures = signatures;
        this.listener = listener;
        kafkaWatch = new KafkaWatch(kafkaClient);
        postgresWatch = new PostgresWatch(postgresOptions, census);
        kafka = Watch.start("kafka", EVERY, kafkaWatch, clock);
        postgres = Watch.start("postgres", EVERY, postgresWatch, clock);
        newest = Pulse.of(clock.instant(), source(kafka), source(postgres), census, Map.of(), 0);
        ticker.scheduleWithFixedDelay(this::tick, 500, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    public static Pulses open(
            Map<String, String> kafkaClient,
            PostgresOptions postgres,
            Signatures signatures,
            Listener listener,
            Clock clock) {
        return new Pulses(kafkaClient, postgres, signatures, listener, clock);
    }

    /** What was seen last. */
    public Pulse newest() {
        return newest;
    }

    public PulseHistory history() {
        return history;
    }

    public LiveStream stream() {
        return stream;
    }

    public RawCensus census() {
        return census;
    }

    /** What Kafka held when it was last seen. */
    public Optional<KafkaLook> kafka() {
        return kafka.newest().map(Watch.Seen::value);
    }

    public Optional<PostgresLook> postgres() {
        return postgres.newest().map(Watch.Seen::value);
    }

    /** Names all releases in force, so that what rests on all of them is made anew with each new one. */
    public String releasesInForce() {
        return String.join(",", postgres().map(PostgresLook::releases).orElse(List.of()));
    }

    /** False once PostgreSQL is known not to answer. */
    public boolean postgresMayAnswer() {
        return !postgres.down();
    }

    /** Nothing until PostgreSQL was seen. */
    public Optional<Completeness> completeness() {
        return Optional.ofNullable(completeness);
    }

    private void tick() {
        try {
            Instant now = clock.instant();
            kafka.newest().ifPresent(seen -> rowsPerSecond = rates.after(seen.at(), seen.value()));
            postgres.newest()
                    .map(Watch.Seen::value)
                    .filter(look ->
                            !census.isComplete() || census.covers(look.stored())) // else rows would seem to be missing
                    .ifPresent(look -> completeness = judge(look, now));
            Pulse pulse = Pulse.of(now, source(kafka), source(postgres), census, rowsPerSecond, 0);
            int alerts = listener.judge(new Situation(
                    now,
                    pulse,
                    down(pulse, now),
                    standing(pulse, now),
                    postgres().orElse(null),
                    kafka().map(KafkaLook::manifests).orElse(List.of()),
                    completeness));
            pulse = pulse.withAlerts(alerts);
            newest = pulse;
            history.add(pulse);
            stream.publish("pulse", pulse);
            postgres().ifPresent(look -> noteReleases(look.releases()));
        } catch (RuntimeException e) {
            log.error("the pulse was missed", e); // the next one may come
        }
    }

    private Completeness judge(PostgresLook look, Instant now) {
        Map<String, Completeness.Held> held = null;
        if (census.isComplete()) {
            held = new HashMap<>();
            for (EventKind<?> kind : EventKind.ALL) {
                held.put(
                        kind.topic(),
                        new Completeness.Held(
                                census.rows(kind.topic()).orElse(0L),
                                census.rowsByQuarter(kind.topic()),
                                census.untimed(kind.topic())));
            }
        }
        return Completeness.judge(
                look.certificates(), look.quarters(), held, census.recentRows(now), signatures::check);
    }

    /** For how long each source that is down has been. */
    private Map<String, Duration> down(Pulse pulse, Instant now) {
        var sources = pulse.problems().stream().map(Problem::source).toList();
        downSince.keySet().retainAll(sources);
        sources.forEach(source -> downSince.putIfAbsent(source, now));
        var down = new HashMap<String, Duration>();
        downSince.forEach((source, since) -> down.put(source, Duration.between(since, now)));
        return down;
    }

    /** For how long a consumer that is behind has not moved. */
    private Map<String, Duration> standing(Pulse pulse, Instant now) {
        var still = new HashMap<String, Duration>();
        for (String consumer : List.of(Pulse.POSTGRES, Pulse.LAKE)) {
            Long lag = pulse.lag(consumer);
            if (lag == null) {
                continue; // nobody can move while a source is down
            }
            long offsets = pulse.topics().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .mapToLong(partition ->
                            consumer.equals(Pulse.POSTGRES) ? partition.postgresOffset() : partition.lakeOffset())
                    .sum();
            Standing was = standing.get(consumer);
            if (was == null || was.offsets() != offsets || lag == 0) {
                was = new Standing(offsets, now);
                standing.put(consumer, was);
            }
            if (lag > 0) {
                still.put(consumer, Duration.between(was.since(), now));
            }
        }
        return still;
    }

    private void noteReleases(List<String> now) {
        if (now.equals(releases)) {
            return;
        }
        if (releases != null) {
            Set<String> known = Set.copyOf(releases);
            now.stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> stream.publish("release", new Released(name)));
        }
        releases = now;
        listener.released(now);
    }

    private static <T> Pulse.Source<T> source(Watch<T> watch) {
        return new Pulse.Source<>(watch.newest(), watch.problem());
    }

    @Override
    public void close() {
        stream.close();
        ticker.shutdownNow();
        kafka.close();
        postgres.close();
        kafkaWatch.close();
        postgresWatch.close();
    }
}
