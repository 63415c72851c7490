package io.quarterdeck.testservers;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.WaitStrategy;

/** A server in a container of its own; Testcontainers removes it when the JVM ends. */
final class ServerContainer extends GenericContainer<ServerContainer> implements Server {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Tests run in the folder of their module. */
    private static final Path INFRA = Path.of("../infra");

    private final int hostPort;
    private final IntFunction<WaitStrategy> ready;
    private int starts;

    /** @param ready how to see that clients are served, after the so many-th start */
    ServerContainer(String image, int port, IntFunction<WaitStrategy> ready) throws IOException {
        super(image);
        this.ready = ready;
        // Chosen here and not by Docker, which would choose another one after a kill.
        this.hostPort = freePort();
        addFixedExposedPort(hostPort, port);
    }

    /**
     * The settings that a server has everywhere. They are handed over one by one and not as a file, for Testcontainers packs
     * files with a newer commons-compress than Spark's tests have.
     */
    static Map<String, String> settings(String fileOfInfra) throws IOException {
        var settings = new Properties();
        try (var file = Files.newBufferedReader(INFRA.resolve(fileOfInfra))) {
            settings.load(file);
        }
        return settings.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), settings::getProperty));
    }

    @Override
    public void start() {
        starts++;
        var started = ready.apply(starts).withStartupTimeout(START_LIMIT);
        if (starts == 1) {
            waitingFor(started);
            super.start();
        } else {
            getDockerClient().startContainerCmd(getContainerId()).exec();
            started.waitUntilReady(this);
        }
    }

    @Override
    public void kill() {
        getDockerClient().killContainerCmd(getContainerId()).exec();
    }

    @Override
    public void close() {
        stop();
    }

    /** For clients: {@code host:port}. */
    String address() {
        return getHost() + ":" + hostPort;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
