package io.quarterdeck.testservers;

import java.io.IOException;

/** A server of local-stack. */
record EmbeddedServer(Starting starting, Runnable killing, Runnable closing) implements Server {

    interface Starting {
        void start() throws IOException;
    }

    @Override
    public void start() throws IOException {
        starting.start();
    }

    @Override
    public void kill() {
        killing.run();
    }

    @Override
    public void close() {
        closing.run();
    }
}
