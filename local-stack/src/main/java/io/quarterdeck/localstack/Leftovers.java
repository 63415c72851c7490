package io.quarterdeck.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;

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
            if (service.process().running().isPresent()) {
                narrator.say("stopping " + service.name() + " (process "
                        + service.process().pid() + "), left behind by an earlier run");
                stop(service);
            }
        }
        StackState.delete(home);
    }

    private static void stop(StackState.Service service) throws IOException {
        var signal =
                service.name().equals(Part.POSTGRESQL) ? ChildProcess.StopSignal.INT : ChildProcess.StopSignal.TERM;
        LinuxTools.signal(signal, service.process().pid());
        try {
            if (!service.process().endsWithin(PATIENCE)) {
                service.process().running().ifPresent(ProcessHandle::destroyForcibly);
                service.process().endsWithin(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping " + service.name(), e);
        }
    }
}
