package io.quarterdeck.batch;

/** The run cannot go on; the message tells the user why and what to do. */
final class FailedRun extends Exception {

    FailedRun(String message) {
        super(message);
    }

    FailedRun(String message, Throwable cause) {
        super(message, cause);
    }
}
