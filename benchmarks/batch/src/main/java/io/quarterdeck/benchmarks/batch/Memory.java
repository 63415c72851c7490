package io.quarterdeck.benchmarks.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process needs of the machine's memory, with all that is not Java's. */
final class Memory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** The most that was resident so far; 0 where the system does not tell. */
    static double peakMb() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
