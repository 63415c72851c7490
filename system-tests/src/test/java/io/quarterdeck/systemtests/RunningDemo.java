package io.quarterdeck.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A stack that {@code demo --detach} has started and that has published the features of its files. */
public final class RunningDemo implements AutoCloseable {

    private final Quarterdeck quarterdeck;
    private final Stores stores;

    /** Starts it. */
    public RunningDemo(Quarterdeck quarterdeck, List<Path> files) throws IOException, InterruptedException {
        this.quarterdeck = quarterdeck;
        var command = new ArrayList<String>(List.of("demo", "--detach"));
        files.forEach(file -> command.addAll(List.of("--input", file.toString())));
        try {
            quarterdeck.run(command.toArray(String[]::new)).expect(0);
            stores = quarterdeck.stores();
        } catch (IOException | AssertionError e) {
            quarterdeck.run("down");
            throw e;
        }
    }

    public Quarterdeck quarterdeck() {
        return quarterdeck;
    }

    public Stores stores() {
        return stores;
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
}
