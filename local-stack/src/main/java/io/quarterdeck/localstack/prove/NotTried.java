package io.quarterdeck.localstack.prove;

/** A fault that cannot be made on this machine; the message says why. */
final class NotTried extends Exception {

    private static final long serialVersionUID = 1;

    NotTried(String message) {
        super(message);
    }
}
