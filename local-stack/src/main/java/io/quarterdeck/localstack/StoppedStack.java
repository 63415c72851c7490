package io.quarterdeck.localstack;

import java.io.IOException;
import java.time.Duration;

/** A stack of which no process runs; nobody can start one until this is closed. */
final class StoppedStack implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final StackLock lock;
    private final boolean ran;

    private StoppedStack(StackLock lock, boolean ran) {
        this.lock = lock;
        this.ran = ran;
    }

    /**
     * Stops everything, whoever started it, and whatever has become of its launcher.
     *
     * @throws IOException when the launcher does not end, or another one is starting
     */
    static StoppedStack of(StackHome home, Narrator narrator) throws IOException, InterruptedException {
        var state = StackState.read(home);
        var launcher = state.flatMap(known -> known.supervisor().running());
        if (launcher.isPresent()) {
            narrator.say("Stopping the stack in " + home.folder());
            launcher.get().destroy();
            if (!state.get().supervisor().endsWithin(PATIENCE)) {
                throw new IOException("the launcher (process " + launcher.get().pid() + ") did not end within "
                        + PATIENCE.toSeconds() + " s; kill -9 it and run ./quarterdeck down again");
            }
        }
        var lock = StackLock.take(home);
        try {
            Leftovers.stop(home, narrator);
            return new StoppedStack(lock, launcher.isPresent());
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether it had to be stopped for this. */
    boolean ran() {
        return ran;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
