package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Command lines, as a user would call them. */
final class Commands {

    private Commands() {}

    /** Our program of a module, by its jar. */
    static List<String> java(Path project, String module, List<String> jvmOptions) {
        return java(jar(project, module), jvmOptions);
    }

    /** The jar of a module, with all that it needs. */
    static Path jar(Path project, String module) {
        return project.resolve(module).resolve("target").resolve(module + ".jar");
    }

    /** A program that is one jar. */
    static List<String> java(Path jar, List<String> jvmOptions) {
        var command = new ArrayList<>(List.of(javaBinary()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** A program of others, by its main class and the jars in a folder. */
    static List<String> java(Path jars, List<String> jvmOptions, String mainClass) {
        return java(jars + "/*", jvmOptions, mainClass);
    }

    /** A program by its class path. */
    static List<String> java(String classPath, List<String> jvmOptions, String mainClass) {
        var command = new ArrayList<>(List.of(javaBinary()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, mainClass));
        return command;
    }

    static List<String> with(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    /**
     * Runs it to its end, its output in {@code log}.
     *
     * @throws IOException when its exit code is not 0, with the end of its log
     */
    static void run(List<String> command, Path log) throws IOException, InterruptedException {
        int exit = Tool.of(command).loggingTo(log).run();
        if (exit != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new IOException("exit code %d of %s; the end of %s:%n%s"
                    .formatted(
                            exit,
                            String.join(" ", command),
                            log,
                            String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()))));
        }
    }

    static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
