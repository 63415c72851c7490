package io.quarterdeck.systemtests.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.RunningDemo;
import io.quarterdeck.systemtests.SharedByTests;
import io.quarterdeck.systemtests.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A demo's stack on a made-up market. Started for the first test that asks, ended behind the last. */
final class SampleDemo implements AutoCloseable {

    private final Path sample;
    private final JsonNode truth;
    private final RunningDemo running;

    private SampleDemo() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sample");
        var quarterdeck = new Quarterdeck(folder.resolve("home"));
        sample = folder.resolve("sample.csv.gz");
        quarterdeck
                .run("sample", "--rows", "150000", "--symbols", "3", "--quarters", "2", sample.toString())
                .expect(0);
        truth = new ObjectMapper()
                .readTree(folder.resolve("sample.csv.gz.truth.json").toFile());
        running = new RunningDemo(quarterdeck, List.of(sample));
    }

    Quarterdeck quarterdeck() {
        return running.quarterdeck();
    }

    Stores stores() {
        return running.stores();
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
        running.close();
    }

    /** Gives a test class the demo that all share. */
    static final class Shared extends SharedByTests<SampleDemo> {
        Shared() {
            super(SampleDemo.class, SampleDemo::new);
        }
    }
}
