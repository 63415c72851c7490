package io.quarterdeck.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Program {

    private Program() {}

    /** What a command printed and how it ended. */
    public record Result(String command, int exitCode, String out, String err) {

        public Result expect(int expected) {
            if (exitCode != expected) {
                throw new AssertionError(
                        "%s: exit code %d, expected %d%n%s%n%s".formatted(command, exitCode, expected, out, err));
            }
            return this;
        }

        /** All that it printed. */
        public String text() {
            return out + err;
        }
    }

    /**
     * Without any input.
     *
     * @param environment beside what this process has
     * @param limit after which the program is killed and the test fails
     */
    public static Result run(Map<String, String> environment, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        try {
            var builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String line = String.join(" ", command);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(line + " still runs after " + limit.toSeconds() + " s:\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return new Result(line, process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
