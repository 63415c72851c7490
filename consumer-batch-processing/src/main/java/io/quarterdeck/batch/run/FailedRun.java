package io.quarterdeck.batch.run;

/** The run cannot go on; the message tells the user why and what to do. */
public final class FailedRun extends Exception {

    public FailedRun(String message) {
        super(message);
    }

    public FailedRun(String message, Throwable cause) {
        super(message, cause);
    }
}
