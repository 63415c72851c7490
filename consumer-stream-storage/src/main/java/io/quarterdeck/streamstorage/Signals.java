package io.quarterdeck.streamstorage;

import io.quarterdeck.servicekit.StopSignal;
import java.util.List;
import org.apache.hadoop.service.launcher.IrqHandler;

/**
 * Lets SIGTERM and SIGINT ask the service to stop, and do nothing else. By themselves they would also begin the JVM's
 * shutdown, in which Spark ends its session and Iceberg the threads that it commits with: the batch in hand would fail.
 */
final class Signals {

    private Signals() {}

    /** @return {@code stop}, which the signals ask from now on */
    static StopSignal relayedTo(StopSignal stop) {
        for (String name : List.of("TERM", "INT")) {
            new IrqHandler(name, signal -> stop.request()).bind();
        }
        return stop;
    }
}
