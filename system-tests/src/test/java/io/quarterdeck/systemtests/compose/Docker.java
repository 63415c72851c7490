package io.quarterdeck.systemtests.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.systemtests.Program;
import io.quarterdeck.systemtests.Program.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The program {@code docker}, which has five minutes for an answer. */
final class Docker {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Docker() {}

    /** Whether there is a Docker that answers. */
    static boolean isThere() {
        try {
            return Program.run(Map.of(), LIMIT, List.of("docker", "info")).exitCode() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whatever its exit code. */
    static Result run(List<String> arguments) {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        return run(Map.of(), LIMIT, command);
    }

    static Result run(String... arguments) {
        return run(List.of(arguments));
    }

    /** Standard output of a command that must succeed. */
    static String ask(String... arguments) {
        return run(arguments).expect(0).out().strip();
    }

    /** What {@code docker inspect} tells of each of the containers, images or networks. */
    static List<JsonNode> inspect(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var arguments = new ArrayList<>(List.of("inspect"));
        arguments.addAll(names);
        try {
            JsonNode all = JSON.readTree(run(arguments).expect(0).out());
            return StreamSupport.stream(all.spliterator(), false).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result run(Map<String, String> environment, Duration limit, List<String> command) {
        try {
            return Program.run(environment, limit, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
