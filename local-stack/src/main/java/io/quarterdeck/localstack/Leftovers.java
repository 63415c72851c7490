package io.quarterdeck.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Processes of a launcher that is gone without having stopped them. The kernel ends them, too; here we make sure of it
 * before their ports and folders are used again. A process counts only if both its number and its start are the recorded
 * ones.
 */
final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Leftovers() {}

    /** Stops them, the last started first, and waits. The caller holds the lock of the stack. */
    static void stop(StackHome home, Narrator narrator) throws IOException {
        var state = StackState.read(home);
        if (state.isEmpty()) {
            return;
        }
        var services = new ArrayList<>(state.get().services());
        Collections.reverse(services);
        for (StackState.Service service : services) {
            var process = service.process().running();
            if (process.isPresent()) {
                narrator.say("stopping " + service.name() + " (process "
                        + service.process().pid() + "), left behind by an earlier run");
                stop(process.get(), service.name());
            }
        }
        StackState.delete(home);
    }

    private static void stop(ProcessHandle process, String name) {
        var signal = name.equals(Part.POSTGRESQL) ? ChildProcess.StopSignal.INT : ChildProcess.StopSignal.TERM;
        LinuxTools.signal(signal, process.pid());
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
