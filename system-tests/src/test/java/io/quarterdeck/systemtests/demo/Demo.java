package io.quarterdeck.systemtests.demo;

import io.quarterdeck.systemtests.Pipeline;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A demo's stack: on the recorded candles where they are at hand, else on a made-up market. Started for the first test that
 * asks, ended behind the last.
 */
final class Demo implements AutoCloseable {

    private static final Path RECORDED = Pipeline.ROOT.resolve("../shared/data").normalize();

    private final Path folder;
    private final Quarterdeck quarterdeck;
    private final Stores stores;

    private Demo() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("demo");
        quarterdeck = new Quarterdeck(home());
        List<Path> files = recordedCandles();
        var command = new ArrayList<String>(List.of("demo", "--detach"));
        for (Path file : files.isEmpty() ? List.of(sample()) : files) {
            command.addAll(List.of("--input", file.toString()));
        }
        try {
            quarterdeck.run(command.toArray(String[]::new)).expect(0);
            stores = quarterdeck.stores();
        } catch (IOException | AssertionError e) {
            quarterdeck.run("down");
            throw e;
        }
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

    private Path sample() throws IOException, InterruptedException {
        Path sample = folder.resolve("sample.csv.gz");
        quarterdeck
                .run("sample", "--rows", "250000", "--symbols", "3", "--quarters", "2", sample.toString())
                .expect(0);
        return sample;
    }

    Quarterdeck quarterdeck() {
        return quarterdeck;
    }

    Stores stores() {
        return stores;
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
        stores.close();
        try {
            quarterdeck.run("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives a test class the demo that all share. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Demo.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Demo.class))
                    .getOrComputeIfAbsent(Demo.class, key -> start(), Demo.class);
        }

        private static Demo start() {
            try {
                return new Demo();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
