package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The demo's own input: 1.2 million bars with a known dose of defects, written while the stack starts. */
final class SampleMarket {

    private static final List<String> OPTIONS =
            List.of("--rows", "1200000", "--symbols", "8", "--seed", "42", "--from", "2023-01-01");

    private final StackHome home;
    private final CompletableFuture<Optional<Duration>> written;

    private SampleMarket(StackHome home, CompletableFuture<Optional<Duration>> written) {
        this.home = home;
        this.written = written;
    }

    /** Begins to write it in the background, unless it lies there from an earlier run: it never differs. */
    static SampleMarket begin(StackHome home, ServiceCommands programs) {
        return new SampleMarket(
                home,
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return write(home, programs);
                            } catch (IOException | InterruptedException e) {
                                throw new CompletionException(e);
                            }
                        },
                        task -> {
                            var thread = new Thread(task, "sample");
                            thread.setDaemon(true);
                            thread.start();
                        }));
    }

    /** Waits for the file and tells the report what it took. */
    String file(DemoReport report) throws IOException {
        try {
            written.join()
                    .ifPresent(took ->
                            report.add("sample market", took, home.sample().toString()));
            return home.sample().toString();
        } catch (CompletionException e) {
            throw new IOException("the sample was not written: " + e.getCause().getMessage(), e);
        }
    }

    private static Optional<Duration> write(StackHome home, ServiceCommands programs)
            throws IOException, InterruptedException {
        if (Files.exists(home.sample())) {
            return Optional.empty();
        }
        var started = Instant.now();
        Path unfinished = home.sample().resolveSibling("unfinished.csv");
        Files.createDirectories(unfinished.getParent());
        var arguments = new ArrayList<>(OPTIONS);
        arguments.add(unfinished.toString());
        Path log = home.log("sample");
        int exit = Tool.of(programs.sample(arguments)).loggingTo(log).run();
        if (exit != 0) {
            throw new IOException("exit code " + exit + "; the end of " + log + ":\n"
                    + LogFile.tail(log, 0, 15).indent(4));
        }
        Files.move(
                Path.of(unfinished + ".truth.json"),
                Path.of(home.sample() + ".truth.json"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(unfinished, home.sample(), StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(Duration.between(started, Instant.now()));
    }
}
