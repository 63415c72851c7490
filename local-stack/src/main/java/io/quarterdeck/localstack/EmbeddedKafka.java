package io.quarterdeck.localstack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One Kafka node (KRaft: broker and controller in one) as a process of its own on the loopback address, with its log in
 * a folder that survives restarts.
 *
 * <pre>{@code
 * try (var kafka = EmbeddedKafka.open(folder)) {
 *     connectTo(kafka.servers());
 * }
 * }</pre>
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final String SETTINGS = "/kafka/single-node.properties";

    /** Started fast and kept small; the page cache, not the heap, holds the records. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms128m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dlogback.configurationFile=broker-logback.xml");

    private final Path folder;
    private final Path log;
    private final int port;
    private final Map<String, String> moreSettings;
    private ChildProcess broker;

    private EmbeddedKafka(Path folder, Path log, int port, Map<String, String> moreSettings) {
        this.folder = folder;
        this.log = log;
        this.port = port;
        this.moreSettings = Map.copyOf(moreSettings);
    }

    /** Starts a node on a free port, everything of it in {@code folder}. */
    public static EmbeddedKafka open(Path folder) throws IOException {
        return open(folder, folder.resolve("kafka.log"), FreePort.any());
    }

    /**
     * Starts a node and waits until it serves clients.
     *
     * @throws IOException when it does not start, with the end of its log
     */
    public static EmbeddedKafka open(Path folder, Path log, int port) throws IOException {
        var kafka = at(folder, log, port);
        kafka.start();
        return kafka;
    }

    /** The same, not started yet. */
    static EmbeddedKafka at(Path folder, Path log, int port) {
        return at(folder, log, port, Map.of());
    }

    /** The same with more settings, which hold in place of ours. */
    public static EmbeddedKafka at(Path folder, Path log, int port, Map<String, String> moreSettings) {
        return new EmbeddedKafka(folder.toAbsolutePath(), log, port, moreSettings);
    }

    /** Starts the node again after {@link #stop} or {@link #kill}, on the same port. */
    public void start() throws IOException {
        broker = launch();
        awaitReady(broker);
    }

    ChildProcess launch() throws IOException {
        Files.createDirectories(folder);
        Path settings = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(settings)) {
            settings().store(writer, "Written at each start of the embedded Kafka");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", classPath(), BrokerMain.class.getName(), settings.toString()));
        return ChildProcess.start("kafka", command, Map.of(), ChildProcess.StopSignal.TERM, log);
    }

    void awaitReady(ChildProcess process) throws IOException {
        process.awaitLine(BrokerMain.READY, START_LIMIT);
    }

    /** Stops the node; what it has acknowledged is on disk. */
    public void stop() {
        if (broker != null) {
            broker.stop(STOP_LIMIT);
        }
    }

    /** Ends the node at once, as a crash does (SIGKILL). */
    public void kill() {
        broker.kill();
    }

    /** For clients: {@code bootstrap.servers}. */
    public String servers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        stop();
    }

    Path log() {
        return log;
    }

    private Properties settings() throws IOException {
        var settings = new Properties();
        try (InputStream shared = EmbeddedKafka.class.getResourceAsStream(SETTINGS)) {
            settings.load(shared);
        }
        int controllerPort = FreePort.any();
        settings.setProperty("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "CLIENT://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty(
                "controller.quorum.voters", settings.getProperty("node.id") + "@127.0.0.1:" + controllerPort);
        settings.setProperty("log.dirs", folder.resolve("log").toString());
        settings.putAll(moreSettings);
        return settings;
    }

    /**
     * The broker runs with the libraries of local-stack, not with those of whoever uses it: Spark brings another Scala.
     * Packaged, they are named in the manifest of this class's jar; before, the class path of this JVM holds them.
     */
    private static String classPath() throws IOException {
        try {
            var home = Path.of(EmbeddedKafka.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            boolean packaged = Files.isRegularFile(home) && Files.isDirectory(home.resolveSibling("lib"));
            return packaged ? home.toString() : System.getProperty("java.class.path") + File.pathSeparator + home;
        } catch (URISyntaxException e) {
            throw new IOException("cannot find the libraries of the embedded Kafka", e);
        }
    }
}
