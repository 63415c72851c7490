package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.ChildProcess;
import java.io.IOException;
import java.time.Duration;

/** A program that brings the bars of the topic into a store; up and idle, and it runs until it is closed. */
interface Lander extends AutoCloseable {

    Duration STOP_LIMIT = Duration.ofSeconds(30);

    long pid();

    /** @throws IOException when it has ended or failed, with why */
    void check() throws IOException;

    @Override
    void close();

    /** A program of ours. */
    static Lander of(String name, ChildProcess process) {
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
