package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.LinuxTools;
import io.quarterdeck.localstack.prove.FaultCase.Act;
import io.quarterdeck.localstack.prove.FaultCase.Moment;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Everything that is broken, part by part. */
final class Faults {

    private static final String PRODUCER = "producer";
    private static final String BROKER = "broker";
    private static final String DATA_STORAGE = "data-storage";
    private static final String TWO = "two data-storages";
    private static final String STREAM_STORAGE = "stream-storage";
    private static final String POSTGRES = "PostgreSQL";
    private static final String BATCH = "batch job";
    private static final String ALL = "everything";

    /** Steps of the job at whose begin it is struck; their names begin so. The last is the publication. */
    private static final List<String> STEPS =
            List.of("read", "audit", "clean and join", "quality", "features", "lake", "PostgreSQL");

    private static final String GROUP = "consumer-data-storage";

    /** Beyond a consumer's session, a producer's transaction and the broker's own session: 6 s, 6 s, 2 s. */
    private static final Duration PAUSE = Duration.ofSeconds(9);

    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final Duration LATENCY = Duration.ofMillis(200);

    /** Those of the short run: a few of each kind, none that takes long. */
    private static final Set<String> SHORT = Set.of(
            "producer: killed",
            "producer: started twice for one file",
            "broker: killed",
            "broker: killed, with an unclean end of its log",
            "data-storage: killed",
            "data-storage: cut off from PostgreSQL",
            "two data-storages: one stands still, loses its partitions and wakes up",
            "stream-storage: killed",
            "PostgreSQL: killed",
            "PostgreSQL: disk full",
            "broker: sends records that are no events",
            "everything: killed at once");

    private final List<FaultCase> cases = new ArrayList<>();

    private Faults() {}

    static List<FaultCase> all() {
        var faults = new Faults();
        faults.ofProducer();
        faults.ofBroker();
        faults.ofDataStorage();
        faults.ofTwoDataStorages();
        faults.ofStreamStorage();
        faults.ofPostgres();
        faults.ofEverything();
        faults.ofBatch();
        return faults.cases;
    }

    static List<FaultCase> inShort() {
        return all().stream().filter(fault -> SHORT.contains(fault.name())).toList();
    }

    private void ofProducer() {
        process(PRODUCER, Scene::producer);
        network(PRODUCER, "the broker", scene -> scene.producerToKafka);
        add(PRODUCER, "started twice for one file", scene -> {
            Member twin = scene.anotherProducer();
            twin.awaitEnd(); // one of the two is fenced and ends with an error; which one does not matter
        });
        add(PRODUCER, "in another time zone", scene -> {
            scene.producer().kill();
            scene.producer().startAbroad();
        });
        cases.add(new FaultCase(PRODUCER, "the same file once more", Moment.WHEN_ALL_HAS_LANDED, scene -> {
            Map<String, Map<Integer, Long>> before = scene.ends();
            if (scene.anotherProducer().awaitEnd() == 0 || !scene.ends().equals(before)) {
                throw new NotSurvived("a file that is in Kafka was taken again");
            }
        }));
    }

    private void ofBroker() {
        process(BROKER, scene -> scene.kafka);
        add(BROKER, "killed, with an unclean end of its log", scene -> {
            scene.kafka.kill();
            byte[] halfABatch = new byte[200];
            scene.random.nextBytes(halfABatch);
            Files.write(longestLog(scene.kafkaDisk.folder()), halfABatch, StandardOpenOption.APPEND);
        });
        diskFull(BROKER, scene -> scene.kafka, scene -> scene.kafkaDisk);
        add(BROKER, "sends records that are no events", Faults::poison);
    }

    private void ofDataStorage() {
        process(DATA_STORAGE, scene -> scene.dataStorage);
        network(DATA_STORAGE, "the broker", scene -> scene.dataStorageToKafka);
        network(DATA_STORAGE, POSTGRES, scene -> scene.dataStorageToPostgres);
        add(DATA_STORAGE, "its group's offsets deleted", scene -> {
            scene.dataStorage.stop();
            try (Admin admin = admin(scene)) {
                get(admin.deleteConsumerGroups(List.of(GROUP)).all());
            }
        });
        add(DATA_STORAGE, "its group's offsets moved to the end", scene -> {
            scene.dataStorage.stop();
            var ends = new HashMap<TopicPartition, OffsetAndMetadata>();
            scene.ends()
                    .forEach((topic, partitions) -> partitions.forEach((partition, end) ->
                            ends.put(new TopicPartition(topic, partition), new OffsetAndMetadata(end))));
            try (Admin admin = admin(scene)) {
                get(admin.alterConsumerGroupOffsets(GROUP, ends).all());
            }
        });
        abroad(DATA_STORAGE, scene -> scene.dataStorage);
    }

