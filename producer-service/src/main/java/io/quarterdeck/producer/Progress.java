package io.quarterdeck.producer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a file has come: a bar with rows/s and time left on a terminal, otherwise a log line now and then. */
interface Progress extends AutoCloseable {

    /**
     * @param rows of the file that are done with, those of earlier runs included
     * @param now on the clock of {@link System#nanoTime()}
     */
    void at(long rows, long now);

    @Override
    void close();

    /** @param total rows in the file */
    static Progress open(String name, long total, long doneBefore) {
        return stderrIsTerminal() ? new Bar(name, total, doneBefore) : new Lines(name, total, doneBefore);
    }

    private static boolean stderrIsTerminal() {
        Path stderr = Path.of("/proc/self/fd/2");
        if (!Files.exists(stderr)) {
            return System.console() != null; // no such folder on this system: as near as Java comes
        }
        try {
            Path target = stderr.toRealPath();
            return target.startsWith("/dev/pts") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return false; // a pipe has no path
        }
    }

    /** The bar. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        private Bar(String name, long total, long doneBefore) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .startsFrom(doneBefore, Duration.ZERO)
                    .setUnit(" rows", 1)
                    .showSpeed()
                    .setUpdateIntervalMillis(250)
                    .build();
        }

        @Override
        public void at(long rows, long now) {
            bar.stepTo(rows);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** The log lines. */
    final class Lines implements Progress {
        private static final Logger log = LoggerFactory.getLogger(Progress.class);
        private static final Duration INTERVAL = Duration.ofSeconds(5);

        private final String name;
        private final long total;
        private final long doneBefore;
        private final long start = System.nanoTime();
        private long next = start + INTERVAL.toNanos();

        private Lines(String name, long total, long doneBefore) {
            this.name = name;
            this.total = total;
            this.doneBefore = doneBefore;
        }

        @Override
        public void at(long rows, long now) {
            if (now < next) {
                return;
            }
            next = now + INTERVAL.toNanos();
            double rate = (rows - doneBefore) / ((now - start) / 1e9);
            log.info(
                    "ingesting file={} rows={}/{} percent={} rows_per_second={} seconds_left={}",
                    name,
                    rows,
                    total,
                    total == 0 ? 100 : 100 * rows / total,
                    Math.round(rate),
                    Math.round((total - rows) / rate));
        }

        @Override
        public void close() {}
    }
}
