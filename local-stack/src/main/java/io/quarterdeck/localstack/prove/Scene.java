package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.EmbeddedKafka;
import io.quarterdeck.localstack.EmbeddedPostgres;
import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.localstack.InParallel;
import io.quarterdeck.localstack.KafkaContent;
import io.quarterdeck.localstack.Landing;
import io.quarterdeck.localstack.LocalServers;
import io.quarterdeck.localstack.Part;
import io.quarterdeck.localstack.PostgresBinaries;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** The whole pipeline in a folder of its own, made to be broken: each process by itself, each connection by itself. */
final class Scene implements AutoCloseable {

    static final List<String> TOPICS =
            EventKind.ALL.stream().map(EventKind::topic).toList();

    /** A fault must be over, and all rows landed, within this. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(2);

    /** So often may a process end in one trial before it counts as one that does not come back. */
    private static final int MOST_RESTARTS = 8;

    /** A quarter of an hour from every whole one, and from UTC: where times go wrong if they can. */
    private static final String FAR_ZONE = "Asia/Kathmandu";

    private static final Map<String, String> ABROAD =
            Map.of("TZ", FAR_ZONE, "JAVA_TOOL_OPTIONS", "-Duser.timezone=" + FAR_ZONE);

    final Random random;
    final SmallDisk kafkaDisk;
    final SmallDisk postgresDisk;
    final SmallDisk lakeDisk;

    final Member kafka;
    final Member postgres;
    final Member dataStorage;
    final Member streamStorage;

    /** Null but while one is at work. */
    private Member secondDataStorage;

    private Member producer;
    private Path slice;

    final PassThrough producerToKafka;
    final PassThrough dataStorageToKafka;
    final PassThrough streamStorageToKafka;
    final PassThrough dataStorageToPostgres;
    final PassThrough streamStorageToPostgres;
    final PassThrough batchToPostgres;

    private final StackHome home;
    private final ServiceCommands programs;
    private final StackConnection direct;
    private final StackConnection ofProducer;
    private final StackConnection ofBatch;
    private final Path kafkaConfig;

