package io.quarterdeck.systemtests.demo;

import io.quarterdeck.systemtests.Pipeline;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.RunningDemo;
import io.quarterdeck.systemtests.SharedByTests;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A demo's stack: on the recorded candles where they are at hand, else on a made-up market. Started for the first test that
 * asks, ended behind the last.
 */
final class Demo implements AutoCloseable {

    private static final Path RECORDED = Pipeline.ROOT.resolve("../shared/data").normalize();

    private final Path folder;
    private final RunningDemo running;

    private Demo() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("demo");
        var quarterdeck = new Quarterdeck(home());
        List<Path> files = recordedCandles();
        running = new RunningDemo(quarterdeck, files.isEmpty() ? List.of(sample(quarterdeck)) : files);
    }

    static boolean recordedCandlesAreThere() throws IOException {
        return !recordedCandles().isEmpty();
    }

    private static List<Path> recordedCandles() throws IOException {
        if (!Files.isDirectory(RECORDED)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(RECORDED)) {
            return files.filter(file -> file.getFileName().toString().matches("bitfinex-1m-.*[.]csv[.]gz"))
                    .sorted()
                    .toList();
        }
    }

    private Path sample(Quarterdeck quarterdeck) throws IOException, InterruptedException {
        Path sample = folder.resolve("sample.csv.gz");
        quarterdeck
                .run("sample", "--rows", "250000", "--symbols", "3", "--quarters", "2", sample.toString())
                .expect(0);
        return sample;
    }

    Quarterdeck quarterdeck() {
        return running.quarterdeck();
    }

    Stores stores() {
        return running.stores();
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Where a test may put files. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        running.close();
    }

    /** Gives a test class the demo that all share. */
    static final class Shared extends SharedByTests<Demo> {
        Shared() {
            super(Demo.class, Demo::new);
        }
    }
}