    private void ofTwoDataStorages() {
        add(TWO, "a second joins and leaves", scene -> scene.secondDataStorage().stop());
        add(TWO, "one is killed", scene -> scene.secondDataStorage().kill());
        add(TWO, "both are killed", scene -> {
            scene.secondDataStorage().kill();
            scene.dataStorage.kill();
        });
        add(TWO, "one stands still, loses its partitions and wakes up", scene -> {
            Member second = scene.secondDataStorage();
            second.pause();
            scene.hold(PAUSE);
            second.resume();
        });
        add(TWO, "the first is restarted", scene -> {
            scene.secondDataStorage();
            scene.dataStorage.stop();
        });
    }

    private void ofStreamStorage() {
        process(STREAM_STORAGE, scene -> scene.streamStorage);
        network(STREAM_STORAGE, "the broker", scene -> scene.streamStorageToKafka);
        network(STREAM_STORAGE, POSTGRES, scene -> scene.streamStorageToPostgres);
        diskFull(STREAM_STORAGE, scene -> scene.streamStorage, scene -> scene.lakeDisk);
        abroad(STREAM_STORAGE, scene -> scene.streamStorage);
    }

    private void ofPostgres() {
        process(POSTGRES, scene -> scene.postgres);
        add(POSTGRES, "the process that serves data-storage killed", scene -> {
            String backend = "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE usename = 'data_storage'";
            scene.until(
                    "a connection of data-storage", () -> !scene.text(backend).equals("0"));
            LinuxTools.signal("KILL", Long.parseLong(scene.text(backend)));
        });
        diskFull(POSTGRES, scene -> scene.postgres, scene -> scene.postgresDisk);
        add(POSTGRES, "its sessions in another time zone", scene -> {
            scene.execute("ALTER ROLE data_storage SET timezone TO 'Asia/Kathmandu'");
            scene.dataStorage.stop();
        });
    }

    private void ofEverything() {
        add(ALL, "killed at once", scene -> {
            for (Member member :
                    List.of(scene.producer(), scene.kafka, scene.postgres, scene.dataStorage, scene.streamStorage)) {
                member.kill();
            }
        });
        add(ALL, "stopped in order", scene -> {
            for (Member member :
                    List.of(scene.producer(), scene.dataStorage, scene.streamStorage, scene.kafka, scene.postgres)) {
                member.stop();
            }
        });
    }

    private void ofBatch() {
        batch("killed", (scene, job) -> job.kill());
        batch("stopped", (scene, job) -> job.stop());
        batch("stands still", (scene, job) -> {
            job.pause();
            scene.hold(PAUSE);
            job.resume();
        });
        batch("cut off from PostgreSQL", (scene, job) -> {
            scene.batchToPostgres.cut();
            scene.hold(OUTAGE);
            scene.batchToPostgres.mend();
        });
        cases.add(new FaultCase(BATCH, "in another time zone", Moment.WHEN_ALL_HAS_LANDED, scene -> {
            Member job = scene.batch();
            job.startAbroad();
            if (job.awaitEnd() != 0) {
                throw new NotSurvived("the job failed" + job.lastLines());
            }
            makesTheSameAgain(scene);
        }));
    }

    // What is common to several parts

    private void add(String component, String fault, Act act) {
        cases.add(new FaultCase(component, fault, Moment.WHILE_ROWS_STREAM, act));
    }

    private void process(String component, Function<Scene, Member> member) {
        add(component, "killed", scene -> running(member.apply(scene)).kill());
        add(
                component,
                "stopped and started",
                scene -> running(member.apply(scene)).stop());
        add(component, "stands still", scene -> {
            running(member.apply(scene)).pause();
            scene.hold(PAUSE);
            member.apply(scene).resume();
        });
    }

