package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.LinuxTools;
import io.quarterdeck.localstack.LogFile;
import io.quarterdeck.localstack.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One process of the pipeline, started again when it has ended, as a supervisor does. */
final class Member {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Part part;
    private final Part abroad;
    private final boolean server;
    private ChildProcess process;
    private int restarts;

    private Member(Part part, Part abroad, boolean server) {
        this.part = part;
        this.abroad = abroad;
        this.server = server;
    }

    /** A server: a start of it ends when it is ready. */
    static Member server(Part part) {
        return new Member(part, part, true);
    }

    /** @param abroad the same in another time zone */
    static Member service(Part part, Part abroad) {
        return new Member(part, abroad, false);
    }

    String name() {
        return part.name();
    }

    void start() throws IOException {
        process = part.launch().start();
        if (server) {
            part.readiness().await(process);
        }
    }

    /** In another time zone, until it ends. */
    void startAbroad() throws IOException {
        process = abroad.launch().start();
    }

    void awaitReady() throws IOException {
        part.readiness().await(process);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts it if it is not running. */
    void ensureRunning() throws IOException {
        if (!isAlive()) {
            restarts++;
            start();
        }
    }

    int restarts() {
        return restarts;
    }

    /** How often it was started again since the last call. */
    int takeRestarts() {
        int taken = restarts;
        restarts = 0;
        return taken;
    }

    /** Its exit code. */
    int awaitEnd() {
        process.awaitEnd();
        return process.exitCode();
    }

    /** As a crash ends it (SIGKILL). */
    void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** As an operator ends it. */
    void stop() {
        if (process != null) {
            process.stop(STOP_LIMIT);
        }
    }

    /** All of its processes stand still (SIGSTOP) as on a machine that is suspended. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        for (long pid : pids()) {
            LinuxTools.signal(signal, pid);
        }
    }

    /** Its own, and those of its children. */
    List<Long> pids() {
        var pids = new ArrayList<Long>(List.of(process.pid()));
        ProcessHandle.of(process.pid())
                .ifPresent(handle -> handle.descendants().forEach(child -> pids.add(child.pid())));
        return pids;
    }

    /** In bytes. */
    long logSize() throws IOException {
        return Files.size(part.log());
    }

    boolean hasSaid(String text, long since) throws IOException {
        return LogFile.since(part.log(), since).contains(text);
    }

    String lastLines() {
        return process == null ? "" : process.lastLines();
    }
}
