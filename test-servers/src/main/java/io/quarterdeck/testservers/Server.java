package io.quarterdeck.testservers;

import java.io.IOException;

/** One server process, wherever it runs. */
interface Server extends AutoCloseable {

    /** Waits until clients are served; after {@link #kill} with the same data at the same port. */
    void start() throws IOException;

    /** Ends it at once, as a crash does (SIGKILL). */
    void kill();

    @Override
    void close();
}
