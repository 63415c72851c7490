package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the stack, its output appended to a log file. It never outlives this JVM: the kernel sends it a signal
 * when this JVM is gone, however it went. It has a session of its own, so that Ctrl-C on the terminal reaches this JVM
 * alone, which then stops the children in their order.
 */
public final class ChildProcess {

    /** How a process is asked to finish what it does and end. */
    public enum StopSignal {
        TERM,
        INT
    }

    /**
     * The kernel signals the children when the <em>thread</em> that started them ends, so one thread that never ends
     * starts them all.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "child-starter");
        thread.setDaemon(true);
        return thread;
    });

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(50);

    private final String name;
    private final Process process;
    private final StopSignal stopSignal;
    private final Path log;
    private final long logStart;

    private ChildProcess(String name, Process process, StopSignal stopSignal, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.stopSignal = stopSignal;
        this.log = log;
        this.logStart = logStart;
    }

    /**
     * Starts {@code command} with {@code environment} added to this JVM's own.
     *
     * @throws IOException when it cannot be started, with what to install where a tool is missing
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, StopSignal stopSignal, Path log)
            throws IOException {
        LinuxTools.require("setsid", "setpriv");
        Files.createDirectories(log.toAbsolutePath().getParent());
        long logStart = Files.exists(log) ? Files.size(log) : 0;

        var guarded = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", stopSignal.name(), "--"));
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            var process = CompletableFuture.supplyAsync(() -> startUnchecked(builder), STARTER)
                    .get();
            return new ChildProcess(name, process, stopSignal, log, logStart);
        } catch (ExecutionException e) {
            throw new IOException(
                    name + ": cannot start " + command.get(0) + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted while starting", e);
        }
    }

    private static Process startUnchecked(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    public int exitCode() {
        return process.exitValue();
    }

    StackState.ProcessId id() {
        return StackState.ProcessId.of(process.toHandle());
    }

    /** Waits for the process to end, however long that takes. */
    public void awaitEnd() {
        process.onExit().join();
    }

    public interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Waits until the process has written a line that contains {@code text} to its log.
     *
     * @throws IOException when it ends before, or does not come so far within {@code limit}; with its last lines
     */
    public void awaitLine(String text, Duration limit) throws IOException {
        awaitUntil(() -> LogFile.since(log, logStart).contains(text), limit);
    }

    /** Waits until {@code condition} holds; fails as {@link #awaitLine} does. */
    public void awaitUntil(Condition condition, Duration limit) throws IOException {
        var deadline = Instant.now().plus(limit);
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended with exit code " + exitCode() + lastLines());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IOException(name + " was not ready after " + limit.toSeconds() + " s" + lastLines());
            }
            pause();
        }
    }

    /** Asks the process to end and waits for it; kills it when it takes longer than {@code patience}. */
    public void stop(Duration patience) {
        signal();
        if (!endsWithin(patience)) {
            kill();
        }
    }

    /** Sends the stop signal without waiting. */
    void signal() {
        if (process.isAlive()) {
            LinuxTools.signal(stopSignal, process.pid());
        }
    }

    /** Ends the process and its children as a crash does (SIGKILL) and waits until they are gone. */
    public void kill() {
        var family = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        family.forEach(member -> member.onExit().join());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** The end of what this start has written to the log, ready to close a message with. */
    public String lastLines() {
        try {
            return "; the end of " + log + ":\n"
                    + LogFile.tail(log, logStart, 15).indent(4);
        } catch (IOException e) {
            return "; its log " + log + " cannot be read: " + e.getMessage();
        }
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted while starting", e);
        }
    }
}
