package io.quarterdeck.localstack;

import io.quarterdeck.localstack.StackState.Health;
import io.quarterdeck.localstack.StackState.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A stack whose Kafka and PostgreSQL serve clients, seen from any process. */
record RunningStack(StackHome home, StackState state, StackConnection connection) {

    static Optional<RunningStack> find(StackHome home) throws IOException {
        var state = StackState.read(home).filter(StackState::supervised);
        var connection = StackConnection.read(home);
        boolean serving = state.isPresent()
                && (state.get().phase() == Phase.SERVING || state.get().phase() == Phase.RUNNING);
        return serving && connection.isPresent()
                ? Optional.of(new RunningStack(home, state.get(), connection.get()))
                : Optional.empty();
    }

    /** @throws IOException when it does not run; it says how to start it */
    static RunningStack require(StackHome home) throws IOException {
        return find(home)
                .orElseThrow(() -> new IOException(
                        "the stack in " + home.folder() + " is not running; start it with ./quarterdeck up --detach"));
    }

    /** @throws IOException when the service stays down, with the end of its log */
    void requireAlive(String service) throws IOException {
        var now = StackState.read(home).flatMap(current -> current.service(service));
        if (now.isEmpty()) {
            throw new IOException(service + " does not run any more; the stack was stopped");
        }
        if (now.get().health() == Health.FAILED) {
            Path log = Path.of(now.get().log());
            throw new IOException(service + " has failed; the end of " + log + ":\n"
                    + LogFile.tail(log, 0, 15).indent(4));
        }
    }

    int httpPort(String service) {
        return connection.httpPorts().get(service);
    }
}
