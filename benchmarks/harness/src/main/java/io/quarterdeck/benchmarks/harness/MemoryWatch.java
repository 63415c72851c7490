package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory of all processes that the harness has started and that still run, looked at once a second: what each has
 * resident, a page that several share counted once in all (PSS). The page cache is not in it, PostgreSQL's shared buffers are.
 */
final class MemoryWatch implements AutoCloseable {

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofSeconds(1);

    private record Look(long nanoTime, double megabytes) {}

    private final List<Look> looks = new ArrayList<>();
    private final Thread watching = new Thread(this::watch, "memory-watch");

    private MemoryWatch() {}

    static MemoryWatch start() {
        var watch = new MemoryWatch();
        watch.watching.setDaemon(true);
        watch.watching.start();
        return watch;
    }

    static double megabytesNow() {
        return ProcessHandle.current()
                .descendants()
                .mapToDouble(process -> proportionalMegabytes(process.pid()))
                .sum();
    }

    /** The highest that was seen between two times, as {@link System#nanoTime} counts them. */
    synchronized double highest(long from, long to) {
        return looks.stream()
                .filter(look -> look.nanoTime() >= from && look.nanoTime() <= to)
                .mapToDouble(Look::megabytes)
                .max()
                .orElse(0);
    }

    private void watch() {
        try {
            while (true) {
                var look = new Look(System.nanoTime(), megabytesNow());
                synchronized (this) {
                    looks.add(look);
                }
                Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
            }
        } catch (InterruptedException e) { // closed
            Thread.currentThread().interrupt();
        }
    }

    private static double proportionalMegabytes(long pid) {
        Path summary = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        try (Stream<String> lines = Files.lines(summary)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        } catch (IOException | UncheckedIOException e) { // it has ended: there is nothing to read, or no file any more
            return 0;
        }
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}
