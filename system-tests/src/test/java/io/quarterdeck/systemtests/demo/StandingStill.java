package io.quarterdeck.systemtests.demo;

import io.quarterdeck.systemtests.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Processes that are stopped until they go on: they keep their connections and answer nothing. */
final class StandingStill {

    private final List<String> pids;

    private StandingStill(List<String> pids) throws IOException {
        this.pids = pids;
        signal("-STOP");
    }

    /** PostgreSQL of a home, with all that it has started. */
    static StandingStill postgresOf(Path home) throws IOException {
        ProcessHandle server = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/postgres ") && line.contains(home.toString()))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no PostgreSQL of " + home));
        return new StandingStill(Stream.concat(Stream.of(server), server.descendants())
                .map(process -> String.valueOf(process.pid()))
                .toList());
    }

    private void signal(String which) throws IOException {
        var command = new ArrayList<>(List.of("kill", which));
        command.addAll(pids);
        try {
            Program.run(Map.of(), Duration.ofSeconds(10), command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void goOn() throws IOException {
        signal("-CONT");
    }
}
