package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which processes make up the stack and how they are: {@code stack.json}.
 *
 * @param services in the order in which they start
 */
record StackState(Phase phase, ProcessId supervisor, List<Service> services) {

    enum Phase {
        /** The servers are coming up, or being set up. */
        STARTING,
        /** Kafka and PostgreSQL are ready for clients; the services may still be starting. */
        SERVING,
        /** Everything was ready at least once. */
        RUNNING,
        STOPPING
    }

    enum Health {
        STARTING,
        READY,
        /** Ended by itself; it will be started again. */
        RESTARTING,
        /** Ended by itself too often; it stays down. */
        FAILED,
        STOPPED
    }

    /**
     * @param port of the server, or of a service's health and metrics
     * @param restarts how often it ended by itself and was started again
     */
    record Service(String name, Health health, ProcessId process, int port, String log, int restarts) {}

    /** A process, told apart from a later one with the same number by its start; times in epoch milliseconds. */
    record ProcessId(long pid, long startedAt) {

        /** Linux derives the start from the boot time, which moves a little when the clock is corrected. */
        private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(2);

        static ProcessId of(ProcessHandle process) {
            return new ProcessId(
                    process.pid(),
                    process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
        }

        /** The process, if it still runs. */
        Optional<ProcessHandle> running() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(start -> Math.abs(start.toEpochMilli() - startedAt) <= CLOCK_CORRECTION.toMillis())
                            .isPresent());
        }
    }

    StackState {
        services = List.copyOf(services);
    }

    static Optional<StackState> read(StackHome home) throws IOException {
        return Files.exists(home.stateFile())
                ? Optional.of(Json.read(home.stateFile(), StackState.class))
                : Optional.empty();
    }

    void write(StackHome home) throws IOException {
        Json.write(home.stateFile(), this);
    }

    static void delete(StackHome home) throws IOException {
        Files.deleteIfExists(home.stateFile());
    }

    boolean supervised() {
        return supervisor.running().isPresent();
    }

    Optional<Service> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }
}
