package io.quarterdeck.localstack;

import io.quarterdeck.localstack.StackState.Phase;
import io.quarterdeck.localstack.StackState.ProcessId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Runs the embedded stack: starts every part, keeps it running, and stops all of them in the reverse order. While it
 * lives it holds the lock of the stack's folder, and {@code stack.json} there says how the parts are.
 */
final class Supervisor implements AutoCloseable, Keeper.Observer {

    /** The services to run beside Kafka and PostgreSQL, in the order in which they start. */
    interface Services {
        List<Part> toRun(StackConnection connection) throws IOException;
    }

    private final StackHome home;
    private final StackPorts ports;
    private final StackLock lock;
    private final Narrator narrator;
    private final Object stateFile = new Object();
    private final List<Keeper> servers = new CopyOnWriteArrayList<>();
    private final List<Keeper> services = new CopyOnWriteArrayList<>();
    private volatile Phase phase = Phase.STARTING;

    private Supervisor(StackHome home, StackPorts ports, StackLock lock, Narrator narrator) {
        this.home = home;
        this.ports = ports;
        this.lock = lock;
        this.narrator = narrator;
    }

    /**
     * Takes the folder's lock and stops what an earlier launcher may have left behind; nothing is started yet.
     *
     * @throws IOException when another launcher holds the lock, or the folder cannot be used
     */
    static Supervisor of(StackHome home, Narrator narrator) throws IOException {
        home.create();
        home.requireSpace();
        var lock = StackLock.take(home);
        try {
            Leftovers.stop(home, narrator);
            return new Supervisor(home, StackPorts.choose(home), lock, narrator);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Starts the servers, sets them up, and starts the services without waiting for those: Kafka and PostgreSQL can be
     * used from now on.
     */
    void start(Services chosen) throws IOException {
        var kafka = EmbeddedKafka.at(home.kafka(), home.log("kafka"), ports.kafka());
        var postgres = EmbeddedPostgres.at(
                PostgresBinaries.userCache(),
                home.postgresData(),
                home.secrets(),
                home.log("postgresql"),
                ports.postgres());
        Keeper keepsPostgres = keep(servers, Part.of(postgres));
        Keeper keepsKafka = keep(servers, Part.of(kafka));
        InParallel.run(
                () -> {
                    awaitReady(keepsPostgres);
                    LocalServers.prepare(postgres, home.secrets());
                },
                () -> {
                    awaitReady(keepsKafka);
                    LocalServers.prepare(kafka);
                });

        var connection = new StackConnection(
                kafka.servers(),
                LocalServers.url(postgres),
                home.secrets().toString(),
                home.lakeWarehouse().toUri().toString(),
                "http://127.0.0.1:" + ports.dashboard(),
                ports.http());
        connection.write(home);
        for (Part service : chosen.toRun(connection)) {
            keep(services, service);
        }
        enter(Phase.SERVING);
    }

    /** Waits until every service is ready. */
    void awaitServices() throws IOException {
        for (Keeper service : services) {
            awaitReady(service);
        }
        enter(Phase.RUNNING);
    }

    /** True from the moment the stack is told to stop; failures from then on mean nothing. */
    boolean stopping() {
        return phase == Phase.STOPPING;
    }

    /** Stops the services, then the servers; a second call waits for the first and does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (stopping()) {
            return;
        }
        enter(Phase.STOPPING);
        stop(services);
        stop(servers);
        StackState.delete(home);
        lock.close();
    }

    private static void stop(List<Keeper> keepers) {
        keepers.forEach(Keeper::requestStop);
        keepers.forEach(Keeper::awaitStopped);
    }

    private Keeper keep(List<Keeper> group, Part part) {
        var keeper = new Keeper(part, this);
        group.add(keeper);
        keeper.ready().thenAccept(took -> narrator.step(part.name() + " ready", took, "127.0.0.1:" + part.port()));
        keeper.start();
        return keeper;
    }

    private void awaitReady(Keeper keeper) throws IOException {
        try {
            keeper.ready().join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void enter(Phase next) throws IOException {
        synchronized (stateFile) {
            if (!stopping()) {
                phase = next;
            }
            changed();
        }
    }

    @Override
    public void changed() throws IOException {
        synchronized (stateFile) {
            var parts = Stream.of(servers, services).flatMap(List::stream).map(Keeper::state);
            new StackState(phase, ProcessId.of(ProcessHandle.current()), parts.toList()).write(home);
        }
    }

    @Override
    public void tell(String message) {
        narrator.warn(message);
    }
}
