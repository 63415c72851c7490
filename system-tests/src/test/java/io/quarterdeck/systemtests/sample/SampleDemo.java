package io.quarterdeck.systemtests.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A demo's stack on a made-up market. Started for the first test that asks, ended behind the last. */
final class SampleDemo implements AutoCloseable {

    private final Path sample;
    private final JsonNode truth;
    private final Quarterdeck quarterdeck;
    private final Stores stores;

    private SampleDemo() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sample");
        quarterdeck = new Quarterdeck(folder.resolve("home"));
        sample = folder.resolve("sample.csv.gz");
        quarterdeck
                .run("sample", "--rows", "150000", "--symbols", "3", "--quarters", "2", sample.toString())
                .expect(0);
        truth = new ObjectMapper()
                .readTree(folder.resolve("sample.csv.gz.truth.json").toFile());
        try {
            quarterdeck.run("demo", "--detach", "--input", sample.toString()).expect(0);
            stores = quarterdeck.stores();
        } catch (IOException | AssertionError e) {
            quarterdeck.run("down");
            throw e;
        }
    }

    Quarterdeck quarterdeck() {
        return quarterdeck;
    }

    Stores stores() {
        return stores;
    }

    Path sample() {
        return sample;
    }

    /** What the sample's writer noted down. */
    JsonNode truth() {
        return truth;
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
            return parameter.getParameter().getType() == SampleDemo.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(SampleDemo.class))
                    .getOrComputeIfAbsent(SampleDemo.class, key -> start(), SampleDemo.class);
        }

        private static SampleDemo start() {
            try {
                return new SampleDemo();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
