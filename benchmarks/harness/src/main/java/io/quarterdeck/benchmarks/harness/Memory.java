package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory processes have, as the kernel counts it. */
final class Memory {

    private Memory() {}

    /** The most that a process, and each of its children that still runs, has had resident since its start. */
    static double peakMegabytes(long pid) {
        return Stream.concat(
                        ProcessHandle.of(pid).stream(),
                        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants))
                .mapToDouble(process -> kilobytes(process.pid(), "VmHWM:") / 1024.0)
                .sum();
    }

    private static long kilobytes(long pid, String what) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (NoSuchFileException e) { // it has ended
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
