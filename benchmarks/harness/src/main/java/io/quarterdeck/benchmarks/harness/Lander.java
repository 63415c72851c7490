package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program that brings the bars of the topic into a store; up and idle, and it runs until it is closed. */
interface Lander extends AutoCloseable {

    Duration STOP_LIMIT = Duration.ofSeconds(30);

    long pid();

    /** @throws IOException when it has ended or failed, with why */
    void check() throws IOException;

    @Override
    void close();

    /** Starts a service of ours; returns when it is ready. */
    static Lander start(String name, int healthPort, Path folder, List<String> command) throws IOException {
        Part part = Part.service(name, healthPort, folder.resolve(name + ".log"), command, Map.of());
        ChildProcess process = part.launch().start();
        Lander lander = of(name, process);
        boolean ready = false;
        try {
            part.readiness().await(process);
            ready = true;
            return lander;
        } finally {
            if (!ready) {
                lander.close();
            }
        }
    }

    private static Lander of(String name, ChildProcess process) {
        return new Lander() {

            @Override
            public long pid() {
                return process.pid();
            }

            @Override
            public void check() throws IOException {
                if (!process.isAlive()) {
                    throw new IOException(name + " has ended" + process.lastLines());
                }
            }

            @Override
            public void close() {
                process.stop(STOP_LIMIT);
            }
        };
    }
}
