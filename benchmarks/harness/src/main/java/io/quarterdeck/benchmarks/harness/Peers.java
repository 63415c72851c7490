package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs that ours are compared with, as {@code benchmarks/peers} brings them: a folder of jars for each.
 *
 * @param folder {@code benchmarks/peers/target}
 */
record Peers(Path folder) {

    /** The jars of one, such as {@code connect}. */
    Path jars(String name) {
        return folder.resolve(name);
    }

    /** A command line that runs a class of one. */
    List<String> java(String name, List<String> jvmOptions, String mainClass) {
        return Commands.java(jars(name), jvmOptions, mainClass);
    }

    /** Of an artifact among the jars of one: what its file name says. */
    String version(String name, String artifact) throws IOException {
        Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
        try (var files = Files.list(jars(name))) {
            return files.map(file -> jar.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + artifact + " in " + jars(name)));
        }
    }
}
