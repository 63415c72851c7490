package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The process of {@link EmbeddedKafka}: formats its folder on the first start, then serves until it is told to stop. */
final class BrokerMain {

    /** Printed once the broker serves clients. */
    static final String READY = "Kafka is ready to serve clients";

    /** Kafka leaves it in its folder when it stops cleanly, and takes it away at the next start. */
    private static final String CLEANLY_STOPPED = ".kafka_cleanshutdown";

    private BrokerMain() {}

    public static void main(String[] args) throws Exception {
        Properties settings = read(Path.of(args[0]));
        Path folder = Path.of(settings.getProperty("log.dirs"));
        if (!Files.exists(folder.resolve("meta.properties"))) {
            format(folder, settings);
        } else if (!Files.exists(folder.resolve(CLEANLY_STOPPED))) {
            fenceTheCrashedBroker(settings);
        }
        KafkaRaftServer server = start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-broker"));
        System.out.println(READY);
        server.awaitShutdown();
    }

    /**
     * After a crash the cluster metadata still call the crashed broker the leader of every partition, until its session
     * ends. A broker that starts meanwhile believes it, and takes up the transactions that were about to be committed.
     * Then the session ends, no partition has a leader for a moment, and Kafka 4.3 mistakes that for deleted topics: it
     * calls the transactions complete without ever writing their commit marker, and readers of committed records stand
     * still there for good. So the controller starts alone first, and waits for the end of that session.
     */
    private static void fenceTheCrashedBroker(Properties settings) throws Exception {
        var controllerOnly = new Properties();
        controllerOnly.putAll(settings);
        controllerOnly.setProperty("process.roles", "controller");
        controllerOnly.setProperty("listeners", controllerListener(settings));
        controllerOnly.remove("advertised.listeners");
        controllerOnly.remove("inter.broker.listener.name");
        KafkaRaftServer controller = start(controllerOnly);
        awaitFenced(Duration.ofMillis(3 * Long.parseLong(settings.getProperty("broker.session.timeout.ms"))));
        controller.shutdown();
        controller.awaitShutdown();
    }

    private static void awaitFenced(Duration limit) throws Exception {
        var deadline = Instant.now().plus(limit);
        while (brokers("FencedBrokerCount") == 0) {
            if (Instant.now().isAfter(deadline)) {
                if (brokers("ActiveBrokerCount") == 0) {
                    return; // it crashed before it was ever registered
                }
                throw new IOException("the session of the crashed broker did not end within " + limit);
            }
            Thread.sleep(20);
        }
    }

    private static String controllerListener(Properties settings) {
        return List.of(settings.getProperty("listeners").split(",")).stream()
                .filter(listener -> listener.startsWith(settings.getProperty("controller.listener.names") + ":"))
                .findFirst()
                .orElseThrow();
    }

    /** As the controller counts them. */
    private static int brokers(String name) throws JMException {
        var metric = new ObjectName("kafka.controller:type=KafkaController,name=" + name);
        return ((Number) ManagementFactory.getPlatformMBeanServer().getAttribute(metric, "Value")).intValue();
    }

    /** A failure to start ends the process, with the reason in its log. */
    private static KafkaRaftServer start(Properties settings) {
        var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
            throw e;
        }
    }

    private static Properties read(Path file) throws IOException {
        var settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        return settings;
    }

    private static void format(Path folder, Properties settings) throws Exception {
        Files.createDirectories(folder);
        new Formatter()
                .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(folder.toString()))
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .setPrintStream(System.out)
                .run();
    }
}