    /** Starts everything; {@code folder} must be empty. */
    Scene(Path folder, ServiceCommands programs, Random random) throws IOException {
        this.home = new StackHome(folder);
        this.programs = programs.in(home);
        this.random = random;
        home.create();
        kafkaDisk = SmallDisk.at(folder.resolve("kafka-disk"), 1024);
        postgresDisk = SmallDisk.at(folder.resolve("postgres-disk"), 2048);
        lakeDisk = SmallDisk.at(folder.resolve("lake-disk"), 512);

        int clientPort = FreePort.any();
        var listeners = new TreeMap<String, Integer>();
        for (String name : List.of("PRODUCER", "DATA", "STREAM")) {
            listeners.put(name, FreePort.any());
        }
        producerToKafka = PassThrough.to(listeners.get("PRODUCER"));
        dataStorageToKafka = PassThrough.to(listeners.get("DATA"));
        streamStorageToKafka = PassThrough.to(listeners.get("STREAM"));
        var broker = EmbeddedKafka.at(
                kafkaDisk.folder(),
                home.log("kafka"),
                clientPort,
                settings(
                        clientPort,
                        listeners,
                        Map.of(
                                "PRODUCER",
                                producerToKafka,
                                "DATA",
                                dataStorageToKafka,
                                "STREAM",
                                streamStorageToKafka)));
        var database = EmbeddedPostgres.at(
                PostgresBinaries.userCache(),
                postgresDisk.folder().resolve("data"),
                home.secrets(),
                home.log("postgresql"),
                FreePort.any());
        dataStorageToPostgres = PassThrough.to(database.port());
        streamStorageToPostgres = PassThrough.to(database.port());
        batchToPostgres = PassThrough.to(database.port());
        kafka = Member.server(Part.of(broker));
        postgres = Member.server(Part.of(database));

        kafkaConfig = folder.resolve("producer.properties");
        // A pause must outlast it; by default it is a minute.
        Files.writeString(kafkaConfig, "transaction.timeout.ms=6000\n");

        direct = connection(clientPort, database.port());
        ofProducer = connection(producerToKafka.port(), database.port());
        ofBatch = connection(clientPort, batchToPostgres.port());
        dataStorage = dataStorage("consumer-data-storage");
        streamStorage = member(
                "consumer-stream-storage",
                (name, port) -> this.programs.streamStorage(
                        connection(streamStorageToKafka.port(), streamStorageToPostgres.port()), port));
        try {
            InParallel.run(
                    () -> {
                        kafka.start();
                        LocalServers.prepare(broker);
                    },
                    () -> {
                        postgres.start();
                        LocalServers.prepare(database, home.secrets());
                    });
            streamStorage.start();
            dataStorage.start();
            dataStorage.awaitReady();
            streamStorage.awaitReady();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Map<String, String> settings(
            int clientPort, Map<String, Integer> listeners, Map<String, PassThrough> throughs) throws IOException {
        int controllerPort = FreePort.any();
        var bound = new ArrayList<String>(
                List.of("CLIENT://127.0.0.1:" + clientPort, "CONTROLLER://127.0.0.1:" + controllerPort));
        var advertised = new ArrayList<String>(List.of("CLIENT://127.0.0.1:" + clientPort));
        var protocols = new ArrayList<String>(List.of("CLIENT:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
        listeners.forEach((name, port) -> {
            bound.add(name + "://127.0.0.1:" + port);
            advertised.add(name + "://127.0.0.1:" + throughs.get(name).port());
            protocols.add(name + ":PLAINTEXT");
        });
        return Map.of(
                "listeners", String.join(",", bound),
                "advertised.listeners", String.join(",", advertised),
                "listener.security.protocol.map", String.join(",", protocols),
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                // A producer that has been silent for too long is found out within a second, not ten.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private StackConnection connection(int kafkaPort, int postgresPort) {
        return new StackConnection(
                "127.0.0.1:" + kafkaPort,
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/quarterdeck",
                home.secrets().toString(),
                lakeDisk.folder().resolve("lake").toUri().toString(),
                null,
                Map.of());
    }

    private interface CommandLine {
        List<String> of(String name, int httpPort) throws IOException;
    }

    private Member member(String name, CommandLine command) throws IOException {
        int port = FreePort.any();
        List<String> line = command.of(name, port);
        return Member.service(
                Part.service(name, port, home.log(name), line, Map.of()),
                Part.service(name, port, home.log(name), line, ABROAD));
    }

    private Member dataStorage(String name) throws IOException {
        return member(
                name,
                (any, port) -> programs.dataStorage(
                        connection(dataStorageToKafka.port(), dataStorageToPostgres.port()), port));
    }

    /** How to reach the servers themselves, by no detour. */
    StackConnection direct() {
        return direct;
    }

    Path folder() {
        return home.folder();
    }

    // What a trial does

    /** Begins to bring a file into Kafka, such that it takes some seconds. */
    void produce(Path file, long rowsPerSecond) throws IOException {
        slice = file;
        producer = producer("producer", rowsPerSecond);
        producer.start();
    }

    private Member producer(String name, long rowsPerSecond) throws IOException {
        return member(
                name,
                (any, port) -> programs.produce(
                        ofProducer,
                        List.of(
                                "--kafka-config",
                                kafkaConfig.toString(),
                                "--rate",
                                rowsPerSecond + "/s",
                                slice.toString())));
    }

    /** The one of the file that is now on its way. */
    Member producer() {
        return producer;
    }

    /** A producer beside it, of the same file. */
    Member anotherProducer() throws IOException {
        Member another = producer("producer-twin", 1_000_000);
        another.start();
        return another;
    }

    /** A second data-storage, which shares the partitions with the first until the trial ends. */
    Member secondDataStorage() throws IOException {
        if (secondDataStorage == null) {
            secondDataStorage = dataStorage("consumer-data-storage-2");
            secondDataStorage.start();
            secondDataStorage.awaitReady();
        }
        return secondDataStorage;
    }

    /** The quarterly job for the quarter that the newest rows are of; incomplete as it is, and whatever its quality. */
    Member batch() throws IOException, SQLException {
        String quarter = text("""
                SELECT to_char(open_time AT TIME ZONE 'UTC', 'YYYY"Q"Q') FROM raw.bars
                 WHERE open_time IS NOT NULL ORDER BY ingested_at DESC, kafka_offset DESC LIMIT 1""");
        List<String> arguments =
                List.of("--quarter", quarter, "--allow-partial", "--override-gate", "prove: the rows do not matter");
        return member("batch", (name, port) -> programs.quarter(ofBatch, arguments));
    }

    /** What the last run of the job made of its quarter, such as {@code PUBLISHED}. */
    String lastRunsResult() throws SQLException, IOException {
        return text("SELECT state FROM governance.run_quarter ORDER BY run DESC LIMIT 1");
    }

    /** Waits until the newest run of the job, which has just been started, begins a step of that name, or the job ends. */
    void awaitStep(Member job, String step) throws NotSurvived, IOException, InterruptedException {
        String begun = """
                SELECT count(*) FROM governance.run_step
                 WHERE run = (SELECT max(id) FROM governance.run WHERE state = 'RUNNING') AND step LIKE '%s%%'""".formatted(step);
        untilUnattended("the step " + step, () -> !job.isAlive() || !text(begun).equals("0"));
    }

    void hold(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    /** Behind the last committed record of each partition. */
    Map<String, Map<Integer, Long>> ends() {
        try (var content = KafkaContent.of(direct, KAFKA_PATIENCE)) {
            return content.endOffsets(TOPICS);
        }
    }

    /** Offsets that one of the stores has not come to yet; both counted. */
    long missing(Map<String, Map<Integer, Long>> goal) throws SQLException, IOException {
        long missing = 0;
        for (String table : List.of("raw.consumer_offset", "raw.lake_offset")) {
            var next = new TreeMap<String, Map<Integer, Long>>();
            try (Connection connection = direct.connect("dashboard");
                    var select = connection.createStatement();
                    var row = select.executeQuery("SELECT topic, kafka_partition, next_offset FROM " + table)) {
                while (row.next()) {
                    next.computeIfAbsent(row.getString(1), any -> new TreeMap<>())
                            .put(row.getInt(2), row.getLong(3));
                }
            }
            for (var topic : goal.entrySet()) {
                missing += Landing.missing(topic.getValue(), next.getOrDefault(topic.getKey(), Map.of()));
            }
        }
        return missing;
    }

    /** Whether all of the file is in Kafka, and nobody is at work on it any more. */
    boolean fileIsComplete() throws IOException {
        if (producer.isAlive()) {
            return false;
        }
        try (var content = KafkaContent.of(direct, KAFKA_PATIENCE)) {
            return content.manifests().stream()
                    .anyMatch(manifest ->
                            manifest.name().equals(slice.getFileName().toString())
                                    && manifest.status() == SourceManifest.Status.COMPLETE);
        }
    }

    String text(String sql) throws SQLException, IOException {
        try (Connection connection = direct.connect("dashboard");
                var select = connection.createStatement();
                var row = select.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** By the superuser. */
    void execute(String sql) throws SQLException, IOException {
        try (Connection connection = direct.connect(EmbeddedPostgres.OWNER);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    interface Condition {
        boolean holds() throws SQLException, IOException, KafkaException;
    }

    /**
     * Starts what has ended, as a supervisor does, until the condition holds; servers that do not answer are asked again.
     *
     * @throws NotSurvived when it does not within {@link #PATIENCE}, or something does not stay up
     */
    void until(String what, Condition condition) throws NotSurvived, IOException, InterruptedException {
        await(what, condition, this::superviseOnce);
    }

    /** Waits likewise, and starts nothing meanwhile. */
    void untilUnattended(String what, Condition condition) throws NotSurvived, IOException, InterruptedException {
        await(what, condition, () -> {});
    }

    private interface Supervision {
        void look() throws IOException, NotSurvived;
    }

    private void await(String what, Condition condition, Supervision supervision)
            throws NotSurvived, IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            supervision.look();
            String last;
            try {
                if (condition.holds()) {
                    return;
                }
                last = "not yet";
            } catch (SQLException | KafkaException e) {
                last = e.toString();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new NotSurvived("%s: not within %d s (%s)".formatted(what, PATIENCE.toSeconds(), last));
            }
            hold(PAUSE_BETWEEN_LOOKS);
        }
    }

    private void superviseOnce() throws IOException, NotSurvived {
        for (Member member : members()) {
            member.ensureRunning();
            if (member.restarts() > MOST_RESTARTS) {
                throw new NotSurvived(member.name() + " does not stay up" + member.lastLines());
            }
        }
        if (producer != null && !producer.isAlive()) {
            try {
                if (!fileIsComplete()) {
                    producer.ensureRunning();
                }
            } catch (KafkaException e) { // the broker is just coming back: asked again at the next look
                return;
            }
        }
    }

    private List<Member> members() {
        return Stream.of(kafka, postgres, dataStorage, streamStorage, secondDataStorage)
                .filter(member -> member != null)
                .toList();
    }

    /** Nothing is broken any more; what has ended starts at the next look. Tells how often something was started again. */
    int endTrial() throws IOException {
        for (PassThrough through : throughs()) {
            through.mend();
        }
        for (SmallDisk disk : List.of(kafkaDisk, postgresDisk, lakeDisk)) {
            disk.empty();
        }
        int restarts = producer == null ? 0 : producer.takeRestarts();
        for (Member member : members()) {
            if (member.isAlive()) {
                member.resume();
            }
            restarts += member.takeRestarts();
        }
        if (secondDataStorage != null) {
            secondDataStorage.stop();
            secondDataStorage = null;
        }
        if (producer != null) {
            producer.kill(); // of a trial that failed
            producer = null;
        }
        return restarts;
    }

    private List<PassThrough> throughs() {
        return List.of(
                producerToKafka,
                dataStorageToKafka,
                streamStorageToKafka,
                dataStorageToPostgres,
                streamStorageToPostgres,
                batchToPostgres);
    }

    @Override
    public void close() throws IOException {
        if (producer != null) {
            producer.kill();
        }
        for (Member member : List.of(dataStorage, streamStorage, kafka, postgres)) {
            if (member.isAlive()) {
                member.resume();
            }
            member.stop();
        }
        if (secondDataStorage != null) {
            secondDataStorage.kill();
        }
        for (PassThrough through : throughs()) {
            through.close();
        }
    }
}
