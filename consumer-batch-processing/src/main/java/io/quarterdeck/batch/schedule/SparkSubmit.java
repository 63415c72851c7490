package io.quarterdeck.batch.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code spark-submit} after the other as a child process, which writes where this process does. The child ends with
 * this process: when it is stopped, and on Linux with setpriv also when it is killed.
 */
final class SparkSubmit implements Job {

    private static final Logger log = LoggerFactory.getLogger(SparkSubmit.class);

    /** From being asked to end to being killed; less than what the stop signal grants. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private final List<String> words;
    private boolean stopped;
    private Process process;

    /** @param command without the options that say what to make */
    SparkSubmit(List<String> command) {
        words = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM", "--"));
        }
        words.addAll(command);
    }

    /** Stays in this thread until the child has ended: setpriv's signal comes when the thread that started it ends. */
    @Override
    public int run(List<String> options) throws IOException, InterruptedException {
        Process child = start(options);
        try {
            return child.waitFor();
        } finally {
            if (child.isAlive()) {
                end(child);
            }
        }
    }

    private synchronized Process start(List<String> options) throws IOException {
        if (stopped) {
            throw new IOException("the schedule is being stopped");
        }
        var command = new ArrayList<>(words);
        command.addAll(options);
        process = new ProcessBuilder(command).inheritIO().start();
        log.info("started pid={} command={}", process.pid(), String.join(" ", command));
        return process;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (process != null && process.isAlive()) {
            end(process);
        }
    }

    private static void end(Process child) {
        log.info("ending pid={}", child.pid());
        List<ProcessHandle> family = child.descendants().toList();
        family.forEach(ProcessHandle::destroy);
        child.destroy();
        child.onExit().orTimeout(GRACE.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> {
            log.warn("pid={} has not ended within {}: killed", child.pid(), GRACE);
            family.forEach(ProcessHandle::destroyForcibly);
            return child.destroyForcibly();
        });
    }
}