    private static Member running(Member member) throws NotSurvived {
        if (!member.isAlive()) {
            throw new NotSurvived(member.name() + " had ended before it was struck");
        }
        return member;
    }

    private void network(String component, String server, Function<Scene, PassThrough> network) {
        add(component, "cut off from " + server, scene -> {
            network.apply(scene).cut();
            scene.hold(OUTAGE);
            network.apply(scene).mend();
        });
        add(component, "hears nothing from " + server, scene -> {
            network.apply(scene).stall();
            scene.hold(PAUSE);
            network.apply(scene).mend();
        });
        add(component, "far away from " + server, scene -> {
            network.apply(scene).slowDown(LATENCY);
            scene.hold(OUTAGE);
            network.apply(scene).mend();
        });
    }

    private void diskFull(String component, Function<Scene, Member> member, Function<Scene, SmallDisk> disk) {
        cases.add(new FaultCase(component, "disk full", Moment.WHILE_ROWS_STREAM_SLOWLY, scene -> {
            if (!disk.apply(scene).canBeFilled()) {
                throw new NotTried("only root may mount a small disk");
            }
            long saidBefore = member.apply(scene).logSize();
            disk.apply(scene).fill();
            scene.untilUnattended(
                    "a word about it in the log", () -> member.apply(scene).hasSaid("No space left", saidBefore));
            scene.hold(OUTAGE);
            disk.apply(scene).empty();
        }));
    }

    private void abroad(String component, Function<Scene, Member> member) {
        add(component, "in another time zone", scene -> {
            member.apply(scene).kill();
            member.apply(scene).startAbroad();
        });
    }

    private interface JobFault {
        void on(Scene scene, Member job) throws Exception;
    }

    /** Strikes the job somewhere in its work, lets it be run again, and asks whether that came out as without the fault. */
    private void batch(String fault, JobFault act) {
        cases.add(new FaultCase(BATCH, fault, Moment.WHEN_ALL_HAS_LANDED, scene -> {
            Member job = scene.batch();
            String step = STEPS.get(scene.random.nextInt(STEPS.size()));
            boolean struck = false;
            for (int run = 0; run < 3 && !struck; run++) {
                job.start();
                scene.awaitStep(job, step);
                struck = job.isAlive(); // a step at its end may be over before it is seen
                if (struck) {
                    act.on(scene, job);
                }
                step = STEPS.get(0);
            }
            if (!struck) {
                throw new NotSurvived("the job always ended before it was struck");
            }
            if (job.awaitEnd() != 0) {
                job.start();
                if (job.awaitEnd() != 0) {
                    throw new NotSurvived("the job failed when it was run again" + job.lastLines());
                }
            }
            makesTheSameAgain(scene);
        }));
    }

    private static void makesTheSameAgain(Scene scene) throws Exception {
        Member undisturbed = scene.batch();
        undisturbed.start();
        if (undisturbed.awaitEnd() != 0 || !scene.lastRunsResult().equals("UNCHANGED")) {
            throw new NotSurvived("an undisturbed run is " + scene.lastRunsResult()
                    + " instead of UNCHANGED: the release is not what it makes" + undisturbed.lastLines());
        }
    }

    private static void poison(Scene scene) throws Exception {
        String kept = "SELECT count(*) FROM raw.undecodable";
        long before = Long.parseLong(scene.text(kept));
        List<byte[]> records = List.of(new byte[] {}, new byte[] {(byte) 0xff, 0}, "{\"symbol\":".getBytes());
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", scene.direct().kafkaServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (EventKind<?> kind : EventKind.ALL) {
                for (byte[] record : records) {
                    get(producer.send(new ProducerRecord<>(kind.topic(), new byte[] {1}, record)));
                }
            }
        }
        long expected = before + (long) records.size() * EventKind.ALL.size();
        scene.until("all bad records kept", () -> Long.parseLong(scene.text(kept)) == expected);
    }

    private static Path longestLog(Path kafka) throws IOException {
        try (var files = Files.walk(kafka)) {
            return files.filter(file -> file.toString().endsWith(".log")
                            && Scene.TOPICS.stream()
                                    .anyMatch(file.getParent().getFileName().toString()::startsWith))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static Admin admin(Scene scene) {
        return Admin.create(Map.of("bootstrap.servers", scene.direct().kafkaServers()));
    }

    private static <T> T get(java.util.concurrent.Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }
}
