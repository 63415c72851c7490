package io.quarterdeck.localstack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that works for a while and ends: its exit code is the result. It ends with this JVM, too. */
public final class Tool {

    private final ProcessBuilder builder;

    private Tool(ProcessBuilder builder) {
        this.builder = builder;
    }

    public static Tool of(List<String> command) {
        var guarded = new ArrayList<String>();
        if (LinuxTools.has("setpriv")) {
            guarded.addAll(List.of("setpriv", "--pdeathsig", "TERM", "--"));
        }
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new Tool(builder);
    }

    /** Writes what it prints to the end of {@code log} instead of the terminal. */
    public Tool loggingTo(Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        return this;
    }

    /** Writes what it prints to {@code file} instead of the terminal; what it says of errors stays there. */
    public Tool printingTo(Path file) {
        builder.redirectOutput(file.toFile());
        return this;
    }

    /** With these variables beside those of this JVM. */
    Tool with(Map<String, String> environment) {
        builder.environment().putAll(environment);
        return this;
    }

    /** Runs it to its end, in the thread of the caller. */
    public int run() throws IOException, InterruptedException {
        return builder.start().waitFor();
    }
}
