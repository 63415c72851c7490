package io.quarterdeck.localstack;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A stack that lives in this JVM: it stops with it, also on Ctrl-C and SIGTERM. */
final class ForegroundStack implements AutoCloseable {

    private final Supervisor supervisor;
    private final Narrator narrator;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ForegroundStack(Supervisor supervisor, Narrator narrator) {
        this.supervisor = supervisor;
        this.narrator = narrator;
    }

    /** Starts Kafka and PostgreSQL and waits for them; the services start meanwhile. */
    static ForegroundStack start(StackHome home, Supervisor.Services services, Narrator narrator) throws IOException {
        narrator.say("Starting the stack in " + home.folder());
        var stack = new ForegroundStack(Supervisor.of(home, narrator), narrator);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAtExit, "stop-stack"));
        stack.orClose(() -> stack.supervisor.start(services));
        return stack;
    }

    void awaitServices() throws IOException {
        orClose(supervisor::awaitServices);
    }

    /** Tells when the services become ready, while the caller goes on; who needs one of them waits for it himself. */
    void awaitServicesInBackground() {
        var waiting = new Thread(
                () -> {
                    try {
                        supervisor.awaitServices();
                    } catch (IOException e) {
                        if (!supervisor.stopping()) {
                            narrator.warn(e.getMessage());
                        }
                    }
                },
                "await-services");
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Waits for Ctrl-C or SIGTERM. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() throws IOException {
        if (!supervisor.stopping()) {
            narrator.say("Stopping the stack");
        }
        supervisor.close();
        stopped.countDown();
    }

    private interface Starting {
        void run() throws IOException;
    }

    private void orClose(Starting starting) throws IOException {
        try {
            starting.run();
        } catch (IOException | RuntimeException e) {
            if (supervisor.stopping()) {
                throw new StoppedException(e);
            }
            close();
            throw e;
        }
    }

    private void stopAtExit() {
        try {
            close();
        } catch (IOException e) {
            narrator.warn("not stopped cleanly: " + e.getMessage());
        }
    }

    /** Something ended early because the stack was told to stop: nothing to report. */
    static final class StoppedException extends RuntimeException {

        private StoppedException(Exception cause) {
            super(cause);
        }
    }
}
